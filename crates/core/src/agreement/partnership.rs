//! The test of what only a partnership agreement holds: the flows that it
//! foresees, and its Section 75 entry.

use std::collections::BTreeSet;

use super::check::{Test, filled};
use super::design::{AgreementDraft, AgreementKind, PlannedFlow};
use super::section_75::{Budget, SectionSeventyFive};
use super::words::is_name;

/// The flows that the agreement foresees, by department (S003-ISs).
pub(super) fn planned(draft: &AgreementDraft, parties: &[String], test: &mut Test<'_>) -> Vec<PlannedFlow> {
    let mut names = BTreeSet::new();
    let mut all = Vec::new();
    for line in &draft.planned {
        if !is_name(line.name.trim()) || !names.insert(line.name.trim()) {
            test.fault("planned", "Give each flow a short name of its own: small letters, digits and hyphens", "");
        }
        let sides = [&line.sender, &line.receiver].map(|side| filled(side).filter(|side| parties.contains(side)));
        let (name, department) = (filled(&line.name), filled(&line.department));
        if department.is_none() {
            test.fault("planned", format!("{}: write the department that it comes from", line.name), "");
        }
        match sides {
            [Some(sender), Some(receiver)] if sender != receiver => {
                if let (Some(name), Some(department)) = (name, department) {
                    let says = line.says.trim().to_owned();
                    all.push(PlannedFlow { name, department, sender, receiver, says });
                }
            }
            _ => {
                let says = format!("{}: write who sends and who receives: two of the organisations above", line.name);
                test.fault("planned", says, "");
            }
        }
    }
    all
}

/// The Section 75 entry, where one is written (S003-CMc).
pub(super) fn section_75(
    draft: &AgreementDraft,
    kind: Option<AgreementKind>,
    parties: &[String],
    test: &mut Test<'_>,
) -> Option<SectionSeventyFive> {
    let entry = &draft.section_75;
    if entry.is_empty() {
        return None;
    }
    if kind != Some(AgreementKind::Partnership) {
        test.fault("section_75", "Only a partnership agreement has a Section 75 entry", "");
    }
    let budget = Budget::from_word(entry.budget.trim());
    if budget.is_none() {
        test.fault("budget", format!("Choose how the money is held: {}", Budget::WORDS.join(", ")), "");
    }
    let host = filled(&entry.host);
    if budget == Some(Budget::Pooled) && host.is_none() {
        test.fault("host", "Write which organisation holds the pooled budget", "");
    }
    if host.as_ref().is_some_and(|host| !parties.contains(host)) {
        test.fault("host", "Choose one of the organisations that agree", "");
    }
    let lines = |lines: &[String]| lines.iter().filter_map(|line| filled(line)).collect::<Vec<String>>();
    let functions = lines(&entry.functions);
    if functions.is_empty() {
        test.fault("functions", "Write which functions move, and to whom, one a line", "");
    }
    let (liability, governance) = (filled(&entry.liability), filled(&entry.governance));
    if liability.is_none() {
        test.fault("liability", "Write how liability is shared", "");
    }
    if governance.is_none() {
        test.fault("governance", "Write who governs it", "");
    }
    let joint_posts = lines(&entry.joint_posts);
    Some(SectionSeventyFive {
        budget: budget?,
        host,
        functions,
        liability: liability?,
        governance: governance?,
        joint_posts,
    })
}
