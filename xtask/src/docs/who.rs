//! The page of who may see what: what the program answers for every role,
//! kind, purpose and basis.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tree::Tree;

pub(super) fn page(tree: &Tree) -> Result<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", "kith", "--bin", "kith", "--", "rules", "matrix"])
        .current_dir(&tree.top)
        .output()
        .context("cannot run kith")?;
    ensure!(output.status.success(), "kith rules matrix failed: {}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).context("the tables are not text")?;
    Ok(format!(
        "# Who may see what\n\nWhat the [sharing rules](sharing-rules.md) answer for a child under 4 with nothing out of \
         the ordinary: the reader may look families up, works with the family, asks for no more than is needed, and \
         there is no worry about harm. **yes** and **part**: may be seen. ask: ask the family first. talk: a named \
         person weighs it. stop: an existing flow ends. no: no.\n\nA change of this page is a change of who sees what.\n\n{told}"
    ))
}
