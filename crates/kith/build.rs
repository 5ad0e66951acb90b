//! Makes the styles and the script that the binary carries: compiles the theme
//! with the design system, gives every file a name that changes with its
//! content, and writes the list of them for `web::assets`.
//!
//! Nothing of the design system stands in this repository; `npm ci` brings it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use sha2::{Digest, Sha256};

/// How many letters of the content's hash stand in a file's name.
const HASH_LETTERS: usize = 12;

/// How the compiled styles name the design system's drawings.
const DRAWINGS: &str = "/assets/images/";

/// One file that the binary carries.
struct Asset {
    /// The name that templates use.
    name: String,
    /// The name in addresses: changes whenever the content does.
    hashed: String,
    /// The media type.
    kind: &'static str,
    content: String,
}

impl Asset {
    fn new(name: impl Into<String>, kind: &'static str, content: String) -> Self {
        let name = name.into();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let mut hash = String::new();
        for byte in Sha256::digest(content.as_bytes()).iter().take(HASH_LETTERS / 2) {
            let _ = write!(hash, "{byte:02x}");
        }
        Self { hashed: format!("{stem}-{hash}.{extension}"), name, kind, content }
    }
}

fn main() -> ExitCode {
    match make() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell_cargo(&format!("error={error}"));
            ExitCode::FAILURE
        }
    }
}

fn make() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let packages = here.join("../../node_modules");
    let design_system = packages.join("nhsuk-frontend/dist/nhsuk");
    for watched in [here.join("assets"), packages.join("nhsuk-frontend/package.json")] {
        tell_cargo(&format!("rerun-if-changed={}", watched.display()));
    }
    if !design_system.join("core/_index.scss").exists() {
        return Err("the design system is not installed: run `npm ci` at the root of the repository".into());
    }
    let start_up = fs::read_to_string(here.join("assets/start-up.js"))?.trim().to_owned();
    write_list(&assets(&here, &packages, &design_system)?, &start_up)
}

/// Every file that the binary carries, compiled and named.
fn assets(here: &Path, packages: &Path, design_system: &Path) -> Result<Vec<Asset>, Box<dyn Error>> {
    let script = fs::read_to_string(design_system.join("nhsuk-frontend.min.js"))?;
    let script = Asset::new("nhsuk-frontend.js", "text/javascript; charset=utf-8", without_source_map(&script));
    let own_script = fs::read_to_string(here.join("assets/kith.js"))?;
    let own_script = own_script.replace("'./nhsuk-frontend.js'", &format!("'./{}'", script.hashed));
    let mut styles = styles(here, packages)?;
    let mut assets = drawings(design_system, &mut styles)?;
    assets.extend([
        Asset::new("kith.css", "text/css; charset=utf-8", styles),
        Asset::new("kith.js", "text/javascript; charset=utf-8", own_script),
        Asset::new("favicon.svg", "image/svg+xml", fs::read_to_string(here.join("assets/favicon.svg"))?),
        script,
    ]);
    Ok(assets)
}

/// The design system's drawings that the styles name; the styles then name
/// them by their hashed names.
fn drawings(design_system: &Path, styles: &mut String) -> Result<Vec<Asset>, Box<dyn Error>> {
    let mut assets: Vec<Asset> = Vec::new();
    while let Some(start) = styles.find(DRAWINGS) {
        let name = styles[start + DRAWINGS.len()..].split(['"', ')']).next().unwrap_or_default().to_owned();
        let content = fs::read_to_string(design_system.join("assets/images").join(&name))?;
        let asset = Asset::new(name.clone(), "image/svg+xml", content);
        *styles = styles.replace(&format!("{DRAWINGS}{name}"), &format!("/assets/{}", asset.hashed));
        assets.push(asset);
    }
    Ok(assets)
}

fn styles(here: &Path, packages: &Path) -> Result<String, Box<dyn Error>> {
    let files = WithoutExtends;
    let options =
        grass::Options::default().fs(&files).load_path(packages).style(grass::OutputStyle::Compressed).quiet(true);
    Ok(grass::from_path(here.join("assets/theme.scss"), &options)?)
}

/// Reads style sheets with every `@extend` of a placeholder written out.
///
/// The compiler (grass 0.13.4) keeps the selectors to extend in a set that
/// hashes them by address and compares them by value, so that of several rules
/// with one selector some are lost, others in every build: once the size of
/// `h1`, once the margin of lists. Without `@extend` nothing is lost.
#[derive(Debug)]
struct WithoutExtends;

impl grass::Fs for WithoutExtends {
    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let text = fs::read_to_string(path)?;
        if !text.lines().any(|line| line.trim_start().starts_with("@extend")) {
            return Ok(text.into_bytes());
        }
        written_out(&text)
            .map(String::into_bytes)
            .ok_or_else(|| io::Error::other(format!("{}: an `@extend` that build.rs cannot write out", path.display())))
    }
}

/// The style sheet with the selectors that extend a placeholder in its place.
/// `None` if it extends anything but placeholders of its own.
fn written_out(text: &str) -> Option<String> {
    let extenders = extenders(text)?;
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("@extend")) {
        let is_comment = line.trim_start().starts_with("//");
        match extenders.iter().find(|(placeholder, _)| !is_comment && names(line, placeholder)) {
            None => out.push_str(line),
            Some((placeholder, selectors)) => {
                let (selector, end) = line.split_at(line.trim_end_matches(['{', ',', ' ']).len());
                let complete: Vec<String> =
                    selectors.iter().map(|extender| selector.replace(placeholder.as_str(), extender)).collect();
                out.push_str(&complete.join(",\n"));
                out.push_str(end);
            }
        }
        out.push('\n');
    }
    Some(out)
}

/// Every placeholder of a style sheet with the selectors that extend it. Each
/// selector stands on a line of its own, as the design system writes them.
fn extenders(text: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let mut extenders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut selectors: Vec<String> = Vec::new();
    let mut is_complete = true;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        if let Some(target) = line.strip_prefix("@extend ") {
            let placeholder = target.strip_suffix(';').filter(|target| target.starts_with('%'))?;
            extenders.entry(placeholder.to_owned()).or_default().extend(selectors.iter().cloned());
        } else if let Some(selector) = line.strip_suffix(['{', ',']) {
            if is_complete {
                selectors.clear();
            }
            selectors.push(selector.trim().to_owned());
            is_complete = line.ends_with('{');
        }
    }
    Some(extenders)
}

/// Whether a line names a placeholder, and not one with a longer name.
fn names(line: &str, placeholder: &str) -> bool {
    line.split([' ', ',', '{']).any(|word| word == placeholder)
}

/// The map that the script names is not carried, so a browser must not ask for it.
fn without_source_map(script: &str) -> String {
    script.split("//# sourceMappingURL=").next().unwrap_or_default().trim_end().to_owned()
}

/// Writes the files and the Rust list of them into the build's own folder.
fn write_list(assets: &[Asset], start_up: &str) -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut list = String::from("pub(super) static ASSETS: &[Asset] = &[\n");
    for asset in assets {
        let file = out.join(&asset.name);
        fs::write(&file, &asset.content)?;
        writeln!(
            list,
            "    Asset {{ name: {:?}, hashed: {:?}, path: {:?}, kind: {:?}, bytes: include_bytes!({:?}) }},",
            asset.name,
            asset.hashed,
            format!("/assets/{}", asset.hashed),
            asset.kind,
            file.display().to_string(),
        )?;
    }
    let hash = base64(&Sha256::digest(start_up.as_bytes()));
    writeln!(list, "];\n\npub(super) const START_UP: &str = {start_up:?};")?;
    writeln!(list, "\npub(super) const START_UP_HASH: &str = \"'sha256-{hash}'\";")?;
    fs::write(out.join("assets.rs"), list)?;
    Ok(())
}

/// Base64 with padding, as a content security policy writes a hash.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Cargo reads its instructions from standard output.
fn tell_cargo(instruction: &str) {
    let _ = writeln!(io::stdout(), "cargo::{instruction}");
}
