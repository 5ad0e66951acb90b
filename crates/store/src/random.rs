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
