use std::fmt;
use std::str::FromStr;

use crate::id::{IdError, StaffId};

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $title:literal;)*) => {
        /// What somebody did, or tried to do: the outcome says which.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $variant,)* }

        impl Action {
            /// Every action, in the order that the reference lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that storage and the exported log use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The words for screens, as after "Ruth Adeyemi".
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The action for a word, or `None` for a word that is no action.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.word() == word)
            }
        }
    };
}

actions! {
    /// Opened a family, a person or their contacts.
    Look = "look", "looked at the record";
    /// Opened a sensitive item, after saying once more that it is needed.
    LookSensitive = "look-sensitive", "opened a sensitive item";
    /// Searched for a family.
    Search = "search", "searched for a family";
    /// Read who had looked at a family.
    WhoLooked = "who-looked", "looked at who had looked";
    /// Asked what could be shared, and why, without looking.
    Ask = "ask", "asked what may be shared";
    /// Decided something else than the answer, and said why.
    DecideDifferently = "decide-differently", "decided something different";
    /// Asked for advice, gave it, or read it.
    Advice = "advice", "asked for advice or gave it";
    /// Stated a reason for looking without a working relationship.
    Reason = "reason", "gave a reason for looking";
    /// Recorded a contact with a family.
    RecordContact = "record-contact", "recorded a contact";
    /// Kept an unfinished form.
    Draft = "draft", "kept a draft";
    /// Put a question or an answer beside a statement.
    Comment = "comment", "wrote a comment";
    /// Recorded that a family was told how information is shared.
    Notice = "notice", "recorded a notice";
    /// Recorded an objection.
    Objection = "objection", "recorded an objection";
    /// Recorded what somebody agreed to, or refused.
    Consent = "consent", "recorded an answer about sharing";
    /// Recorded that agreement was taken back.
    Withdrawal = "withdrawal", "recorded a withdrawal";
    /// Recorded whether somebody can decide for themself.
    Capacity = "capacity", "recorded whether somebody can decide";
    /// Recorded a judgement about sharing without agreement.
    Judgement = "judgement", "recorded a judgement about sharing";
    /// Reviewed somebody's judgement.
    JudgementReview = "judgement-review", "reviewed a judgement";
    /// Changed whom the consent form names, or what for.
    ChangeTeam = "change-team", "changed whom the consent form names";
    /// Recorded what was shared, asked back, or not shared.
    Share = "share", "recorded what was shared";
    /// Built, released or answered a list of births, or took one away.
    BirthList = "birth-list", "worked on a list of births";
    /// Changed the key that lists to somebody are encrypted to.
    RecipientKey = "recipient-key", "changed the key of a recipient";
    /// Made, posted or took back a welcome card.
    WelcomeCard = "welcome-card", "worked on welcome cards";
    /// Agreed on support with a family, or wrote down what came of it.
    Support = "support", "recorded agreed support";
    /// Asked a family about a mentor, gave or took a family, wrote as a mentor
    /// or supervised one.
    Mentoring = "mentoring", "worked on family mentoring";
    /// Sent an early notification before a birth, or did something with one.
    Notify = "notify", "sent or answered an early notification";
    /// Recorded that a baby was lost, or that this was an error.
    Loss = "loss", "recorded that a baby was lost";
    /// Registered a family with a centre, or ended that.
    Register = "register", "changed a registration with a centre";
    /// Filled in a first visit form, or took it a step on.
    FirstVisit = "first-visit", "wrote a first visit form";
    /// Asked a centre to do something, or said what became of it.
    AskCentre = "ask-centre", "asked a centre, or answered it";
    /// Wrote down what came of a fact that another service told a centre.
    FollowUp = "follow-up", "followed up what a service told";
    /// Planned a visit, or said what became of it.
    PlanVisit = "plan-visit", "planned a visit";
    /// Handed a family over to another area, asked that back, or received one.
    HandOver = "hand-over", "worked on a hand-over to another area";
    /// Changed what is known of an area outside.
    OutsideArea = "outside-area", "changed an area outside";
    /// Took information out as a file.
    Export = "export", "saved a copy as a file";
    /// Took information out on paper.
    Print = "print", "printed the record";
    /// Checked a file before it came in.
    ImportCheck = "import-check", "checked a file";
    /// Brought a file in.
    ImportCommit = "import-commit", "brought a file in";
    /// A national message came in, or was worked on.
    Message = "message", "received a message";
    /// Said that two records are one person.
    Link = "link", "joined two records";
    /// Took that back.
    Unlink = "unlink", "parted two records";
    /// Said that two records are never one person.
    KeepApart = "keep-apart", "kept two records apart";
    /// Could not say whether two records are one person, and asked for a
    /// second opinion.
    Unsure = "unsure", "asked for a second opinion on two records";
    /// Asked the national record for an NHS number, or said what was done with
    /// the answer.
    Trace = "trace", "looked an NHS number up";
    /// Signed in.
    SignIn = "sign-in", "signed in";
    /// Tried to sign in and failed.
    SignInFailed = "sign-in-failed", "could not sign in";
    /// Signed out, or was signed out.
    SignOut = "sign-out", "signed out";
    /// An account was locked after too many tries.
    Locked = "locked", "was locked out";
    /// Chose a role for the session.
    ChooseRole = "choose-role", "chose a role";
    /// An account was made, changed or closed.
    AccountChange = "account-change", "changed an account";
    /// Somebody was given a role, or lost one.
    RoleChange = "role-change", "changed a role";
    /// A setting changed: a source, a rule pack, a limit.
    SettingChange = "setting-change", "changed a setting";
    /// Added, signed or ended an agreement on planned sharing.
    Agreement = "agreement", "changed the register of agreements";
    /// Asked for a page or command that the role may not use.
    Refused = "refused", "was refused a page";
    /// The retention job removed what its rule says.
    Retention = "retention", "removed what had reached its end";
    /// The head of this log was signed.
    Checkpoint = "checkpoint", "signed the log";
    /// This log was checked.
    AuditCheck = "audit-check", "checked the log";
    /// The database was set up or brought to a new version.
    SetUp = "set-up", "set the system up";
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A member of staff, signed in.
    Staff(StaffId),
    /// Whoever has the machine's command line.
    CommandLine,
    /// Kith itself, on a timer.
    Job,
    /// Somebody who has not signed in.
    Nobody,
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(staff) => staff.fmt(formatter),
            Self::CommandLine => formatter.write_str("command-line"),
            Self::Job => formatter.write_str("job"),
            Self::Nobody => formatter.write_str("nobody"),
        }
    }
}

impl FromStr for Actor {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text {
            "command-line" => Ok(Self::CommandLine),
            "job" => Ok(Self::Job),
            "nobody" => Ok(Self::Nobody),
            staff => staff.parse().map(Self::Staff),
        }
    }
}

impl From<StaffId> for Actor {
    fn from(staff: StaffId) -> Self {
        Self::Staff(staff)
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Actor};
    use crate::id::StaffId;

    #[test]
    fn every_action_is_found_by_its_word() {
        for action in Action::ALL {
            assert_eq!(Action::from_word(action.word()), Some(*action));
        }
    }

    #[test]
    fn every_actor_reads_back_as_itself() {
        for actor in [Actor::Staff(StaffId::from_random([9; 10])), Actor::CommandLine, Actor::Job, Actor::Nobody] {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
    }
}
