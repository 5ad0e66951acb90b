//! The page of the commands: what the program itself says when asked.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tree::Tree;

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page = "# Commands\n\nOne program. Results go to standard output, words and progress to standard \
        error.\n"
        .to_owned();
    describe(tree, &[], &mut page)?;
    page.push_str(
        "\n## How a command ends\n\n| Exit code | Means |\n|---|---|\n| 0 | done |\n\
         | 1 | done, but some rows have problems |\n| 2 | wrong use |\n| 3 | wrong settings |\n\
         | 4 | the rules say no |\n| 5 | not found |\n| 6 | somebody else changed it meanwhile |\n\
         | 7 | a chain, a checksum or a backup does not hold |\n| 8 | the whole file was refused |\n\
         | 70 | our fault |\n",
    );
    Ok(page)
}

fn describe(tree: &Tree, words: &[&str], page: &mut String) -> Result<()> {
    let said = help(tree, words)?;
    page.push_str(
        &format!("\n## kith {}\n\n```text\n{}\n```\n", words.join(" "), said.trim()).replace("kith \n", "kith\n"),
    );
    let commands = said.split("\nCommands:\n").nth(1).unwrap_or_default();
    let names = commands.lines().take_while(|line| line.starts_with("  ")).filter(|line| !line.starts_with("   "));
    for name in names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        let inner: Vec<&str> = words.iter().copied().chain([name]).collect();
        describe(tree, &inner, page)?;
    }
    Ok(())
}

fn help(tree: &Tree, words: &[&str]) -> Result<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", "kith", "--bin", "kith", "--"])
        .args(words)
        .arg("--help")
        // The help shows what these are set to.
        .env_remove("KITH_DATA")
        .env_remove("KITH_DATABASE")
        .env_remove("KITH_LISTEN")
        .current_dir(&tree.top)
        .output()
        .context("cannot run kith")?;
    ensure!(
        output.status.success(),
        "kith {} --help failed: {}",
        words.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).context("the help is not text")?;
    Ok(said.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}
