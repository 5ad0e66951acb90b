//! A quick hash for short texts and for keys that are hashes already. Nothing
//! here guards against chosen texts: the tables are made anew for every run.

use std::hash::{BuildHasherDefault, Hasher};

/// Reads eight letters at a time.
#[derive(Default, Clone)]
pub(crate) struct Fast(u64);

/// A table by short text or by key.
pub(crate) type FastMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Fast>>;

impl Fast {
    fn take(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Fast {
    fn write(&mut self, bytes: &[u8]) {
        let mut eights = bytes.chunks_exact(8);
        for eight in &mut eights {
            self.take(u64::from_le_bytes(eight.try_into().expect("eight bytes")));
        }
        let rest = eights.remainder();
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.take(u64::from_le_bytes(last) ^ (rest.len() as u64) << 56);
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.take(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.take(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.take(value);
    }

    fn write_u128(&mut self, value: u128) {
        self.take(value as u64);
        self.take((value >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }
}
