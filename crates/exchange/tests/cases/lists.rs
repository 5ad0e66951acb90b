use std::sync::LazyLock;

use jiff::civil::{Date, date};
use kith_core::id::PersonId;
use kith_core::person::{Address, Name};
use kith_exchange::list_out::{
    ColumnError, ContactWays, KeyError, ListColumn, ListColumns, ListEvent, ListRow, OpenError, OpeningKey, Outreach,
    ReadList, RecipientKey, open, read_list, seal, write_list,
};
use proptest::prelude::*;

/// Keys that were made for these tests.
static THEIRS: LazyLock<OpeningKey> = LazyLock::new(OpeningKey::generate);
static OTHERS: LazyLock<OpeningKey> = LazyLock::new(OpeningKey::generate);

fn name(text: &str) -> Option<Name> {
    Name::parse(text).ok()
}

fn ada() -> Outreach {
    let mut told = Outreach::new(PersonId::from_random([7; 10]), ListEvent::Birth, date(2026, 11, 20));
    told.child_given = name("ADA");
    told.child_family = name("Moor-O’Neill");
    told.child_born_on = Some(date(2026, 11, 19));
    told.mother_given = name("Zoë");
    told.address = Address {
        lines: ["Flat 2", "4 Weir Lane", "Weirside", "Northfield", "Loxshire"].map(str::to_owned).into(),
        postcode: "LX1 4QR".parse().ok(),
        uprn: Some(100_999_001),
    };
    told.centre_code = Some("LXC01".to_owned());
    told.language = Some("Polish; and Romani".to_owned());
    told.needs_interpreter = Some(true);
    told.contact_ok = ContactWays { phone: true, text: false, letter: true };
    told
}

fn text(columns: &ListColumns, rows: &[ListRow]) -> String {
    String::from_utf8(write_list(columns, rows)).expect("UTF-8")
}

fn told(row: Outreach) -> ListRow {
    ListRow::Told(Box::new(row))
}

fn read(text: &str) -> ReadList {
    read_list(text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"))
}

#[test]
fn a_list_has_the_agreed_columns_and_no_other() {
    let columns = ListColumns::agreed(&["postcode", "event", "child_ref", "child_given", "event_date"]).expect("known");
    assert_eq!(
        text(&columns, &[told(ada()), ListRow::Withheld]),
        "\u{feff}child_ref,event,event_date,child_given,postcode\r\n\
         p-0w3ge1r70w3ge1r7,birth,2026-11-20,Ada,LX1 4QR\r\n"
    );
    let all = text(&ListColumns::all(), &[told(ada()), ListRow::Withheld]);
    let lines: Vec<&str> = all.split("\r\n").collect();
    assert_eq!(lines[2], format!("{}Y", ",".repeat(20)), "where it is hidden nothing else is told");
    assert!(lines[1].contains(",Flat 2,4 Weir Lane,Weirside,\"Northfield, Loxshire\",LX1 4QR,100999001,LXC01,"));
    assert!(lines[1].contains(",\"Polish; and Romani\",Y,phone letter,"));
    assert_eq!(all, text(&ListColumns::all(), &[told(ada()), ListRow::Withheld]), "the same again");
}

#[test]
fn columns_that_cannot_be_agreed_are_named() {
    let problem = ListColumns::agreed(&["child_ref", "event", "event_date", "nhs_number"]).expect_err("unknown");
    assert!(problem.to_string().contains("“nhs_number”"), "{problem}");
    let always = ["child_ref", "event", "event_date"];
    assert!(ListColumns::agreed(&always).is_ok());
    for left_out in always {
        let ids: Vec<&str> = always.into_iter().filter(|id| *id != left_out).collect();
        assert!(matches!(ListColumns::agreed(&ids), Err(ColumnError::Missing { column }) if column.id() == left_out));
    }
    let twice = ListColumns::agreed(&["child_ref", "event", "event_date", "event"]);
    assert_eq!(twice, Err(ColumnError::Twice { column: ListColumn::Event }));
    for word in ["nhs", "ethnic", "weight", "health", "religion"] {
        assert!(ListColumn::ALL.iter().all(|column| !column.id().contains(word)), "{word}");
    }
}

#[test]
fn a_formula_stays_text_and_comes_back() {
    let mut row = ada();
    row.address.lines = vec!["=HYPERLINK(\"x\")".to_owned(), "@SUM(A1)\r\n4 Weir Lane".to_owned(), "'+1".to_owned()];
    row.language = Some("-2+3".to_owned());
    let text = text(&ListColumns::all(), &[told(row)]);
    for cell in ["\"'=HYPERLINK(\"\"x\"\")\"", "\"'@SUM(A1) 4 Weir Lane\"", "\"''+1\"", "\"'-2+3\""] {
        assert!(text.contains(cell), "{cell}: {text}");
    }
    let back = read(&text);
    let ListRow::Told(back) = &back.rows[0] else { panic!("told") };
    assert_eq!(back.address.lines, ["=HYPERLINK(\"x\")", "@SUM(A1) 4 Weir Lane", "'+1"]);
}

#[test]
fn a_list_that_somebody_bent_is_read_as_far_as_it_goes() {
    let good = text(&ListColumns::all(), &[told(ada())]);
    let lines: Vec<&str> = good.lines().collect();
    let bent = [
        lines[0].to_owned(),
        lines[1].to_owned(),
        lines[1].replace("birth", "wedding"),
        lines[1].replace("2026-11-20", "2026-11-31"),
        lines[1].replace("p-0w3", "x-0w3"),
        format!("{},more", lines[1]),
        lines[1].replace("LX1 4QR", "LX1").replace("2026-11-20", "20/11/2026"),
        format!("{}Y", &lines[1][..lines[1].len()]),
        String::new(),
        format!("{}Y", ",".repeat(20)),
        "\"open".to_owned(),
    ];
    let list = read(&bent.join("\r\n"));
    let rows: Vec<Option<u64>> = list.problems.iter().map(|problem| problem.row).collect();
    assert_eq!(rows, [3, 4, 5, 6, 7, 8, 11].map(Some), "{:?}", list.problems);
    assert_eq!(list.rows.len(), 3, "{:?}", list.problems);
    assert_eq!(list.rows[2], ListRow::Withheld);
    assert!(!list.problems[4].leaves_row_out, "a bad postcode loses the postcode");

    let refused = |bytes: &[u8]| read_list(bytes).expect_err("no list").to_string();
    assert!(refused(b"").contains("empty"));
    assert!(refused(b"NAME,DOB\nAda,1\n").contains("header"));
    assert!(refused(b"child_ref,event\n").contains("event_date"));
    assert!(refused(b"child_ref,event,event,event_date\n").contains("twice"));
    assert!(refused(b"%PDF-1.7").contains("PDF"));
    assert!(refused(&seal(&THEIRS.recipient(), b"x").expect("sealed")).contains("sealed"));
}

#[test]
fn a_sealed_list_opens_with_its_key_and_no_other() {
    let list = write_list(&ListColumns::all(), &[told(ada())]);
    let sealed = seal(&THEIRS.recipient(), &list).expect("sealed");
    assert!(!sealed.windows(4).any(|window| window == b"Moor"));
    assert_eq!(open(&THEIRS, &sealed).as_deref(), Ok(list.as_slice()));
    assert_eq!(open(&OTHERS, &sealed), Err(OpenError::WrongKey));
    assert_eq!(open(&THEIRS, &list), Err(OpenError::NotSealed));
    assert_eq!(open(&THEIRS, b""), Err(OpenError::NotSealed));
    for length in 1..sealed.len() {
        assert!(open(&THEIRS, &sealed[..length]).is_err(), "{length}");
    }
    assert_eq!(open(&THEIRS, &sealed[..30]), Err(OpenError::CutShort));
    assert_eq!(open(&THEIRS, &[sealed.as_slice(), b"x"].concat()), Err(OpenError::Changed));
    let mut endless = b"age-encryption.org/v1\n".to_vec();
    endless.extend(b"-> X25519 aaaa\n".repeat(100_000));
    assert_eq!(open(&THEIRS, &endless), Err(OpenError::Changed));
    let passphrase = b"age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\nYm9keQ\n--- bWFj\n";
    assert_eq!(open(&THEIRS, passphrase), Err(OpenError::Passphrase));
}

#[test]
fn every_changed_byte_is_refused() {
    let list = b"child_ref,event,event_date\r\n".repeat(3);
    let sealed = seal(&THEIRS.recipient(), &list).expect("sealed");
    for place in 0..sealed.len() {
        for change in [0x01, 0x20, 0x80] {
            let mut bent = sealed.clone();
            bent[place] ^= change;
            assert!(open(&THEIRS, &bent).is_err(), "byte {place} of {}", sealed.len());
        }
    }
}

#[test]
fn a_key_is_copied_right_or_refused_in_words() {
    let key = THEIRS.recipient();
    let read = |text: &str| text.parse::<RecipientKey>();
    assert_eq!(read(&format!(" {key}\n")), Ok(key.clone()));
    assert_eq!(read(&key.to_string().to_uppercase()), Ok(key.clone()));
    let print = key.fingerprint();
    assert!(print.len() == 23 && print.bytes().all(|byte| byte.is_ascii_digit() || byte == b' '), "{print}");
    assert_ne!(print, OTHERS.recipient().fingerprint());
    let text = key.to_string();
    for place in 4..text.len() {
        let mut wrong = text.clone().into_bytes();
        wrong[place] = if wrong[place] == b'q' { b'p' } else { b'q' };
        let wrong = String::from_utf8(wrong).expect("letters");
        assert_eq!(read(&wrong), Err(KeyError::Mistyped), "letter {place}");
    }
    assert_eq!(read(&text[..40]), Err(KeyError::Mistyped));
    assert_eq!(read(&THEIRS.text_for_its_owner()), Err(KeyError::Secret));
    assert_eq!(read("ssh-ed25519 AAAA"), Err(KeyError::Kind));
    assert_eq!(read("age1yubikey1qqqq"), Err(KeyError::Kind));
    assert_eq!(read("open sesame"), Err(KeyError::Kind));
    // The key whose 32 bytes are all nothing: everybody would share its secret.
    assert_eq!(read("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"), Err(KeyError::Weak));

    let secret = THEIRS.text_for_its_owner();
    let again: OpeningKey = format!("# made for a test\n{secret}\n").parse().expect("its own text");
    assert_eq!(again.recipient(), key);
    assert!(matches!("AGE-SECRET-KEY-1QQ".parse::<OpeningKey>(), Err(KeyError::NoSecret)));
    assert!(!format!("{again:?}").contains("SECRET"));
}

fn any_row() -> impl Strategy<Value = ListRow> {
    let words = || proptest::option::of("[a-zA-Zé=+@',;\"-]{1,8}( [a-z0-9]{1,5})?");
    let names = || proptest::option::of("[A-Z][a-zé'-]{1,8}").prop_map(|text| text.as_deref().and_then(name));
    let day = || (2020_i16..2030, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day));
    let lines = proptest::collection::vec("[0-9a-zA-Z=+@',;\"-]{1,10}", 0..=4);
    let start = (any::<[u8; 10]>(), 0..5_usize, day(), proptest::option::of(day()));
    let rest = (words(), words(), words(), words(), any::<Option<bool>>(), any::<[bool; 3]>(), any::<Option<u32>>());
    let row = (start, (names(), names(), names(), names()), lines, rest).prop_map(|(start, names, lines, rest)| {
        let mut row = Outreach::new(PersonId::from_random(start.0), ListEvent::ALL[start.1], start.2);
        row.child_born_on = start.3;
        (row.child_given, row.child_family, row.mother_given, row.mother_family) = names;
        row.address = Address { lines, postcode: "LX1 4QR".parse().ok(), uprn: rest.6.map(u64::from) };
        (row.centre_code, row.reach_area, row.practice, row.language) = (rest.0, rest.1, rest.2, rest.3);
        row.needs_interpreter = rest.4;
        let [phone, text, letter] = rest.5;
        row.contact_ok = ContactWays { phone, text, letter };
        told(row)
    });
    prop_oneof![9 => row, 1 => Just(ListRow::Withheld)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_written_is_read(rows in proptest::collection::vec(any_row(), 0..6)) {
        let bytes = write_list(&ListColumns::all(), &rows);
        let list = read_list(&bytes).expect("our own list");
        prop_assert!(list.problems.is_empty(), "{:?}", list.problems);
        let as_written: Vec<ListRow> = rows.into_iter().map(|row| match row {
            ListRow::Told(mut row) => {
                for name in [&mut row.child_given, &mut row.child_family, &mut row.mother_given, &mut row.mother_family] {
                    *name = name.as_ref().and_then(|name| Name::parse(&name.for_screen()).ok());
                }
                ListRow::Told(row)
            }
            ListRow::Withheld => ListRow::Withheld,
        }).collect();
        prop_assert_eq!(list.rows, as_written);
    }

    #[test]
    fn lists_and_seals_of_any_kind_are_survived(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        "(\u{feff}?child_ref,event,event_date(,[a-z_,]{0,20})?\r?\n|[pxY,\"'=\n0-9a-z-]{0,40}){0,6}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..200).prop_map(|rest| [b"age-encryption.org/v1\n".as_slice(), &rest].concat()),
    ]) {
        let _ = read_list(&bytes);
        prop_assert!(open(&THEIRS, &bytes).is_err());
    }
}
