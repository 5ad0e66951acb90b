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
        match rest.min_by_key(|(_, count)| **count) {
            Some((next, _)) => shown[next] = None,
            // Nothing else would hide them but where they stand.
            None => shown.fill(None),
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

/// What may be shown of one row of a table, or of its total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowShown {
    /// How many there are.
    pub whole: bool,
    /// How they fall into two parts.
    pub parts: bool,
}

/// What may be shown of rows of two parts each, and of their total: no total
/// less the rows that are shown gives a small number back. Where only one row
/// would be hidden, the next smallest is hidden as well; where none is left,
/// the total is.
#[must_use]
pub fn hide_rows(rows: &[(u64, u64)]) -> (RowShown, Vec<RowShown>) {
    let wholes: Vec<u64> = rows.iter().map(|(part, rest)| part + rest).collect();
    let (total, seen) = hide_small(&wholes);
    let unseen: Vec<u64> = wholes.iter().zip(&seen).filter(|(_, it)| it.is_none()).map(|(whole, _)| *whole).collect();
    let is_open = |(place, (part, rest)): (usize, &(u64, u64))| {
        seen.get(place).is_some_and(Option::is_some) && !is_small(*part) && !is_small(*rest)
    };
    let mut open: Vec<bool> = rows.iter().enumerate().map(is_open).collect();
    let sum = |of: fn(&(u64, u64)) -> u64| -> u64 { rows.iter().map(of).sum() };
    let whole = total.is_some() && !gives_back(&unseen);
    let mut parts = whole && !is_small(sum(|row| row.0)) && !is_small(sum(|row| row.1));
    while parts {
        let closed = |of: fn(&(u64, u64)) -> u64| -> Vec<u64> {
            rows.iter().zip(&open).filter(|(_, is_open)| !**is_open).map(|(row, _)| of(row)).collect()
        };
        if !gives_back(&closed(|row| row.0)) && !gives_back(&closed(|row| row.1)) {
            break;
        }
        // A row that has both parts hides both.
        let next = rows.iter().enumerate().filter(|(place, row)| open[*place] && row.0 + row.1 > 0);
        match next.min_by_key(|(_, row)| (row.0 == 0 || row.1 == 0, row.0 + row.1)) {
            Some((next, _)) => open[next] = false,
            None => parts = false,
        }
    }
    let rows = seen.iter().zip(open).map(|(seen, parts)| RowShown { whole: seen.is_some(), parts });
    (RowShown { whole, parts }, rows.collect())
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
    use super::{RowShown, hide_near, hide_rows, hide_small, hide_total};

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
        assert_eq!(hide_small(&[4, 4, 0]), (Some(8), vec![None, None, None]), "eight can only be four and four");
        assert_eq!(hide_small(&[2, 1, 0]), (None, vec![None, None, None]));
        assert_eq!(hide_small(&[0, 0]), (Some(0), vec![Some(0), Some(0)]));
    }

    #[test]
    fn no_total_less_the_rows_that_are_shown_gives_a_small_number_back() {
        let [all, whole, none] =
            [(true, true), (true, false), (false, false)].map(|(whole, parts)| RowShown { whole, parts });
        assert_eq!(hide_rows(&[(15, 5), (6, 6)]), (all, vec![all, all]));
        assert_eq!(hide_rows(&[]), (all, vec![]));
        // Three in one row: the total less the others would say so.
        assert_eq!(hide_rows(&[(10, 20), (1, 2), (6, 6)]), (all, vec![all, none, none]));
        // Two of twenty: how many there are is shown, how they fall is not.
        assert_eq!(hide_rows(&[(18, 2), (30, 10), (40, 10)]), (all, vec![whole, whole, all]));
        // A row without a rest hides none: one that has both is taken.
        assert_eq!(hide_rows(&[(18, 2), (12, 0), (40, 10)]), (all, vec![whole, all, whole]));
        // Two in all: the total says no more than the rows.
        assert_eq!(hide_rows(&[(18, 2), (12, 0)]), (whole, vec![whole, all]));
        // Nothing is left to hide them: the total is hidden.
        assert_eq!(hide_rows(&[(0, 4), (4, 0)]), (none, vec![none, none]));
        assert_eq!(hide_rows(&[(16, 4), (16, 4)]), (whole, vec![whole, whole]));
        assert_eq!(hide_rows(&[(3, 0)]), (none, vec![none]));
        assert_eq!(hide_rows(&[(20, 4)]), (whole, vec![whole]));
    }
}
