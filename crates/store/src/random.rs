//! Random bytes from the machine: identifiers, nonces, keys.

use std::cell::RefCell;

use crate::StoreError;
use crate::error::KeysError;

/// Bytes that are asked of the machine at one time: asking costs more than
/// the bytes do, and every sealed value needs twelve.
const AT_ONCE: usize = 4096;

thread_local! {
    /// Bytes that the machine gave and nobody has used yet.
    static UNUSED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// So many random bytes, used by nobody before.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    UNUSED.with_borrow_mut(|unused| {
        if unused.len() < N {
            unused.resize(AT_ONCE.max(N), 0);
            if getrandom::fill(unused).is_err() {
                unused.clear();
                return Err(KeysError::NoRandom.into());
            }
        }
        let rest = unused.len() - N;
        let mut taken = [0; N];
        taken.copy_from_slice(&unused[rest..]);
        unused.truncate(rest);
        Ok(taken)
    })
}

/// Draws a new identifier: `new_id(FamilyId::from_random)`.
///
/// # Errors
/// [`KeysError::NoRandom`] when the machine gives no random bytes.
pub fn new_id<T>(kind: fn([u8; 10]) -> T) -> Result<T, StoreError> {
    bytes().map(kind)
}

/// Draws many identifiers that begin alike: what is stored together then lies
/// together, and storing it touches few pages. Two such identifiers show that
/// they were drawn at one time, not when, and nothing of a family. People and
/// families, whose identifiers stand in addresses, are drawn one by one.
pub(crate) struct Drawer([u8; 4]);

impl Drawer {
    pub(crate) fn new() -> Result<Self, StoreError> {
        bytes().map(Self)
    }

    /// The next identifier.
    pub(crate) fn draw<T>(&self, kind: fn([u8; 10]) -> T) -> Result<T, StoreError> {
        let [a, b, c, d] = self.0;
        let [e, f, g, h, i, j] = bytes()?;
        Ok(kind([a, b, c, d, e, f, g, h, i, j]))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Drawer, bytes};
    use kith_core::id::ContactId;

    #[test]
    fn no_bytes_come_twice() {
        let drawn: BTreeSet<[u8; 12]> = (0..10_000).map(|_| bytes().expect("random bytes")).collect();
        assert_eq!(drawn.len(), 10_000);
        assert!(bytes::<5000>().expect("random bytes").iter().any(|byte| *byte != 0));
    }

    #[test]
    fn identifiers_of_one_drawer_begin_alike_and_differ() {
        let drawer = Drawer::new().expect("random bytes");
        let drawn: BTreeSet<String> =
            (0..1000).map(|_| drawer.draw(ContactId::from_random).expect("random bytes").to_string()).collect();
        assert_eq!(drawn.len(), 1000);
        assert_eq!(drawn.iter().map(|id| &id[..8]).collect::<BTreeSet<_>>().len(), 1);
        let other =
            Drawer::new().expect("random bytes").draw(ContactId::from_random).expect("random bytes").to_string();
        assert!(!drawn.iter().any(|id| id[..8] == other[..8]));
    }
}
