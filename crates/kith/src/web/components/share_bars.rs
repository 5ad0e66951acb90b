//! Share bars: for each of several places, how much of a whole was reached.

use askama::Template;

use super::part;

/// How far one bar is from the next.
const STEP: usize = 10;

/// One bar a place, in the order given, with the same in words below.
#[derive(Template, Clone)]
#[template(path = "components/share_bars.html")]
pub struct ShareBars {
    /// What is reached: "registered".
    pub reached: &'static str,
    /// Each place: its name, what was reached, the whole.
    pub lines: Vec<(String, u64, u64)>,
}

impl ShareBars {
    fn height(&self) -> usize {
        self.lines.len() * STEP
    }

    fn words(&self) -> String {
        let each: Vec<String> =
            self.lines.iter().map(|(name, part, all)| format!("{name}: {part} of {all} {}", self.reached)).collect();
        each.join("; ")
    }

    /// Where each bar stands, and how much of it is filled, in hundredths.
    fn bars(&self) -> Vec<(usize, u64)> {
        let filled = |(place, (_, part, all)): (usize, &(String, u64, u64))| {
            (place * STEP + 2, (part * 100).checked_div(*all).unwrap_or(0).min(100))
        };
        self.lines.iter().enumerate().map(filled).collect()
    }
}

part!(ShareBars);

#[cfg(test)]
mod tests {
    use super::ShareBars;

    #[test]
    fn each_bar_is_filled_by_its_share_and_nothing_of_nothing_is_empty() {
        let lines = vec![("Larch Centre".to_owned(), 15, 20), ("Elm Centre".to_owned(), 0, 0)];
        let bars = ShareBars { reached: "registered", lines };
        assert_eq!(bars.bars(), [(2, 75), (12, 0)]);
        assert!(bars.words().starts_with("Larch Centre: 15 of 20 registered"));
    }
}
