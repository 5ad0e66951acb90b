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
    let hidden: Vec<u64> =
        parts.iter().zip(&shown).filter(|(_, part)| part.is_none()).map(|(count, _)| *count).collect();
    if gives_back(&hidden) {
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

/// Whether what is hidden can be worked out from its sum: a single part, parts
/// that come to a small number, or parts that can only all be one or all be
/// four. A part that is hidden only to hide another is no small number, and
/// leaves room.
fn gives_back(hidden: &[u64]) -> bool {
    let (count, sum) = (hidden.len() as u64, hidden.iter().sum::<u64>());
    let is_all_small = hidden.iter().all(|part| is_small(*part));
    count == 1 || is_small(sum) || (count > 1 && is_all_small && (sum == count || sum == count * (FEWEST_SHOWN - 1)))
}

/// The counts of one row, the first shown where it may be, each later one only
/// where neither it nor its difference from another that is shown is a small
/// number: "12 were told, 11 were written to" says that one was not.
#[must_use]
pub fn hide_near(counts: &[u64]) -> Vec<Option<u64>> {
    let mut shown: Vec<Option<u64>> = Vec::with_capacity(counts.len());
    for count in counts {
        let is_near = |other: &u64| is_small(other.abs_diff(*count));
        let gives_away = is_small(*count) || shown.iter().flatten().any(is_near);
        shown.push(Some(*count).filter(|_| !gives_away));
    }
    shown
}

/// The total of a column as it may be shown beside its parts: not where a
/// single part is hidden, or hidden parts that come to a small number.
#[must_use]
pub fn hide_total(parts: &[(u64, bool)]) -> Option<u64> {
    let total: u64 = parts.iter().map(|(count, _)| count).sum();
    let hidden: Vec<u64> = parts.iter().filter(|(_, is_shown)| !is_shown).map(|(count, _)| *count).collect();
    Some(total).filter(|_| !gives_back(&hidden) && !is_small(total))
}

#[cfg(test)]
mod tests {
    use super::{hide_near, hide_small, hide_total};

    #[test]
    fn a_row_does_not_give_a_small_number_away_by_taking_one_count_from_another() {
        assert_eq!(hide_near(&[20, 10, 9, 10, 0]), vec![Some(20), Some(10), None, Some(10), Some(0)]);
        assert_eq!(hide_near(&[3, 0]), vec![None, Some(0)]);
        assert_eq!(hide_near(&[12, 11, 12]), vec![Some(12), None, Some(12)]);
    }

    #[test]
    fn a_total_is_kept_back_where_it_gives_a_hidden_part_back() {
        assert_eq!(hide_total(&[(10, true), (20, true)]), Some(30));
        assert_eq!(hide_total(&[(10, true), (3, false)]), None);
        assert_eq!(hide_total(&[(10, true), (3, false), (4, false)]), Some(17));
        assert_eq!(hide_total(&[(20, true), (4, false), (4, false)]), None, "eight can only be four and four");
        assert_eq!(hide_total(&[(10, true), (1, false), (2, false)]), None);
    }

    #[test]
    fn a_small_count_and_what_would_give_it_back_are_hidden() {
        assert_eq!(hide_small(&[20, 10, 0]), (Some(30), vec![Some(20), Some(10), Some(0)]));
        assert_eq!(hide_small(&[20, 3, 9]), (Some(32), vec![Some(20), None, None]));
        assert_eq!(hide_small(&[20, 3, 4]), (Some(27), vec![Some(20), None, None]));
        assert_eq!(hide_small(&[20, 4, 4]), (Some(28), vec![None, None, None]));
        assert_eq!(hide_small(&[20, 1, 1]), (Some(22), vec![None, None, None]));
        assert_eq!(hide_small(&[2, 1, 0]), (None, vec![None, None, None]));
        assert_eq!(hide_small(&[0, 0]), (Some(0), vec![Some(0), Some(0)]));
    }
}
