//! The files of the repository as they lie on disk: what is built, installed
//! or kept out of it by name is not read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "data"];

/// A text file: its path from the top, with `/`, and its text.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// The text before the tests that stand in the same file.
    pub(crate) fn before_tests(&self) -> &str {
        self.text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default()
    }

    /// Lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// Every text file, in the order of the paths.
pub(crate) struct Tree {
    pub(crate) top: PathBuf,
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Reads the repository that holds this package.
    pub(crate) fn read() -> io::Result<Self> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        let mut files = Vec::new();
        gather(&top, &top, &mut files)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { top, files })
    }

    /// The files below `folder` whose name ends in `.{extension}`.
    pub(crate) fn below<'a>(&'a self, folder: &'a str, extension: &'a str) -> impl Iterator<Item = &'a File> {
        let is_named = move |file: &&File| file.path.rsplit_once('.').is_some_and(|(_, end)| end == extension);
        self.files.iter().filter(move |file| file.path.starts_with(folder)).filter(is_named)
    }

    /// Rust files of the crates and of this package.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.below("crates/", "rs").chain(self.below("xtask/", "rs"))
    }

    /// The text of one file, or nothing where there is none yet.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
    }
}

fn gather(top: &Path, folder: &Path, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        let name = entry.file_name();
        if kind.is_dir() && !NOT_OURS.iter().any(|not| name == *not) {
            gather(top, &path, files)?;
        } else if kind.is_file() {
            // What is not text, a picture or a workbook, has no lines to check.
            if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                files.push(File { path, text });
            }
        }
    }
    Ok(())
}
