//! Pages from the lists in the code that name each variant once: `roles!`,
//! `service_kinds!`, `actions!`.

use anyhow::{Result, ensure};

use super::cell;
use crate::tree::Tree;

/// One line of such a list: its comment, its variant, and what follows.
struct Listed {
    comment: String,
    texts: Vec<String>,
    rest: String,
}

/// Reads the lines `/// comment` and `Variant = "word", "title", rest;` that
/// stand between the call of the macro and its closing bracket.
fn listed(source: &str, list: &str) -> Result<Vec<Listed>> {
    let start = source.find(&format!("\n{list}! {{")).unwrap_or(source.len());
    let body = source[start..].split("\n}").next().unwrap_or_default();
    let (mut found, mut comment) = (Vec::new(), String::new());
    for line in body.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            comment.push_str(words);
        } else if let Some((_, value)) = line.split_once(" = ") {
            let texts: Vec<String> = value.split('"').skip(1).step_by(2).map(str::to_owned).collect();
            let rest = value.rsplit('"').next().unwrap_or_default().trim_matches([',', ';', ' ']).to_owned();
            found.push(Listed { comment: std::mem::take(&mut comment), texts, rest });
        }
    }
    ensure!(!found.is_empty(), "the list {list}! is not where it was");
    ensure!(found.iter().all(|it| it.texts.len() == 2), "a line of {list}! has no word and title");
    Ok(found)
}

pub(super) fn roles(tree: &Tree) -> Result<String> {
    let mut page = "# Roles\n\nA role says what kind of worker somebody is. What a worker may know is decided by \
        the [sharing rules](sharing-rules.md), never by the role alone.\n\n\
        | Role | Word | Stands to health as | What the role does |\n|---|---|---|---|\n"
        .to_owned();
    for role in listed(tree.text("crates/core/src/workforce/role.rs"), "roles")? {
        let standing = match role.rest.as_str() {
            "HealthProfessional" => "health professional",
            "CentreStaff" => "staff of a centre",
            "WiderTeam" => "the wider team around the family",
            "OutsideAgency" => "an agency outside the team",
            _ => "does not work with families",
        };
        let row = [&role.texts[1], &format!("`{}`", role.texts[0]), standing, &role.comment].map(cell);
        page.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    Ok(page)
}

pub(super) fn services(tree: &Tree) -> Result<String> {
    let mut page = "# Services\n\nThe kinds of service that meet a family. Where the mere fact that a service works \
        with somebody is sensitive, it is shown only by explicit consent, or to that service's own staff.\n\n\
        | Service | Word | Part of health | The fact itself is sensitive |\n|---|---|---|---|\n"
        .to_owned();
    let yes_or_no = |is: bool| if is { "yes" } else { "no" };
    for kind in listed(tree.text("crates/core/src/service.rs"), "service_kinds")? {
        let says = |what: &str| yes_or_no(kind.rest.contains(&format!("{what}: true")));
        let (health, sensitive) = (says("health"), says("existence_sensitive"));
        page.push_str(&format!("| {} | `{}` | {health} | {sensitive} |\n", cell(&kind.texts[1]), kind.texts[0]));
    }
    Ok(page)
}

pub(super) fn audit_events(tree: &Tree) -> Result<String> {
    let mut page = "# What the audit writes down\n\nEach entry says who, in which role, when, what, for what purpose, \
        about whom, and how it ended. It holds no personal data: people are named by their random identifiers. \
        How entries are chained and checked: [the audit log](../audit-log.md).\n\n\
        | Word | After a name | When |\n|---|---|---|\n"
        .to_owned();
    for action in listed(tree.text("crates/core/src/audit/action.rs"), "actions")? {
        let row = [&format!("`{}`", action.texts[0]), &action.texts[1], &action.comment].map(|it| cell(it));
        page.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn a_list_in_the_code_is_read() {
        let source = "macro_rules! roles {\n}\n\nroles! {\n    /// Leads a\n    /// centre.\n    A = \"a-b\", \"a b\", CentreStaff;\n}\n";
        let roles = listed(source, "roles").expect("the list is there");
        assert_eq!(roles.len(), 1);
        assert_eq!(roles[0].comment, " Leads a centre.");
        assert_eq!(roles[0].texts, ["a-b", "a b"]);
        assert_eq!(roles[0].rest, "CentreStaff");
        assert!(listed(source, "services").is_err());
    }
}
