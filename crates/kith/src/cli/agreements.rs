//! `kith agreements`: the register of agreements on planned sharing.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use kith_app::{AppError, Evidence, Paper, SignDraft, Who, may_run_words, standing_words};
use kith_core::agreement::{Agreement, AgreementDraft, SignatoryPost, check, with_products};
use kith_exchange::agreements::read_agreement;
use kith_letters::{TextSize, pdf};

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::web::words::{list_words, plural};

/// Agreements on planned sharing.
#[derive(Debug, Subcommand)]
pub(crate) enum Agreements {
    /// Every agreement, and where it stands.
    List,
    /// Test a design against the six principles. Nothing is kept.
    Check {
        /// The file with the agreement.
        file: PathBuf,
    },
    /// Test an agreement and add it to the register; with a name that is
    /// there already, as its next version.
    Add {
        /// The file with the agreement.
        file: PathBuf,
    },
    /// Which posts sign an agreement about people; with words, which sign from
    /// now on beside the Caldicott Guardian.
    Posts {
        /// The posts: risk-owner, data-protection-officer, director.
        posts: Vec<String>,
        /// Only the Caldicott Guardians sign from now on.
        #[arg(long, conflicts_with = "posts")]
        guardians_only: bool,
    },
    /// What becomes of a source that no agreement names; with a word, from now
    /// on. A source that an agreement names comes in only while that agreement
    /// is signed and in date, whatever stands here.
    Incoming {
        /// warn: it comes in, and the pages warn. block: it is stopped until
        /// an agreement names it.
        rule: Option<String>,
    },
    /// Write down that somebody signed an agreement on paper. A Caldicott
    /// Guardian's counts once another one has seen the paper and confirmed it
    /// on the page of the agreement; that cannot be done here, and nobody
    /// signs here for a Guardian who has an account.
    Sign {
        /// The name of the agreement.
        agreement: String,
        /// The organisation that was signed for, as the agreement writes it.
        #[arg(long = "for", value_name = "ORGANISATION")]
        party: String,
        /// caldicott-guardian, risk-owner, data-protection-officer or director
        #[arg(long)]
        post: String,
        /// Who signed.
        #[arg(long, value_name = "NAME")]
        signer: String,
        /// The day of the signature, for example 2026-10-02; today if left
        /// out.
        #[arg(long, value_name = "DAY", default_value = "")]
        on: String,
        /// Where the signed paper is kept; needed for a Caldicott Guardian.
        #[arg(long, value_name = "WHERE", default_value = "")]
        paper: String,
    },
    /// Write the draft of an agreement, or of its impact assessment, for the
    /// working group: as PDF or Markdown, by the ending of the file.
    Paper {
        /// The name of the agreement.
        agreement: String,
        /// The impact assessment instead.
        #[arg(long)]
        impact: bool,
        /// The file to write: .pdf or .md
        #[arg(short, long)]
        out: PathBuf,
    },
    /// Evidence for an inspection, as CSV.
    Evidence {
        /// agreements, sign-offs or flows
        file: String,
    },
    /// Whether a flow may run today: ends with 4 where it may not.
    MayRun {
        /// The name of the agreement.
        agreement: String,
        /// The name of the flow.
        flow: String,
    },
}

impl Agreements {
    /// Runs the command.
    ///
    /// # Errors
    /// When a design does not pass, a flow may not run, or the records cannot
    /// be opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        match self {
            Self::List => list(settings).await,
            Self::Check { file } => {
                let (_, agreement) = tested(file)?;
                say(&format!(
                    "{} passes the test of the six principles: {}, {} with an owner.{}",
                    agreement.name,
                    plural(agreement.flows.len(), "flow", "flows"),
                    plural(agreement.duties.len(), "duty", "duties"),
                    brings_in(agreement.flows.iter().flat_map(|flow| &flow.brings)),
                ))
            }
            Self::Add { file } => {
                let (draft, agreement) = tested(file)?;
                let app = open::open(settings).await?;
                let added = app.add_agreement(Who::Operator, &draft, Clock::Machine.now()).await;
                let version = added.map_err(refused)?;
                say(&format!(
                    "{}, version {version}, is in the register. Every organisation signs it next.{}",
                    agreement.name,
                    brings_in(agreement.flows.iter().flat_map(|flow| &flow.brings)),
                ))
            }
            Self::Posts { posts, guardians_only } => {
                let app = open::open(settings).await?;
                let rule = if posts.is_empty() && !guardians_only {
                    app.who_signs(Who::Operator).await?
                } else {
                    app.say_who_signs(Who::Operator, posts, Clock::Machine.now()).await.map_err(refused)?
                };
                let posts: Vec<&str> = rule.posts().map(SignatoryPost::title).collect();
                say(&format!("For the sender and for the receiver sign: {}.", list_words(&posts)))
            }
            Self::Incoming { rule } => incoming(settings, rule.as_deref()).await,
            Self::Sign { agreement, party, post, signer, on, paper } => {
                let draft = SignDraft {
                    party: party.clone(),
                    post: post.clone(),
                    signer: signer.clone(),
                    on: on.clone(),
                    kept: paper.clone(),
                };
                sign(settings, agreement, &draft).await
            }
            Self::Paper { agreement, impact, out } => paper(settings, agreement, *impact, out).await,
            Self::Evidence { file } => {
                let known: Vec<&str> = Evidence::ALL.iter().map(|one| one.word()).collect();
                let Some(evidence) = Evidence::from_word(file) else {
                    let words = format!("there is no file called {file}; choose one of: {}", known.join(", "));
                    return Err(exit::ending(exit::INPUT_REFUSED, words));
                };
                let app = open::open(settings).await?;
                let text = app.agreement_evidence(Who::Operator, evidence, Clock::Machine.now()).await?;
                std::io::stdout().write_all(text.as_bytes())?;
                Ok(ExitCode::from(exit::DONE))
            }
            Self::MayRun { agreement, flow } => may_run(settings, (agreement, flow)).await,
        }
    }
}

async fn incoming(settings: &Settings, rule: Option<&str>) -> anyhow::Result<ExitCode> {
    let app = open::open(settings).await?;
    let rule = match rule {
        Some(word) => app.say_incoming(Who::Operator, word, Clock::Machine.now()).await.map_err(refused)?,
        None => app.incoming_rule(Who::Operator).await?,
    };
    say(&format!("A source that no agreement names: {}. {}.", rule.word(), rule.title()))
}

async fn may_run(settings: &Settings, (agreement, flow): (&str, &str)) -> anyhow::Result<ExitCode> {
    let (app, now) = (open::open(settings).await?, Clock::Machine.now());
    let may = app.flow_may_run(Who::Operator, (agreement, flow), now).await?;
    let page = app.agreement(Who::Operator, agreement, now).await?;
    let brings = page.agreement.flow(flow).into_iter().flat_map(|flow| &flow.brings);
    let words = format!("{}{}", may_run_words(&may), brings_in(brings));
    if may.is_yes() { say(&words) } else { Err(exit::ending(exit::REFUSED, words)) }
}

/// The sources that flows bring in, as a sentence behind others; nothing where
/// they bring none in.
fn brings_in<'a>(sources: impl Iterator<Item = &'a String>) -> String {
    let names: BTreeSet<&str> = sources.map(String::as_str).collect();
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() { String::new() } else { format!(" Brings in: {}.", list_words(&names)) }
}

fn say(words: &str) -> anyhow::Result<ExitCode> {
    writeln!(std::io::stdout(), "{words}")?;
    Ok(ExitCode::from(exit::DONE))
}

async fn sign(settings: &Settings, agreement: &str, draft: &SignDraft) -> anyhow::Result<ExitCode> {
    let app = open::open(settings).await?;
    let signed = app.sign_agreement(Who::Operator, agreement, draft, Clock::Machine.now()).await;
    say(match signed.map_err(refused)? {
        SignatoryPost::CaldicottGuardian => {
            "It is written down, and waits to be confirmed: a Caldicott Guardian looks at the paper and confirms it on \
             the page of the agreement. Until then it counts for nothing."
        }
        _ => "It is written down.",
    })
}

async fn paper(settings: &Settings, agreement: &str, is_impact: bool, out: &Path) -> anyhow::Result<ExitCode> {
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !matches!(ending, "pdf" | "md") {
        let words = format!("{}: give the file an ending: .pdf or .md", out.display());
        return Err(exit::ending(exit::INPUT_REFUSED, words));
    }
    let app = open::open(settings).await?;
    let paper = if is_impact { Paper::Impact } else { Paper::Agreement };
    let letter = app.agreement_paper(Who::Operator, (agreement, paper), Clock::Machine.now()).await?;
    let bytes = match ending {
        "pdf" => pdf(&[letter], TextSize::Usual)?,
        _ => letter.markdown().into_bytes(),
    };
    std::fs::write(out, bytes).with_context(|| format!("cannot write {}", out.display()))?;
    say(&format!("{} is written.", out.display()))
}

/// What the door says is wrong with what was given.
fn refused(failed: AppError) -> anyhow::Error {
    match failed {
        AppError::Invalid(problems) => {
            let words: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            exit::ending(exit::INPUT_REFUSED, words.join("\n"))
        }
        failed => failed.into(),
    }
}

async fn list(settings: &Settings) -> anyhow::Result<ExitCode> {
    let app = open::open(settings).await?;
    let lines = app.agreements(Who::Operator, Clock::Machine.now()).await?;
    let mut out = std::io::stdout();
    if lines.is_empty() {
        writeln!(out, "There is no agreement yet. Add one with: kith agreements add FILE")?;
    }
    for line in lines {
        let review = if line.is_review_due { " The review is overdue." } else { "" };
        let place = if line.under.is_some() { format!("  {}", line.name) } else { line.name.clone() };
        let missing = match line.undescribed.as_slice() {
            [] => String::new(),
            flows => format!(" No detailed agreement: {}.", list_words(flows)),
        };
        let bodies: Vec<&str> = line.renegotiate.iter().map(|because| because.body.as_str()).collect();
        let renegotiate =
            if bodies.is_empty() { String::new() } else { format!(" Renegotiate: {}.", list_words(&bodies)) };
        writeln!(
            out,
            "{place:<24} {:<22} {}{review}{missing}{renegotiate}{}",
            line.kind.title(),
            standing_words(&line.standing),
            brings_in(line.brings.iter())
        )?;
    }
    Ok(ExitCode::from(exit::DONE))
}

/// A file as a draft and as the agreement that passed the test.
fn tested(file: &Path) -> anyhow::Result<(AgreementDraft, Agreement)> {
    let place = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|cause| exit::ending(exit::NOT_FOUND, format!("cannot read {place}: {cause}")))?;
    let refused = |words: String| exit::ending(exit::INPUT_REFUSED, words);
    let draft = with_products(read_agreement(&text).map_err(|error| refused(format!("{place}: {error}")))?);
    match check(&draft) {
        Ok(agreement) => Ok((draft, agreement)),
        Err(faults) => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("{place}: {fault}")).collect();
            Err(refused(format!("{}\n{}", plural(faults.len(), "fault", "faults"), lines.join("\n"))))
        }
    }
}
