//! What the papers on planned sharing need to know: all of it comes from the
//! register and from how the installation is set up. No person is in it.

/// One agreement, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgreementFacts {
    /// The name of the locality.
    pub locality: String,
    /// The title of the agreement.
    pub title: String,
    /// Its kind, its version, where it stands: a line each.
    pub about: Vec<String>,
    /// The organisations, each with what became of it.
    pub parties: Vec<String>,
    /// The agreement above it.
    pub under: Option<String>,
    /// The lawful basis that the organisations named.
    pub lawful_basis: String,
    /// First day, review and last day, in words.
    pub days: [String; 3],
    /// Each duty with its owner.
    pub duties: Vec<(String, String)>,
    /// How people act.
    pub conduct: Vec<String>,
    /// Where a profession's own code differs.
    pub professions: Vec<(String, String)>,
    /// The flows that it foresees, each with the agreement that describes it.
    pub planned: Vec<(String, String)>,
    /// The Section 75 entry, part by part.
    pub section_75: Vec<(String, String)>,
    /// The flows.
    pub flows: Vec<FlowFacts>,
    /// The kinds of information that no flow can carry.
    pub never: Vec<String>,
    /// The principles that the design passed, each with its paragraph.
    pub principles: Vec<String>,
    /// Each signature that is needed: for whom, and who gave it when; empty
    /// where it is not there.
    pub signatures: Vec<(String, String)>,
    /// Who is in the working group.
    pub group: Vec<String>,
    /// The issues without an answer.
    pub open_issues: Vec<String>,
    /// The issues with their answers.
    pub closed_issues: Vec<(String, String)>,
    /// This installation.
    pub here: InstallationFacts,
    /// Who writes what is still to be written.
    pub writers: Writers,
}

/// One flow, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowFacts {
    /// Its name.
    pub name: String,
    /// Who sends.
    pub sender: String,
    /// Who receives.
    pub receiver: String,
    /// What for.
    pub purpose: String,
    /// Why it serves the purpose.
    pub why: String,
    /// Why figures without names will not do; empty for figures.
    pub why_names: String,
    /// The sources that it brings in, a sentence or more each.
    pub brings: Vec<String>,
    /// What it carries.
    pub kinds: Vec<String>,
    /// The details about each person.
    pub fields: Vec<String>,
    /// The details that it leaves out.
    pub left_out: Vec<String>,
    /// Each role that reads it, with how many hold it here and what the rules
    /// answer it.
    pub readers: Vec<(String, String)>,
    /// The lawful basis that was named.
    pub lawful_basis: String,
    /// How often.
    pub every: String,
    /// For how long it is kept.
    pub keep: String,
    /// Whether it may run today.
    pub may_run: String,
}

/// How this installation is set up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstallationFacts {
    /// How what is about people is kept safe, a sentence each.
    pub safe: Vec<String>,
    /// The title of the sharing rules in force.
    pub rules: String,
    /// How families are told and can say no, a sentence each.
    pub told: Vec<String>,
}

/// Who writes what is still to be written: posts or names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Writers {
    /// The data protection officer.
    pub officer: String,
    /// Whoever answers for telling families.
    pub telling: String,
    /// Whoever answers for a loss.
    pub loss: String,
    /// Whoever puts mistakes right.
    pub right: String,
    /// Whoever deletes.
    pub deletes: String,
    /// Whoever reviews the agreement.
    pub review: String,
}
