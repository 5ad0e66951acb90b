//! The keys that live outside the database: one seals what is personal, one
//! makes look-up terms of it.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _, Nonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::error::KeysError;
use crate::{StoreError, random};

/// What seals whatever is about people.
pub const SEALED_WITH: &str = "ChaCha20-Poly1305";

/// First line of a key file.
const HEADING: &str = "kith keys 1";

/// First byte of everything sealed: which way of sealing.
const WAY: u8 = 1;

/// Bytes of a nonce.
const NONCE: usize = 12;

/// A column that is sealed. The table and the column are part of what is
/// authenticated, with the row's identifier: a value moved to another place
/// does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealed {
    KeyCheck,
    StagedRow,
    Found,
    HandOver,
    Statement,
    Involvement,
    Contact,
    Note,
    Comment,
    LedgerEntry,
    SearchTerms,
    Draft,
    Reason,
    ShareQuestion,
    DifferentDecision,
    AdviceMessage,
    LinkNote,
    ChildPlace,
    NationalRecord,
    NumberNote,
    Support,
    SupportEvent,
    AntenatalForm,
    AntenatalWords,
    Message,
    FirstVisit,
    CentreTask,
    CentreTaskStep,
    PlannedVisit,
    VisitEvent,
    VisitEventElsewhere,
    Fact,
    FollowUp,
    MentorPlace,
    MentorEvent,
    MentorTalk,
    ParentMessage,
    ParentMessageNote,
}

impl Sealed {
    /// Table and column.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::KeyCheck => ("setting", "value"),
            Self::StagedRow => ("staged_row", "sealed_row"),
            Self::Found => ("file_problem", "sealed_found"),
            Self::HandOver => ("hand_over", "sealed_words"),
            Self::Statement => ("source_record", "sealed_statement"),
            Self::Involvement => ("involvement", "sealed_involvement"),
            Self::Contact => ("contact", "sealed_contact"),
            Self::Note => ("contact", "sealed_note"),
            Self::Comment => ("contact_comment", "sealed_words"),
            Self::LedgerEntry => ("ledger_entry", "sealed_entry"),
            Self::SearchTerms => ("kept_search", "sealed_terms"),
            Self::Draft => ("draft", "sealed_words"),
            Self::Reason => ("recorded_reason", "sealed_words"),
            Self::ShareQuestion => ("share_question", "sealed_question"),
            Self::DifferentDecision => ("different_decision", "sealed_words"),
            Self::AdviceMessage => ("advice_message", "sealed_words"),
            Self::LinkNote => ("link_note", "sealed_words"),
            Self::ChildPlace => ("child_place", "sealed_place"),
            Self::NationalRecord => ("number_trace", "sealed_record"),
            Self::NumberNote => ("number_answer", "sealed_note"),
            Self::Support => ("support", "sealed_words"),
            Self::SupportEvent => ("support_event", "sealed_words"),
            Self::AntenatalForm => ("antenatal_notification", "sealed_form"),
            Self::AntenatalWords => ("antenatal_event", "sealed_words"),
            Self::Message => ("message", "sealed_content"),
            Self::FirstVisit => ("first_visit", "sealed_words"),
            Self::CentreTask => ("centre_task", "sealed_words"),
            Self::CentreTaskStep => ("centre_task_step", "sealed_words"),
            Self::PlannedVisit => ("planned_visit", "sealed_words"),
            Self::VisitEvent => ("planned_visit_event", "sealed_words"),
            Self::VisitEventElsewhere => ("visit_elsewhere_event", "sealed_words"),
            Self::Fact => ("told_fact", "sealed_fact"),
            Self::FollowUp => ("follow_up", "sealed_words"),
            Self::MentorPlace => ("mentor_place", "sealed_words"),
            Self::MentorEvent => ("mentor_event", "sealed_words"),
            Self::MentorTalk => ("mentor_talk", "sealed_words"),
            Self::ParentMessage => ("parent_message", "sealed_words"),
            Self::ParentMessageNote => ("parent_message", "sealed_note"),
        }
    }

    /// The table.
    pub(crate) fn table(self) -> &'static str {
        self.place().0
    }
}

/// The two keys, ready for use.
#[derive(Clone)]
pub struct Keys {
    cipher: ChaCha20Poly1305,
    terms: Hmac<Sha256>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Keys(hidden)")
    }
}

impl Keys {
    /// Keys from two times 32 secret bytes: one seals, one looks up. What is
    /// used is derived from them, so that no key serves two purposes.
    #[must_use]
    pub fn new(seal: [u8; 32], look_up: [u8; 32]) -> Self {
        let sealing = derived(&seal, "kith seal 1");
        let terms = derived(&look_up, "kith look-up 1");
        Self { cipher: ChaCha20Poly1305::new(&sealing.into()), terms: keyed(&terms) }
    }

    /// Reads the key file, or makes it where there is none.
    ///
    /// # Errors
    /// [`KeysError`] when others can read the file, it is not a key file, or
    /// the system refuses.
    pub fn read_or_make(path: &Path) -> Result<Self, StoreError> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                refuse_open_file(path)?;
                let [seal, look_up] = parse(&text).ok_or_else(|| KeysError::Form { path: path.to_owned() })?;
                Ok(Self::new(seal, look_up))
            }
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                let (seal, look_up) = (random::bytes()?, random::bytes()?);
                make(path, &seal, &look_up).map_err(|cause| file_error(path, &cause))?;
                Ok(Self::new(seal, look_up))
            }
            Err(cause) => Err(file_error(path, &cause).into()),
        }
    }

    /// A look-up term: the same text of the same kind always gives the same
    /// 26 letters, and nothing leads back from them without the key.
    #[must_use]
    pub fn term_key(&self, kind: &str, text: &str) -> String {
        self.hash(kind, text.as_bytes())
    }

    /// Ten bytes for the reference of something that has no row: the same text
    /// of the same kind always gives the same, and nothing leads back.
    #[must_use]
    pub fn reference_bytes(&self, kind: &str, text: &str) -> [u8; 10] {
        let bits = self.bits(kind, text.as_bytes()).to_be_bytes();
        std::array::from_fn(|place| bits[place])
    }

    pub(crate) fn hash(&self, kind: &str, bytes: &[u8]) -> String {
        letters(self.bits(kind, bytes))
    }

    /// The first 128 bits of a keyed hash.
    pub(crate) fn bits(&self, kind: &str, bytes: &[u8]) -> u128 {
        let mut terms = self.terms.clone();
        terms.update(&(kind.len() as u64).to_be_bytes());
        terms.update(kind.as_bytes());
        terms.update(bytes);
        let full = terms.finalize().into_bytes();
        let short: [u8; 16] = std::array::from_fn(|place| full[place]);
        u128::from_be_bytes(short)
    }

    /// Seals a value for one place in one row.
    pub(crate) fn seal(&self, place: Sealed, id: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE] = random::bytes()?;
        let aad = associated(place, id);
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &aad })
            .expect("a value of less than 256 GiB can always be sealed");
        let mut whole = Vec::with_capacity(1 + NONCE + sealed.len());
        whole.push(WAY);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens a value that was sealed for this place in this row.
    pub(crate) fn open(&self, place: Sealed, id: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let corrupt = || StoreError::Corrupt { table: place.table(), row: id.to_owned() };
        let rest = sealed.strip_prefix(&[WAY]).ok_or_else(corrupt)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or_else(corrupt)?;
        let aad = associated(place, id);
        self.cipher.decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: &aad }).map_err(|_| corrupt())
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("a key of any length is taken")
}

/// A key for one purpose.
fn derived(secret: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut mac = keyed(secret);
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

fn associated(place: Sealed, id: &str) -> Vec<u8> {
    let (table, column) = place.place();
    [table, id, column].join("|").into_bytes()
}

/// What a keyed hash is written with.
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits as 26 small letters and digits.
fn letters(bits: u128) -> String {
    (0..26).rev().map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect()
}

fn parse(text: &str) -> Option<[[u8; 32]; 2]> {
    let mut lines = text.lines();
    (lines.next()? == HEADING).then_some(())?;
    let seal = from_hex(lines.next()?.strip_prefix("seal ")?)?;
    let look_up = from_hex(lines.next()?.strip_prefix("look-up ")?)?;
    Some([seal, look_up])
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file_error(path: &Path, cause: &std::io::Error) -> KeysError {
    KeysError::File { path: path.to_owned(), cause: cause.to_string() }
}

/// Refuses a key file that somebody else on the machine can read or change.
#[cfg(unix)]
fn refuse_open_file(path: &Path) -> Result<(), KeysError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_err(|cause| file_error(path, &cause))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeysError::Open { path: path.to_owned(), mode }) }
}

/// Other systems keep rights elsewhere: the folder has to be private.
#[cfg(not(unix))]
fn refuse_open_file(_path: &Path) -> Result<(), KeysError> {
    Ok(())
}

/// Writes a key file that only its owner can read, and makes sure that it is
/// on the disk before anything is sealed with it.
fn make(path: &Path, seal: &[u8; 32], look_up: &[u8; 32]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    write!(file, "{HEADING}\nseal {}\nlook-up {}\n", hex(seal), hex(look_up))?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::File::open(folder)?.sync_all(),
        _ => std::fs::File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Sealed};
    use crate::StoreError;

    fn keys() -> Keys {
        Keys::new([1; 32], [2; 32])
    }

    #[test]
    fn a_sealed_value_opens_in_its_own_place_and_nowhere_else() {
        let sealed = keys().seal(Sealed::Note, "c-1", b"words").expect("random bytes");
        assert_eq!(keys().open(Sealed::Note, "c-1", &sealed).expect("its own place"), b"words");
        assert!(keys().open(Sealed::Note, "c-2", &sealed).is_err());
        assert!(keys().open(Sealed::Contact, "c-1", &sealed).is_err());
        assert!(Keys::new([3; 32], [2; 32]).open(Sealed::Note, "c-1", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[place] ^= 1;
            assert!(matches!(keys().open(Sealed::Note, "c-1", &bent), Err(StoreError::Corrupt { .. })));
        }
        assert!(keys().open(Sealed::Note, "c-1", &[]).is_err());
    }

    #[test]
    fn a_reference_without_a_row_is_the_same_each_time_and_another_for_another_text() {
        let bytes = |kind: &str, text: &str| keys().reference_bytes(kind, text);
        assert_eq!(bytes("visit", "one"), bytes("visit", "one"));
        assert_ne!(bytes("visit", "one"), bytes("visit", "two"));
        assert_ne!(bytes("visit", "one"), bytes("another", "one"));
    }

    #[test]
    fn the_same_value_is_never_sealed_the_same_way_twice() {
        let seal = || keys().seal(Sealed::Note, "c-1", b"words").expect("random bytes");
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_term_depends_on_kind_text_and_key() {
        let term = keys().term_key("name", "ellis");
        assert_eq!(term.len(), 26);
        assert_eq!(term, keys().term_key("name", "ellis"));
        assert_ne!(term, keys().term_key("postcode", "ellis"));
        assert_ne!(keys().term_key("ab", "c"), keys().term_key("a", "bc"));
        assert_ne!(term, Keys::new([1; 32], [3; 32]).term_key("name", "ellis"));
    }
}
