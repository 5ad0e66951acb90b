/// One thing wrong in a column map, for the person who writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {field}: {what}; {how_to_fix}")]
pub struct MapError {
    /// The line of the map, counted from 1.
    pub line: usize,
    /// The field, with its section, for example `list.subject.born_on`.
    pub field: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub how_to_fix: String,
}

/// The candidate most like a word, when one is like it at all.
pub(crate) fn nearest<'words>(word: &str, candidates: impl IntoIterator<Item = &'words str>) -> Option<&'words str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = edits(word, candidate);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many letters must change to make one word the other.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (down, letter) in left.chars().take(100).enumerate() {
        let mut diagonal = row[0];
        row[0] = down + 1;
        for (across, other) in right.iter().enumerate() {
            let change = diagonal + usize::from(!letter.eq_ignore_ascii_case(other));
            diagonal = row[across + 1];
            row[across + 1] = change.min(row[across] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_named_only_when_it_is_near() {
        let words = ["given_name", "family_name", "born_on"];
        assert_eq!(nearest("given_nam", words), Some("given_name"));
        assert_eq!(nearest("famly_name", words), Some("family_name"));
        assert_eq!(nearest("postcode", words), None);
    }
}
