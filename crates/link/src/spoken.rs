//! What a search needs to know of a name: what it sounds like, and which
//! other names are used for it.

use crate::{alike, nickname};

/// What a cleaned name sounds like, as a number; names spelt differently but
/// said alike share it. None for a name without a consonant.
#[must_use]
pub fn sound(plain: &str) -> Option<u32> {
    Some(alike::sound(plain.as_bytes())).filter(|sound| *sound != 0)
}

/// The groups of names used for one another that a cleaned name stands in.
#[must_use]
pub fn nickname_groups(plain: &str) -> Vec<u16> {
    nickname::groups(plain).into_iter().filter(|group| *group != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::{nickname_groups, sound};

    #[test]
    fn names_used_for_one_another_share_a_group_and_others_do_not() {
        let share = |a: &str, b: &str| nickname_groups(a).iter().any(|group| nickname_groups(b).contains(group));
        assert!(share("BENJAMIN", "BEN"));
        assert!(!share("BENJAMIN", "ABBY"));
        assert!(nickname_groups("ZZZ").is_empty());
        assert_eq!(sound("STEPHEN"), sound("STEVEN"));
        assert_eq!(sound(""), None);
    }
}
