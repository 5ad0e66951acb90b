//! What districts do in another way.

use jiff::civil::date;
use kith_core::antenatal::{Deviation, TemplateItem};
use kith_core::id::StaffId;

use super::{at, fresh, id, write};

#[tokio::test]
async fn what_districts_said_comes_back_in_order() {
    for fresh in fresh().await {
        let said = |value: &str| Deviation {
            district: "East".to_owned(),
            item: TemplateItem::ContactDays,
            value: value.to_owned(),
            why: "Few midwives; '\"<".to_owned(),
            agreed_by: "The forum".to_owned(),
            until: date(2027, 1, 31),
        };
        let by = |second| (id(StaffId::from_random, 1), at(second));
        let kept = write!(fresh, |tx| {
            tx.add_deviation(&said("21"), by(1)).await?;
            tx.add_deviation(&said(""), by(2)).await?;
            tx.deviations().await?
        })
        .expect("written and read");
        let wanted = [("21", 1), ("", 2)].map(|(value, second)| (said(value), by(second).0, by(second).1));
        assert_eq!(kept, wanted);
    }
}
