//! Random bytes from the machine: identifiers, nonces, keys.

use crate::StoreError;
use crate::error::KeysError;

/// So many random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| KeysError::NoRandom)?;
    Ok(bytes)
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
