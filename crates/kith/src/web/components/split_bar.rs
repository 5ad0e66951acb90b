//! Split bar: what the rows of a file will become.

use askama::Template;

use crate::web::words::{number_words, plural};

use super::part;

/// How wide the drawing is, in its own units.
const WIDTH: usize = 1000;
/// A part that has any rows is at least so wide, and so far from the next.
const THINNEST: usize = 6;
const GAP: usize = 3;

/// How many rows of a file are ready, may be somebody already here, or have a
/// problem: as a bar, and in words below.
#[derive(Template, Clone, Copy)]
#[template(path = "components/split_bar.html")]
pub struct SplitBar {
    /// Rows that are ready.
    pub ready: usize,
    /// Rows that may be somebody who is already here.
    pub possible: usize,
    /// Rows with a problem, which are left out.
    pub problems: usize,
}

impl SplitBar {
    fn words(&self) -> String {
        format!(
            "Of {}, {} ready, {} may be someone already here, and {} a problem",
            plural(self.ready + self.possible + self.problems, "row", "rows"),
            is_or_are(self.ready),
            number_words(self.possible),
            if self.problems == 1 { "1 has".to_owned() } else { format!("{} have", number_words(self.problems)) },
        )
    }

    /// Class, start and width of each part that has rows.
    fn parts(&self) -> Vec<(&'static str, usize, usize)> {
        let counts = [("ready", self.ready), ("match", self.possible), ("bad", self.problems)];
        let counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        let total: usize = counts.iter().map(|(_, count)| count).sum();
        let room = WIDTH - GAP * counts.len().saturating_sub(1) - THINNEST * counts.len();
        let mut start = 0;
        let mut parts = Vec::new();
        for (class, count) in counts {
            let width = THINNEST + count * room / total;
            parts.push((class, start, width));
            start += width + GAP;
        }
        parts
    }

    fn rows(count: &usize) -> String {
        plural(*count, "row", "rows")
    }
}

fn is_or_are(count: usize) -> String {
    format!("{} {}", number_words(count), if count == 1 { "is" } else { "are" })
}

part!(SplitBar);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_and_few_rows_still_show() {
        let parts = SplitBar { ready: 99_999, possible: 0, problems: 1 }.parts();
        assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), ["ready", "bad"]);
        let (_, start, width) = parts[1];
        assert!(width >= THINNEST && start + width <= WIDTH);
        assert!(SplitBar { ready: 0, possible: 0, problems: 0 }.parts().is_empty());
    }

    #[test]
    fn the_bar_says_itself_in_words() {
        let bar = SplitBar { ready: 388, possible: 16, problems: 1 };
        assert_eq!(bar.words(), "Of 405 rows, 388 are ready, 16 may be someone already here, and 1 has a problem");
    }
}
