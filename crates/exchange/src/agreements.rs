//! Agreements on planned sharing as text (TOML), to and from drafts. What a
//! draft says is tested in the domain; here is only the writing.

use jiff::civil::Date;
use kith_core::agreement::{AgreementDraft, DutyDraft, FlowDraft, PlannedFlowDraft, SectionSeventyFiveDraft};
use serde::{Deserialize, Serialize};

/// A text that is no agreement, with where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AgreementTextError(String);

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementFile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    under: String,
    #[serde(default)]
    parties: Vec<String>,
    #[serde(default)]
    lawful_basis: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    review_on: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    until: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conduct: Vec<String>,
    #[serde(default, rename = "duty", skip_serializing_if = "Vec::is_empty")]
    duties: Vec<DutyFile>,
    #[serde(default, rename = "profession", skip_serializing_if = "Vec::is_empty")]
    professions: Vec<ProfessionFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    planned: Vec<PlannedFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section_75: Option<SectionFile>,
    #[serde(default, rename = "flow", skip_serializing_if = "Vec::is_empty")]
    flows: Vec<FlowFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyFile {
    duty: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    of: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfessionFile {
    who: String,
    #[serde(default)]
    differs: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedFile {
    name: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    sender: String,
    #[serde(default)]
    receiver: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    says: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionFile {
    #[serde(default)]
    budget: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    host: String,
    #[serde(default)]
    functions: Vec<String>,
    #[serde(default)]
    liability: String,
    #[serde(default)]
    governance: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    joint_posts: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowFile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    sender: String,
    #[serde(default)]
    receiver: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    product: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    brings: Vec<String>,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    why: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    why_names: String,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    readers: Vec<String>,
    #[serde(default)]
    lawful_basis: String,
    #[serde(default)]
    every_days: u32,
    #[serde(default)]
    keep_days: u32,
}

/// Reads an agreement.
///
/// # Errors
/// When the text is no TOML, has a key that is not known, or a day that is
/// none.
pub fn read_agreement(text: &str) -> Result<AgreementDraft, AgreementTextError> {
    let file: AgreementFile = toml::from_str(text).map_err(|error| AgreementTextError(told(&error, text)))?;
    let day = |name: &str, text: &str| -> Result<Option<Date>, AgreementTextError> {
        match text.trim() {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| AgreementTextError(format!("{name}: “{text}” is no day; write it as 2026-12-01"))),
        }
    };
    Ok(AgreementDraft {
        from: day("from", &file.from)?,
        review_on: day("review_on", &file.review_on)?,
        until: day("until", &file.until)?,
        name: file.name,
        title: file.title,
        kind: file.kind,
        under: file.under,
        parties: file.parties,
        lawful_basis: file.lawful_basis,
        conduct: file.conduct,
        duties: file
            .duties
            .into_iter()
            .map(|line| DutyDraft { duty: line.duty, owner: line.owner, party: line.of })
            .collect(),
        professions: file.professions.into_iter().map(|line| (line.who, line.differs)).collect(),
        planned: file
            .planned
            .into_iter()
            .map(|line| PlannedFlowDraft {
                name: line.name,
                department: line.department,
                sender: line.sender,
                receiver: line.receiver,
                says: line.says,
            })
            .collect(),
        section_75: file.section_75.map(section_of).unwrap_or_default(),
        flows: file.flows.into_iter().map(flow_of).collect(),
    })
}

fn told(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
    match line {
        Some(line) => format!("line {line}: {}", error.message()),
        None => error.message().to_owned(),
    }
}

fn section_of(file: SectionFile) -> SectionSeventyFiveDraft {
    let SectionFile { budget, host, functions, liability, governance, joint_posts } = file;
    SectionSeventyFiveDraft { budget, host, functions, liability, governance, joint_posts }
}

fn section_file(entry: SectionSeventyFiveDraft) -> SectionFile {
    let SectionSeventyFiveDraft { budget, host, functions, liability, governance, joint_posts } = entry;
    SectionFile { budget, host, functions, liability, governance, joint_posts }
}

fn flow_of(file: FlowFile) -> FlowDraft {
    FlowDraft {
        name: file.name,
        sender: file.sender,
        receiver: file.receiver,
        product: file.product,
        brings: file.brings,
        purpose: file.purpose,
        why: file.why,
        why_names: file.why_names,
        kinds: file.kinds,
        fields: file.fields,
        readers: file.readers,
        lawful_basis: file.lawful_basis,
        every_days: file.every_days,
        keep_days: file.keep_days,
    }
}

/// Writes a draft so that [`read_agreement`] gives the same again.
///
/// # Errors
/// When a value cannot be written as TOML.
pub fn write_agreement(draft: &AgreementDraft) -> Result<String, AgreementTextError> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let draft = draft.clone();
    let file = AgreementFile {
        from: day(draft.from),
        review_on: day(draft.review_on),
        until: day(draft.until),
        name: draft.name,
        title: draft.title,
        kind: draft.kind,
        under: draft.under,
        parties: draft.parties,
        lawful_basis: draft.lawful_basis,
        conduct: draft.conduct,
        duties: draft
            .duties
            .into_iter()
            .map(|line| DutyFile { duty: line.duty, owner: line.owner, of: line.party })
            .collect(),
        professions: draft.professions.into_iter().map(|(who, differs)| ProfessionFile { who, differs }).collect(),
        planned: draft
            .planned
            .into_iter()
            .map(|line| PlannedFile {
                name: line.name,
                department: line.department,
                sender: line.sender,
                receiver: line.receiver,
                says: line.says,
            })
            .collect(),
        section_75: Some(draft.section_75).filter(|entry| !entry.is_empty()).map(section_file),
        flows: draft.flows.into_iter().map(file_of).collect(),
    };
    toml::to_string(&file).map_err(|error| AgreementTextError(error.to_string()))
}

fn file_of(flow: FlowDraft) -> FlowFile {
    FlowFile {
        name: flow.name,
        sender: flow.sender,
        receiver: flow.receiver,
        product: flow.product,
        brings: flow.brings,
        purpose: flow.purpose,
        why: flow.why,
        why_names: flow.why_names,
        kinds: flow.kinds,
        fields: flow.fields,
        readers: flow.readers,
        lawful_basis: flow.lawful_basis,
        every_days: flow.every_days,
        keep_days: flow.keep_days,
    }
}

#[cfg(test)]
mod tests {
    use kith_core::agreement::check;

    use super::{read_agreement, write_agreement};

    const BIRTHS: &str = include_str!("../../../docs/examples/new-births.toml");

    const COMES_IN: &str = include_str!("../../../docs/examples/what-comes-in.toml");

    #[test]
    fn the_example_passes_its_test_and_is_written_as_it_was_read() {
        let draft = read_agreement(BIRTHS).expect("it is read");
        let agreement = check(&draft).expect("it passes");
        assert_eq!(agreement.flows.len(), 1);
        let written = write_agreement(&draft).expect("it is written");
        assert_eq!(read_agreement(&written), Ok(draft));
    }

    #[test]
    fn the_example_of_what_comes_in_names_its_sources() {
        let draft = read_agreement(COMES_IN).expect("it is read");
        let agreement = check(&draft).expect("it passes");
        let brings = agreement.flows.iter().flat_map(|flow| &flow.brings);
        assert!(brings.clone().any(|source| source == "health-visiting") && brings.count() == 20);
        let written = write_agreement(&draft).expect("it is written");
        assert_eq!(read_agreement(&written), Ok(draft));
    }

    #[test]
    fn a_key_that_is_not_known_is_named_with_its_line() {
        let refused = read_agreement("name = \"x\"\ncolour = \"red\"\n").expect_err("it is refused");
        assert!(refused.to_string().contains("line 2") && refused.to_string().contains("colour"), "{refused}");
    }
}
