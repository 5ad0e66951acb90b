//! Small numbers (A22): a count of 1 to 4 is not shown, nor what would give
//! it away by taking away.

/// The smallest count that is shown, beside none.
pub const FEWEST_SHOWN: u64 = 5;

fn is_small(count: u64) -> bool {
    (1..FEWEST_SHOWN).contains(&count)
}

/// The counts of the parts of a total as they may be shown, the total shown
/// where it is not small itself. Where only one part would be hidden, the
/// next smallest is hidden as well, so that no subtraction gives it back.
#[must_use]
pub fn hide_small(parts: &[u64]) -> (Option<u64>, Vec<Option<u64>>) {
    let total: u64 = parts.iter().sum();
    if is_small(total) {
        return (None, parts.iter().map(|_| None).collect());
    }
    let mut shown: Vec<Option<u64>> = parts.iter().map(|part| Some(*part).filter(|part| !is_small(*part))).collect();
    let hidden = shown.iter().filter(|part| part.is_none()).count();
    let hidden_sum: u64 = parts.iter().zip(&shown).filter(|(_, part)| part.is_none()).map(|(count, _)| *count).sum();
    let gives_away = hidden == 1 || (hidden > 1 && is_small(hidden_sum));
    if gives_away {
        let rest = parts
            .iter()
            .enumerate()
            .filter(|(place, count)| **count > 0 && shown.get(*place).is_some_and(Option::is_some));
        if let Some((next, _)) = rest.min_by_key(|(_, count)| **count) {
            shown[next] = None;
        }
    }
    (Some(total), shown)
}

#[cfg(test)]
mod tests {
    use super::hide_small;

    #[test]
    fn a_small_count_and_what_would_give_it_back_are_hidden() {
        assert_eq!(hide_small(&[20, 10, 0]), (Some(30), vec![Some(20), Some(10), Some(0)]));
        assert_eq!(hide_small(&[20, 3, 9]), (Some(32), vec![Some(20), None, None]));
        assert_eq!(hide_small(&[20, 3, 4]), (Some(27), vec![Some(20), None, None]));
        assert_eq!(hide_small(&[20, 1, 1]), (Some(22), vec![None, None, None]));
        assert_eq!(hide_small(&[2, 1, 0]), (None, vec![None, None, None]));
        assert_eq!(hide_small(&[0, 0]), (Some(0), vec![Some(0), Some(0)]));
    }
}
