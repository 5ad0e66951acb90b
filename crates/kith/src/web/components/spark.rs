//! Twelve bars: contacts month by month.

use askama::Template;

use crate::web::words::{list_words, month_word};

use super::part;

/// The drawing's height in pixels; the line below the bars takes the last.
const HEIGHT: u32 = 24;
/// The tallest bar.
const TALLEST: u32 = 21;
/// The height of one contact, as long as no month has more than three.
const PER_CONTACT: u32 = 7;
/// From one bar to the next, and how wide a bar is.
const STEP: u32 = 7;
const BAR: u32 = 5;

/// One bar of the drawing, in pixels.
struct Bar {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

/// Contacts in each of twelve months, the oldest first, as bars with the same
/// in words for people who do not see them.
#[derive(Template, Clone)]
#[template(path = "components/spark.html")]
pub struct Spark {
    counts: [u32; 12],
    last_month: i8,
}

impl Spark {
    /// The counts, the oldest month first, and the last month (1 to 12).
    #[must_use]
    pub fn new(counts: [u32; 12], last_month: i8) -> Self {
        Self { counts, last_month }
    }

    /// All contacts of the twelve months.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// "Dec to Nov".
    #[must_use]
    pub fn months(&self) -> String {
        let short = |month: i8| month_word(month).get(..3).unwrap_or_default();
        format!("{} to {}", short(self.month(0)), short(self.month(11)))
    }

    /// ", 1 in August, 2 in October"; nothing when there were no contacts.
    fn words(&self) -> String {
        let months = (0_i8..).zip(self.counts).filter(|(_, count)| *count > 0);
        let months: Vec<String> =
            months.map(|(place, count)| format!("{count} in {}", month_word(self.month(place)))).collect();
        if months.is_empty() { String::new() } else { format!(", {}", list_words(&months)) }
    }

    fn month(&self, place: i8) -> i8 {
        (self.last_month + place) % 12 + 1
    }

    fn bars(&self) -> Vec<Bar> {
        let most = self.counts.into_iter().max().unwrap_or_default();
        let height = |count: u32| {
            if most * PER_CONTACT <= TALLEST { count * PER_CONTACT } else { (count * TALLEST / most).max(2) }
        };
        let bars = (0..).zip(self.counts).filter(|(_, count)| *count > 0);
        bars.map(|(place, count)| Bar {
            x: place * STEP,
            y: HEIGHT - 1 - height(count),
            width: BAR,
            height: height(count),
        })
        .collect()
    }
}

part!(Spark);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_run_from_the_oldest_to_the_last() {
        let spark = Spark::new([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1], 11);
        assert_eq!(spark.months(), "Dec to Nov");
        assert_eq!(spark.words(), ", 1 in August, 2 in October and 1 in November");
        assert_eq!(spark.total(), 4);
        assert_eq!(Spark::new([0; 12], 12).months(), "Jan to Dec");
        assert_eq!(Spark::new([0; 12], 1).words(), "");
    }

    #[test]
    fn the_highest_bar_fits_and_every_contact_shows() {
        let spark = Spark::new([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 300], 6);
        let bars = spark.bars();
        assert_eq!(bars.len(), 2);
        assert!(bars.iter().all(|bar| bar.height >= 2 && bar.y + bar.height == HEIGHT - 1));
    }
}
