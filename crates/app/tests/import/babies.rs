//! Babies whose number comes later than the birth.

use kith_core::statement::Part;
use kith_store::{Db, Keys, SourceRecord};

use crate::messages::{HANNAH, POPPY, end_state, locality, receive};
use crate::national::{self, ALONE, Delivery, Sent, Whom, sent};

/// A number that comes only later goes on with the baby that was there, in
/// whatever order the messages come.
#[tokio::test]
async fn a_baby_whose_number_comes_later_is_one_record_and_what_takes_either_back_takes_it_back() {
    let numbered = Whom { given: "", ..POPPY };
    let nameless = Whom { number: "", ..numbered };
    let write = |id, at, action, baby: &Whom<'_>| national::birth(Sent { id, at, action }, baby, &HANNAH, ALONE);
    let first = write(1, "2026-11-03T08:00:00Z", "new", &nameless);
    let number = write(2, "2026-11-04T08:00:00Z", "update", &Whom { line: "2 Oak Street", ..numbered });
    for texts in [[&first, &number], [&number, &first]] {
        let (end, records) = records_after(&texts).await;
        assert_eq!(records, 1, "{end:?}");
        assert!(end.iter().any(|line| line.contains("2 Oak Street") && line.contains("9990000018")), "{end:?}");
    }
    for gone in [&nameless, &numbered] {
        let gone = write(3, "2026-11-05T08:00:00Z", "delete", gone);
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for order in orders {
            let texts = order.map(|place| [&first, &number, &gone][place]);
            let (end, records) = records_after(&texts).await;
            assert_eq!((records, end.len()), (0, 0), "{order:?}: {end:?}");
        }
    }
    // Written later than the number, and without it: it puts right the same baby.
    let right = write(3, "2026-11-05T08:00:00Z", "update", &Whom { line: "3 Ash Lane", ..nameless });
    for texts in [[&first, &number, &right], [&right, &number, &first]] {
        let (end, records) = records_after(&texts).await;
        assert!(records == 1 && end.iter().any(|line| line.contains("3 Ash Lane")), "{end:?}");
    }
}

/// Twins have another place or another number; where it is not clear whose a
/// number is, nothing falls together.
#[tokio::test]
async fn babies_of_one_mother_and_day_never_fall_together_when_a_number_comes_later() {
    let numbered = Whom { given: "", ..POPPY };
    let nameless = Whom { number: "", ..numbered };
    let other = Whom { number: "9990000042", line: "1 Other Road", ..numbered };
    let write = |id, baby: &Whom<'_>, order, of| {
        let at = format!("2026-11-0{}T08:00:00Z", 2 + id);
        national::birth(sent(id, &at), baby, &HANNAH, Delivery { order, of, ..ALONE })
    };
    // Another place, also where the message does not say how many were born.
    for of in [1, 2] {
        let (first, second) = (write(1, &nameless, 1, of), write(2, &numbered, 2, of));
        for texts in [[&first, &second], [&second, &first]] {
            assert_eq!(records_after(&texts).await.1, 2);
        }
    }
    // Two numbers in one place: the one without a number may be either, and says what it said.
    let (first, second, third) = (write(1, &nameless, 1, 1), write(2, &numbered, 1, 1), write(3, &other, 1, 1));
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let texts = order.map(|place| [&first, &second, &third][place]);
        assert_eq!(records_after(&texts).await.1, 3, "{order:?}");
    }
}

/// Everybody after these messages, and how many records of births say
/// something of a baby.
async fn records_after(texts: &[&String]) -> (Vec<String>, usize) {
    let locality = locality().await;
    for text in texts {
        receive(&locality, &[(*text).clone()]).await;
    }
    let keys = Keys::read_or_make(&locality.folder.path().join("kith.key")).expect("the keys");
    let db = Db::open(&locality.place, &keys).await.expect("the records open");
    let records = db.read(|tx| Box::pin(async move { tx.records_after(None, 1_000).await })).await.expect("read");
    let says = |record: &&SourceRecord| record.part == Part::Subject && record.statement.born_on.is_some();
    let mut end = end_state(&locality).await;
    end.retain(|line| !line.starts_with("together"));
    (end, records.iter().filter(says).count())
}
