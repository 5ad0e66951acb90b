use std::fmt;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::signed::{PaperError, SignedBy, What, open_signed, sign};
use crate::list_out::{RecipientKey, SealError, encrypt};

/// The longest receipt.
const LONGEST_RECEIPT: usize = 4096;

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}

/// One family as it is handed over: what may go, and nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which hand-over.
    pub hand_over: String,
    /// The authority that sends.
    pub from: String,
    /// Who made it there: name and post.
    pub by: String,
    /// The authority that receives.
    pub to: String,
    /// The kind of service there that receives it.
    pub service: String,
    /// The day that it was made.
    #[serde(with = "super::as_text")]
    pub made_on: Date,
    /// The children.
    pub children: Vec<ChildPaper>,
}

/// One child.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ChildPaper {
    /// How the sender's papers name the child, the same in each of them.
    pub reference: String,
    /// First name.
    pub given: String,
    /// Middle names.
    pub middle: String,
    /// Family name.
    pub family: String,
    /// Date of birth.
    #[serde(with = "super::as_text::option")]
    pub born_on: Option<Date>,
    /// Expected date of delivery.
    #[serde(with = "super::as_text::option")]
    pub due_on: Option<Date>,
    /// Sex.
    pub sex: String,
    /// NHS number.
    pub nhs_number: String,
    /// The new home, a line each.
    pub address: Vec<String>,
    /// Its postcode.
    pub postcode: String,
    /// Language at home.
    pub language: String,
    /// Interpreter.
    pub interpreter: String,
    /// The adults around the child who may be named.
    pub adults: Vec<AdultPaper>,
    /// Who works with the child in the area that sends.
    pub work: Vec<WorkPaper>,
    /// Visits and contacts.
    pub contacts: Vec<ContactPaper>,
    /// Support that was agreed.
    pub support: Vec<SupportPaper>,
}

/// One adult, by their own agreement (S002-AXh).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct AdultPaper {
    /// `mother`, `father` or `carer`.
    pub part: String,
    /// First name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Date of birth.
    #[serde(with = "super::as_text::option")]
    pub born_on: Option<Date>,
    /// NHS number.
    pub nhs_number: String,
    /// Telephone.
    pub telephone: String,
    /// Language.
    pub language: String,
}

/// One service that works with a child.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct WorkPaper {
    /// The kind of service, by its word.
    pub service: String,
    /// The team.
    pub team: String,
    /// The worker.
    pub worker: String,
    /// The worker's post.
    pub post: String,
    /// Where to ring.
    pub telephone: String,
    /// The last day, where it ended.
    #[serde(with = "super::as_text::option")]
    pub ended_on: Option<Date>,
    /// Whether this worker leads.
    pub is_lead: bool,
}

/// One contact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ContactPaper {
    /// How the sender's papers name the contact.
    pub reference: String,
    /// The kind of service, by its word.
    pub service: String,
    /// The day.
    #[serde(with = "super::as_text::option")]
    pub on: Option<Date>,
    /// What it was.
    pub kind: String,
    /// Who met the family.
    pub worker: String,
    /// Whether the family was there.
    pub was_attended: bool,
    /// What was written; empty where that may not go.
    pub note: String,
}

/// Support that a service and the family agreed on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SupportPaper {
    /// How the sender's papers name it.
    pub reference: String,
    /// The service.
    pub service: String,
    /// How it stands.
    pub state: String,
}

/// What comes back when a hand-over was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which hand-over.
    pub hand_over: String,
    /// The digest of the encrypted file.
    pub digest: String,
    /// Who took it in.
    pub by: String,
    /// When.
    #[serde(with = "super::as_text")]
    pub received_at: Timestamp,
    /// How many children are in.
    pub children: usize,
}

hidden!(Paper, ChildPaper, AdultPaper, WorkPaper, ContactPaper, SupportPaper);

/// Signs a paper and encrypts it, so that only its recipient opens it.
///
/// # Errors
/// [`SealError`] when it cannot be written or the machine gives no random
/// bytes.
pub fn seal_paper(paper: &Paper, to: &RecipientKey, key: &SigningKey) -> Result<Vec<u8>, SealError> {
    let text = serde_json::to_vec(paper).map_err(|error| SealError::unwritten(&error))?;
    encrypt(to, &sign(What::HandOver, &text, key))
}

/// Reads a paper that was decrypted, and whose signature holds.
///
/// # Errors
/// [`PaperError`], with what to do.
pub fn open_paper(plain: &[u8]) -> Result<(SignedBy, Paper), PaperError> {
    let (by, text) = open_signed(What::HandOver, plain)?;
    Ok((by, serde_json::from_slice(text).map_err(|_| PaperError::Unreadable)?))
}

/// The signed text of a receipt.
///
/// # Errors
/// [`SealError`] when it cannot be written.
pub fn write_receipt(receipt: &Receipt, key: &SigningKey) -> Result<Vec<u8>, SealError> {
    let text = serde_json::to_vec(receipt).map_err(|error| SealError::unwritten(&error))?;
    Ok(sign(What::Receipt, &text, key))
}

/// Reads a receipt whose signature holds.
///
/// # Errors
/// [`PaperError`], with what to do.
pub fn open_receipt(bytes: &[u8]) -> Result<(SignedBy, Receipt), PaperError> {
    if bytes.len() > LONGEST_RECEIPT {
        return Err(PaperError::NotAReceipt);
    }
    let bytes = bytes.trim_ascii();
    let (by, text) = open_signed(What::Receipt, bytes)?;
    Ok((by, serde_json::from_slice(text).map_err(|_| PaperError::Unreadable)?))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use jiff::civil::date;

    use super::{ChildPaper, Paper, Receipt, open_paper, open_receipt, seal_paper, write_receipt};
    use crate::hand_over::PaperError;
    use crate::list_out::{OpenError, OwnKey, open};

    fn paper() -> Paper {
        Paper {
            hand_over: "h-0000000000000000".to_owned(),
            from: "Northfield".to_owned(),
            by: "Ruth Adeyemi, health visitor".to_owned(),
            to: "Westshire".to_owned(),
            service: "health-visiting".to_owned(),
            made_on: date(2026, 11, 22),
            children: vec![ChildPaper { given: "Poppy".to_owned(), ..ChildPaper::default() }],
        }
    }

    #[test]
    fn a_paper_opens_for_its_recipient_alone_and_says_who_signed_it() {
        let (own, other, key) = (OwnKey::generate(), OwnKey::generate(), SigningKey::from_bytes(&[5; 32]));
        let sealed = seal_paper(&paper(), &own.public(), &key).expect("sealed");
        assert_eq!(open(&other, &sealed), Err(OpenError::NotForYou));
        let (by, read) = open_paper(&open(&own, &sealed).expect("opened")).expect("read");
        assert!(by == key.verifying_key() && read == paper());
        assert_eq!(format!("{read:?}"), "Paper(hidden)");
    }

    #[test]
    fn a_receipt_reads_back_also_with_an_empty_line_after_it() {
        let key = SigningKey::from_bytes(&[5; 32]);
        let receipt = Receipt {
            hand_over: "h-0000000000000000".to_owned(),
            digest: "ab".to_owned(),
            by: "Westshire".to_owned(),
            received_at: jiff::Timestamp::UNIX_EPOCH,
            children: 1,
        };
        let mut text = write_receipt(&receipt, &key).expect("written");
        text.extend_from_slice(b"\r\n");
        assert_eq!(open_receipt(&text).expect("read").1, receipt);
        assert_eq!(open_receipt(&[b'x'; 5000]).err(), Some(PaperError::NotAReceipt));
    }
}
