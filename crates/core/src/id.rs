//! Identifiers: random, with a letter for the kind and no order in them, so
//! that an address or a log line says nothing about a family.

use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 16;

/// A text that is not an identifier of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a {kind} reference; use the one shown on the screen")]
pub struct IdError {
    kind: &'static str,
}

/// Sixteen letters and digits (80 bits) made from ten random bytes.
fn write_letters(random: [u8; 10]) -> [u8; LENGTH] {
    let bits = random.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    std::array::from_fn(|place| {
        let shift = 5 * (LENGTH - 1 - place);
        ALPHABET[((bits >> shift) & 31) as usize]
    })
}

/// Whether a letter is one of the alphabet: asked of every reference that is
/// read, so without a search.
fn is_letter(letter: u8) -> bool {
    letter.is_ascii_digit() || (letter.is_ascii_lowercase() && !matches!(letter, b'i' | b'l' | b'o' | b'u'))
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident = $letter:literal, $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// Makes an identifier from ten random bytes that the caller drew.
            #[must_use]
            pub fn from_random(random: [u8; 10]) -> Self {
                Self(write_letters(random))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!($letter, "-"))?;
                self.0.iter().try_for_each(|letter| fmt::Write::write_char(formatter, char::from(*letter)))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let letters = text
                    .strip_prefix(concat!($letter, "-"))
                    .and_then(|rest| <[u8; LENGTH]>::try_from(rest.as_bytes()).ok())
                    .filter(|letters| letters.iter().copied().all(is_letter))
                    .ok_or(IdError { kind: $kind })?;
                Ok(Self(letters))
            }
        }
    )*};
}

identifiers! {
    /// One person in the index. Never used again after a merge or a split.
    PersonId = "p", "person";
    /// Children who share a carer, with the adults around them.
    FamilyId = "f", "family";
    /// One source's copy of one person.
    RecordId = "r", "source record";
    /// One file that came in.
    FileId = "x", "file";
    /// One member of staff.
    StaffId = "s", "member of staff";
    /// One answer to "may I?", with its reasons.
    DecisionId = "d", "decision";
    /// One contact with a family.
    ContactId = "c", "contact";
    /// One involvement of a service with a person.
    InvolvementId = "i", "involvement";
    /// One entry of the ledger: a notice, an objection, a consent.
    LedgerId = "l", "ledger entry";
    /// A search kept for a session, so that nothing personal is in an address.
    SearchId = "q", "search";
    /// One stated reason for looking at a family without a working relationship.
    ReasonId = "n", "recorded reason";
    /// One question a coach put beside a statement, or its answer.
    CommentId = "m", "comment";
    /// One request for advice or for more, with what was answered.
    AdviceId = "a", "request for advice";
    /// One list of births and moves, for one centre or for the data lead.
    ListId = "b", "list";
    /// Two records that somebody looks at or looked at.
    PairId = "k", "pair of records";
    /// One look-up of an NHS number in the national record.
    TraceId = "t", "look-up";
    /// Support that was agreed with a family.
    SupportId = "u", "support";
    /// One notification before a birth.
    NotificationId = "e", "notification";
    /// One national message that came in.
    IncomingId = "g", "message";
    /// One first visit form.
    FirstVisitId = "z", "first visit form";
    /// One thing that a centre is asked to do for a family.
    CentreTaskId = "w", "task of a centre";
    /// One fact that a source told, for a centre to follow up.
    FactId = "o", "fact";
    /// One visit that somebody plans.
    VisitId = "v", "planned visit";
    /// One hand-over of a family to another area.
    HandOverId = "h", "hand-over";
    /// One family that a mentor meets.
    MentoringId = "j", "family of a mentor";
    /// One message of a parent who says no.
    ParentMessageId = "y", "message of a parent";
}

#[cfg(test)]
mod tests {
    use super::{FamilyId, PersonId};

    #[test]
    fn an_identifier_reads_back_as_itself() {
        let family = FamilyId::from_random([1, 2, 3, 4, 5, 6, 7, 8, 9, 255]);
        assert_eq!(family.to_string().parse(), Ok(family));
        assert_eq!(family.to_string().len(), 18);
    }

    #[test]
    fn an_identifier_of_another_kind_is_refused() {
        let family = FamilyId::from_random([7; 10]).to_string();
        assert!(family.parse::<PersonId>().is_err());
        assert!("f-".parse::<FamilyId>().is_err());
        assert!("f-uuuuuuuuuuuuuuuu".parse::<FamilyId>().is_err());
    }
}
