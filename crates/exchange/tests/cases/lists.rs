use std::sync::LazyLock;

use jiff::civil::{Date, date};
use kith_core::birth::News;
use kith_core::family::PersonField;
use kith_exchange::list_out::{
    KeyError, ListRow, OpenError, OwnKey, RecipientKey, encrypt, open, read_list, write_list,
};
use proptest::prelude::*;

/// A key that is made for these tests.
static THEIRS: LazyLock<OwnKey> = LazyLock::new(OwnKey::generate);

fn row() -> ListRow {
    ListRow::leaving("abc".to_owned(), News::Birth, date(2026, 11, 20), "Northfield Children's Centre")
}

fn written(rows: &[ListRow]) -> Vec<u8> {
    write_list(rows, &[PersonField::Name, PersonField::BornOn, PersonField::Address].into())
}

#[test]
fn what_looks_like_a_formula_or_a_mark_comes_back_as_it_was() {
    let names = ["'t Hooft", "=1+1", "'=1+1", "@SUM(A1)", "-Ada", "Ada; =1", "＝1"];
    let rows: Vec<ListRow> = names.iter().map(|name| ListRow { family: (*name).to_owned(), ..row() }).collect();
    let text = String::from_utf8(written(&rows)).expect("UTF-8");
    for cell in [",'t Hooft,", ",\"'=1+1\",", ",\"''=1+1\",", ",\"'@SUM(A1)\",", ",\"Ada; =1\","] {
        assert!(text.contains(cell), "{cell}: {text}");
    }
    let (found, problems) = read_list(text.as_bytes()).expect("a list");
    assert_eq!(problems, []);
    assert_eq!(found.iter().map(|row| row.family.as_str()).collect::<Vec<_>>(), names);
    let again = format!("\u{feff}{text}");
    assert_eq!(read_list(again.as_bytes()).expect("a spreadsheet's mark does no harm").0, found);
}

#[test]
fn a_value_stays_on_its_line() {
    let broken = ListRow { address: vec!["4 Weir Lane\r\n=1+1,\tNorthfield\0".to_owned()], ..row() };
    let (found, _) = read_list(&written(&[broken])).expect("a list");
    assert_eq!(found[0].address, ["4 Weir Lane =1+1, Northfield"]);
}

#[test]
fn every_changed_byte_and_every_cut_is_refused() {
    let sealed = encrypt(&THEIRS.public(), &written(&[row()])).expect("encrypted");
    assert!(open(&THEIRS, &sealed).is_ok());
    for place in 0..sealed.len() {
        assert!(open(&THEIRS, &sealed[..place]).is_err(), "cut at {place}");
        for change in [0x01, 0x20, 0x80] {
            let mut bent = sealed.clone();
            bent[place] ^= change;
            assert!(open(&THEIRS, &bent).is_err(), "byte {place} of {}", sealed.len());
        }
    }
    assert_eq!(open(&THEIRS, &[sealed.as_slice(), b"x"].concat()), Err(OpenError::Changed));
}

#[test]
fn a_file_that_costs_work_to_open_is_not_begun() {
    let mut heads = b"age-encryption.org/v1\n".to_vec();
    heads.extend(b"-> X25519 aaaa\n".repeat(100_000));
    assert_eq!(open(&THEIRS, &heads), Err(OpenError::Changed));
    let password = b"age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\nYm9keQ\n--- bWFj\n";
    assert_eq!(open(&THEIRS, password), Err(OpenError::Password));
    let mut large = encrypt(&THEIRS.public(), b"").expect("encrypted");
    large.resize(21 << 20, 0);
    assert_eq!(open(&THEIRS, &large), Err(OpenError::TooLarge));
}

#[test]
fn a_key_with_one_wrong_letter_or_without_strength_is_refused() {
    let text = THEIRS.public().to_string();
    assert!(text.to_uppercase().parse::<RecipientKey>().is_ok_and(|key| key.to_string() == text));
    for place in 4..text.len() {
        let mut wrong = text.clone().into_bytes();
        wrong[place] = if wrong[place] == b'q' { b'p' } else { b'q' };
        let wrong = String::from_utf8(wrong).expect("letters");
        assert_eq!(wrong.parse::<RecipientKey>().err(), Some(KeyError::Public), "letter {place}");
    }
    // Spelled right, and all of its 32 bytes are nothing: whoever knows that opens the list.
    let nothing = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
    assert_eq!(nothing.parse::<RecipientKey>().err(), Some(KeyError::Weak));
}

fn any_row() -> impl Strategy<Value = ListRow> {
    let words = || "([a-zA-Zé=+@',;\"-]{1,8}( [a-z0-9]{1,5})?)?";
    let day = || (2020_i16..2030, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day));
    let lines = proptest::collection::vec("[0-9a-zA-Z=+@',;\"-]{1,10}", 0..=4);
    let all = (words(), words(), proptest::option::of(day()), lines, any::<bool>(), day());
    all.prop_map(|(given, family, born_on, address, has_postcode, on)| ListRow {
        given,
        family,
        born_on,
        address,
        postcode: if has_postcode { "LX1 4QR".to_owned() } else { String::new() },
        on,
        ..row()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_written_is_read(rows in proptest::collection::vec(any_row(), 0..6)) {
        let bytes = written(&rows);
        prop_assert_eq!(&bytes, &written(&rows));
        let (found, problems) = read_list(&bytes).expect("our own list");
        prop_assert!(problems.is_empty(), "{:?}", problems);
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn lists_and_encrypted_files_of_any_kind_are_survived(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        proptest::collection::vec(any::<u8>(), 0..200).prop_map(|rest| [b"age-encryption.org/v1\n".as_slice(), &rest].concat()),
        "[pxY,\"'=\n0-9a-z-]{0,200}".prop_map(|text| [written(&[]), text.into_bytes()].concat()),
    ]) {
        let _ = read_list(&bytes);
        prop_assert!(open(&THEIRS, &bytes).is_err());
    }
}
