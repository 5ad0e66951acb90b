//! Who may see what: every role, kind of information, purpose and basis, as a
//! page that is kept in the repository, so that a change of it is seen.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kith_core::service::ServiceKind;
use kith_core::sharing::{Basis, BasisFacts, Facts, Kind, Outcome, Pack, Purpose, Requester, decide};
use kith_core::workforce::Role;

/// Rows of one kind with the same answers: the answers, and for each class of
/// askers its purposes.
type Rows = BTreeMap<Vec<&'static str>, BTreeMap<Requester, Vec<Purpose>>>;

/// The page in Markdown for one edition.
#[must_use]
pub fn page(pack: &Pack) -> String {
    let mut page = format!("## {}\n\nThe edition `{}`.\n", pack.title(), pack.name());
    for kind in Kind::ALL {
        let _ = write!(page, "\n### {}\n\n| Who asks | What for |", kind.title());
        for basis in Basis::ALL {
            let _ = write!(page, " {} |", basis.title());
        }
        page.push_str("\n|---|---|");
        page.push_str(&"---|".repeat(Basis::ALL.len()));
        page.push('\n');
        for (answers, askers) in rows(*kind, pack) {
            for (requester, purposes) in askers {
                let _ = writeln!(
                    page,
                    "| {} | {} | {} |",
                    requester.title(),
                    purposes_in_words(&purposes),
                    answers.join(" | ")
                );
            }
        }
    }
    page
}

/// Which roles ask as what: in a children's centre and elsewhere.
#[must_use]
pub fn roles() -> String {
    let mut page = "| Role | Asks as | In a children’s centre as |\n|---|---|---|\n".to_owned();
    for role in Role::ALL {
        let (outside, inside) = (Requester::of(*role, false), Requester::of(*role, true));
        let asks = if role.works_with_families() {
            [outside.title(), inside.title()]
        } else {
            ["does not look families up"; 2]
        };
        let _ = writeln!(page, "| {} | {} |", role.title(), asks.join(" | "));
    }
    let sensitive: Vec<&str> = ServiceKind::ALL
        .iter()
        .filter(|service| service.is_existence_sensitive())
        .map(|service| service.title())
        .collect();
    let _ = write!(
        page,
        "\nThat these services work with a family at all is known only to those who may see sensitive health information: {}.\n",
        sensitive.join(", ")
    );
    page
}

fn rows(kind: Kind, pack: &Pack) -> Rows {
    let mut rows = Rows::new();
    for requester in Requester::ALL {
        for purpose in Purpose::ALL.iter().filter(|purpose| **purpose != Purpose::Unjustified) {
            let answers = Basis::ALL.iter().map(|basis| word(kind, *requester, *purpose, *basis, pack)).collect();
            rows.entry(answers).or_default().entry(*requester).or_default().push(*purpose);
        }
    }
    rows
}

fn word(kind: Kind, requester: Requester, purpose: Purpose, basis: Basis, pack: &Pack) -> &'static str {
    let agreed = match basis {
        Basis::ExplicitInformed => BasisFacts::explicit_informed(),
        Basis::ExplicitUninformed => BasisFacts { basis, ..BasisFacts::explicit_informed() },
        other => BasisFacts::without_consent(other),
    };
    match decide(&Facts::neutral(kind.category(), requester, purpose).on(agreed), pack).outcome() {
        Outcome::Share => "**yes**",
        Outcome::MinimumOnly => "**part**",
        Outcome::SeekConsent => "ask",
        Outcome::CaseJudgement => "talk",
        Outcome::StopSharing => "stop",
        Outcome::Refuse => "no",
    }
}

fn purposes_in_words(purposes: &[Purpose]) -> String {
    let titles: Vec<&str> = purposes.iter().map(|purpose| purpose.title()).collect();
    let left_out: Vec<&str> = Purpose::ALL
        .iter()
        .filter(|purpose| **purpose != Purpose::Unjustified && !purposes.contains(purpose))
        .map(|purpose| purpose.title())
        .collect();
    match left_out.len() {
        0 => "anything".to_owned(),
        few if few < titles.len() => format!("anything but: {}", left_out.join(", ")),
        _ => titles.join(", "),
    }
}
