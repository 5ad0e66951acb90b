//! Histogram: pairs of records by weight, with the thresholds.

use askama::Template;

use super::part;

/// The drawing's own units.
const WIDTH: u64 = 720;
const HEIGHT: u64 = 176;
/// Room below the bars for the weights, and above them for the thresholds.
const FOOT: u64 = 20;
const HEAD: u64 = 50;
/// The gap between two bands.
const GAP: u64 = 6;

/// One band of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistogramBar {
    /// Pairs that were joined.
    pub joined: u64,
    /// Pairs that wait for somebody.
    pub waiting: u64,
    /// The weight that the band begins with.
    pub from: i64,
}

/// One rectangle, or one mark.
struct Shape {
    class: &'static str,
    x: u64,
    y: u64,
    width: u64,
    height: u64,
}

/// Pairs by weight as bars: for each band those that were joined, and beside
/// them those that wait. A bar twice as high stands for four times as many, so
/// that a few still show beside many. The table says the same in numbers.
#[derive(Template, Clone)]
#[template(path = "components/histogram.html")]
pub struct Histogram {
    bars: Vec<HistogramBar>,
    review_at: i64,
    break_at: i64,
    link_at: i64,
}

impl Histogram {
    /// Bars, the lightest first, and three weights: from the first on somebody
    /// is asked, below the second the linker parts what it has joined, from the
    /// third on it joins.
    #[must_use]
    pub fn new(bars: Vec<HistogramBar>, [review_at, break_at, link_at]: [i64; 3]) -> Self {
        Self { bars, review_at, break_at, link_at }
    }

    fn step(&self) -> u64 {
        WIDTH / (self.bars.len() as u64).max(1)
    }

    fn shapes(&self) -> Vec<Shape> {
        let most = self.bars.iter().map(|bar| bar.joined.max(bar.waiting)).max().unwrap_or(0).max(1);
        let room = HEIGHT - FOOT - HEAD;
        let height = |count: u64| if count == 0 { 0 } else { (count * room * room / most).isqrt().max(2) };
        let width = (self.step() - GAP) / 2;
        let bars = (0..).zip(&self.bars).flat_map(|(place, bar): (u64, _)| {
            let x = place * self.step() + GAP / 2;
            [("joined", x, height(bar.joined)), ("waiting", x + width, height(bar.waiting))]
        });
        let shape = |(class, x, height)| Shape { class, x, y: HEIGHT - FOOT - height, width, height };
        bars.filter(|(.., height)| *height > 0).map(shape).collect()
    }

    /// Where a weight stands: its place from the left.
    fn place(&self, weight: i64) -> u64 {
        let (Some(first), Some(second)) = (self.bars.first(), self.bars.get(1)) else { return 0 };
        let (above, width) = ((weight - first.from).max(0), (second.from - first.from).max(1));
        (above.unsigned_abs() * self.step() / width.unsigned_abs()).clamp(1, WIDTH - 1)
    }

    /// The thresholds: where each stands, the line of its words, the weight and
    /// what begins or ends there.
    fn marks(&self) -> [(u64, u64, String); 3] {
        [
            (self.place(self.review_at), 12, format!("{}: somebody is asked", self.review_at)),
            (self.place(self.break_at), 28, format!("{}: parted below", self.break_at)),
            (self.place(self.link_at), 44, format!("{}: joined", self.link_at)),
        ]
    }

    /// The weights below the bars.
    fn labels(&self) -> Vec<(u64, i64)> {
        (0..).zip(&self.bars).map(|(place, bar)| (place * self.step() + GAP / 2, bar.from)).collect()
    }

    fn words(&self) -> String {
        format!(
            "Pairs by weight. From {} on somebody is asked, from {} on the linker joins, below {} it parts what it has \
             joined. The numbers stand in the table below.",
            self.review_at, self.link_at, self.break_at
        )
    }
}

part!(Histogram);

#[cfg(test)]
mod tests {
    use super::{HEAD, HEIGHT, Histogram, HistogramBar};

    fn bar(from: i64, joined: u64, waiting: u64) -> HistogramBar {
        HistogramBar { joined, waiting, from }
    }

    #[test]
    fn bars_fit_and_small_counts_still_show() {
        let drawn = Histogram::new(vec![bar(0, 0, 1), bar(2, 1, 3), bar(4, 5_000, 0)], [0, 1, 4]);
        let shapes = drawn.shapes();
        assert_eq!(shapes.len(), 4);
        assert!(shapes.iter().all(|shape| shape.height >= 2 && shape.y >= HEAD && shape.y + shape.height <= HEIGHT));
    }

    #[test]
    fn thresholds_stand_where_their_weight_begins() {
        let drawn = Histogram::new((0..12).map(|step| bar(step * 2, 1, 1)).collect(), [0, 1, 4]);
        let [(asked, ..), (parted, ..), (joined, _, words)] = drawn.marks();
        assert_eq!((asked, parted, joined, words.as_str()), (1, 30, 120, "4: joined"));
        assert!(Histogram::new(Vec::new(), [0, 1, 4]).shapes().is_empty());
    }
}
