//! Counts of groups that lie inside each other, as they may be shown.

use super::small::FEWEST_SHOWN;

/// The counts of a row, each only where it is no small number itself, and
/// differs by no small number from any that is shown and that it is related
/// to: it lies inside that group, or that group lies inside it. `related`
/// names for each place the earlier places that it is related to.
#[must_use]
pub fn hide_nested<const N: usize>(counts: &[u64; N], related: &[&[usize]; N]) -> [Option<u64>; N] {
    let is_small = |count: u64| (1..FEWEST_SHOWN).contains(&count);
    let mut shown = [None; N];
    for (place, count) in counts.iter().enumerate() {
        let others = related[place].iter().filter_map(|other| shown.get(*other).copied().flatten());
        let gives_away = is_small(*count) || others.into_iter().any(|other: u64| is_small(other.abs_diff(*count)));
        shown[place] = Some(*count).filter(|_| !gives_away);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::hide_nested;

    #[test]
    fn what_lies_inside_a_group_does_not_give_away_the_rest_of_it() {
        let related: [&[usize]; 3] = [&[], &[0], &[0]];
        assert_eq!(hide_nested(&[20, 11, 9], &related), [Some(20), Some(11), Some(9)]);
        assert_eq!(hide_nested(&[20, 18, 9], &related), [Some(20), None, Some(9)]);
        assert_eq!(hide_nested(&[20, 20, 3], &related), [Some(20), Some(20), None]);
        assert_eq!(hide_nested(&[3, 2, 0], &related), [None, None, Some(0)]);
    }
}
