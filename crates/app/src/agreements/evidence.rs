//! Evidence about agreements for an inspection, as files (S004-REe): the
//! agreements, who signed them, and which flows they cover.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{AgreementEvent, SeenPaper, SignProof, counted, paper_seen};
use kith_core::audit::Action;

use super::words::{may_run_words, standing_words};
use super::{Register, may_keep};
use crate::door::today;
use crate::words::cell;
use crate::{App, AppError, Who};

/// Which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Every agreement and where it stands.
    Agreements,
    /// Every signature, and every one that is missing.
    SignOffs,
    /// Every flow and whether an agreement covers it.
    Flows,
}

impl Evidence {
    /// Every file.
    pub const ALL: &'static [Self] = &[Self::Agreements, Self::SignOffs, Self::Flows];

    /// The word in addresses and commands.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agreements => "agreements",
            Self::SignOffs => "sign-offs",
            Self::Flows => "flows",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Agreements => "Agreements",
            Self::SignOffs => "Who signed",
            Self::Flows => "Flows and what covers them",
        }
    }

    /// The file for a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

impl App {
    /// A file of evidence as it stands today.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that do not keep the register.
    pub async fn agreement_evidence(
        &self,
        who: impl Into<Who>,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<String, AppError> {
        let who = who.into();
        may_keep(&who)?;
        let register = self.db.read(|tx| Box::pin(Register::read(tx))).await?;
        let day = today(now);
        let text = match evidence {
            Evidence::Agreements => agreements(&register, day),
            Evidence::SignOffs => sign_offs(&register, day)?,
            Evidence::Flows => flows(&register, day)?,
        };
        self.write_event(who.event(Action::Export, now).with("evidence", evidence.word())).await?;
        Ok(text)
    }
}

fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\n", cells.join(","))
}

fn agreements(register: &Register, today: Date) -> String {
    let mut text = line(&[
        "agreement", "title", "kind", "under", "version", "organisations", "lawful basis", "from", "review by",
        "last day", "stands", "review overdue", "renegotiate",
    ]);
    for listed in register.lines(today) {
        let Some((version, agreement)) = register.newest_of(&listed.name) else { continue };
        let bodies: Vec<&str> = listed.renegotiate.iter().map(|because| because.body.as_str()).collect();
        text.push_str(&line(&[
            &listed.name,
            &listed.title,
            listed.kind.title(),
            listed.under.as_deref().unwrap_or_default(),
            &version.to_string(),
            &listed.parties.join("; "),
            agreement.lawful_basis.as_str(),
            &agreement.from.to_string(),
            &agreement.review_on.to_string(),
            &agreement.until.to_string(),
            &standing_words(&listed.standing),
            if listed.is_review_due { "yes" } else { "no" },
            &bodies.join("; "),
        ]));
    }
    text
}

fn sign_offs(register: &Register, today: Date) -> Result<String, AppError> {
    let mut text = line(&[
        "agreement", "version", "organisation", "post", "signed by", "on", "state", "how", "paper kept", "seen by",
        "seen on",
    ]);
    for listed in register.lines(today) {
        for (version, ..) in register.all_versions(&listed.name)?.iter().rev() {
            let said = register.said_of(&listed.name, *version);
            for (place, one) in said.iter().enumerate() {
                let AgreementEvent::Signed(sign) = &one.event else { continue };
                let counts = counted(&said, today).any(|(counted, _)| counted == place);
                let seen = paper_seen(&said, place, today);
                let (how, kept) = match &sign.proof {
                    SignProof::InPerson => ("in person", ""),
                    SignProof::Paper(kept) => ("on paper", kept.as_str()),
                    SignProof::Word => ("written down", seen.first().map_or("", |(seen, _)| seen.kept.as_str())),
                };
                text.push_str(&line(&[
                    &listed.name,
                    &version.to_string(),
                    &sign.party,
                    sign.post.title(),
                    &sign.signer,
                    &sign.on.to_string(),
                    if counts { "signed" } else { "waits to be confirmed" },
                    how,
                    kept,
                    &seen
                        .iter()
                        .map(|(seen, by)| seen_by(&register.name_of(by.by), seen))
                        .collect::<Vec<_>>()
                        .join("; "),
                    &seen.iter().map(|(seen, _)| seen.on.to_string()).collect::<Vec<_>>().join("; "),
                ]));
            }
        }
        let page = register.page(&listed.name, today)?;
        for needed in page.signatures.iter().filter(|needed| needed.by.is_none()) {
            let post = needed.post.map_or("anybody who may sign", |post| post.title());
            let missing = [&listed.name, &page.version.to_string(), &needed.party, post, "", "", "missing"];
            text.push_str(&line(&[missing.as_slice(), &["", "", "", ""]].concat()));
        }
    }
    Ok(text)
}

/// Who saw a paper, with the organisation of a Guardian from outside.
fn seen_by(name: &str, seen: &SeenPaper) -> String {
    match &seen.outside {
        Some(of) => format!("{name} (from outside: {of})"),
        None => name.to_owned(),
    }
}

fn flows(register: &Register, today: Date) -> Result<String, AppError> {
    let mut text = line(&[
        "flow", "agreement", "sender", "receiver", "purpose", "carries", "lawful basis", "every days", "kept days",
        "detailed agreement", "may run", "why", "brings in",
    ]);
    for listed in register.lines(today) {
        let page = register.page(&listed.name, today)?;
        let may = if page.may_run.is_yes() { "yes" } else { "no" };
        for flow in &page.agreement.flows {
            let kinds: Vec<&str> = flow.kinds.iter().map(|kind| kind.title()).collect();
            text.push_str(&line(&[
                &flow.name,
                &listed.name,
                &flow.sender,
                &flow.receiver,
                flow.purpose.title(),
                &kinds.join("; "),
                flow.lawful_basis.as_str(),
                &flow.every_days.to_string(),
                &flow.keep_days.to_string(),
                "yes",
                may,
                &may_run_words(&page.may_run),
                &flow.brings.iter().map(String::as_str).collect::<Vec<_>>().join("; "),
            ]));
        }
        for planned in page.planned.iter().filter(|line| line.detail.is_none()) {
            let flow = &planned.flow;
            let why = format!("No detailed agreement under {}", listed.name);
            let (sender, receiver) = (flow.sender.as_str(), flow.receiver.as_str());
            text.push_str(&line(&[
                &flow.name, &listed.name, sender, receiver, "", &flow.says, "", "", "", "no", "no", &why, "",
            ]));
        }
    }
    Ok(text)
}
