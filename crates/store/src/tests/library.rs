//! What is said of the library stays, in order.

use kith_core::id::StaffId;
use kith_core::library::{LibraryItem, LibrarySort, LibraryStatus};

use super::{at, fresh, id, read, write};
use crate::LibraryEvent;

fn said(status: LibraryStatus, replaced_by: Option<&str>, second: i64) -> LibraryEvent {
    let item = LibraryItem {
        id: "our-protocol".to_owned(),
        sort: LibrarySort::Code,
        title: "Our protocol".to_owned(),
        version: "2".to_owned(),
        dated: String::new(),
        status,
        replaced_by: replaced_by.map(str::to_owned),
        where_to_read: "On the shelf".to_owned(),
        says: "Births".to_owned(),
    };
    LibraryEvent { item, why: "Signed".to_owned(), by: id(StaffId::from_random, 1), at: at(second) }
}

#[tokio::test]
async fn what_is_said_of_the_library_is_kept_in_order() {
    for fresh in fresh().await {
        write!(fresh, |tx| {
            tx.add_library_event(&said(LibraryStatus::Current, None, 2)).await?;
            tx.add_library_event(&said(LibraryStatus::Replaced, Some("newer"), 1)).await?
        })
        .expect("written");
        let all = read!(fresh, |tx| { tx.events_of_library().await? }).expect("read");
        assert_eq!(all, [said(LibraryStatus::Current, None, 2), said(LibraryStatus::Replaced, Some("newer"), 1)]);
    }
}
