//! Where somebody lives, as a record keeps it, and what was lately written for
//! it: a family has many records, and files keep them near one another.

use crate::place::Postcode;
use crate::pool::{NameId, Pool, mix};

/// An address and a postcode, as numbers into the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Home {
    pub(crate) postcode: u32,
    pub(crate) street: NameId,
    pub(crate) wording: u32,
    /// The numbers of house and flat.
    pub(crate) number: u16,
}

/// Most bytes of an address and its postcode that are remembered.
const LONGEST: usize = 46;
/// So many homes are remembered at once.
const REMEMBERED: usize = 1 << 13;

/// What a source wrote: address and postcode one behind the other, and how
/// long each is. No two homes are written the same.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Written([u8; LONGEST + 2]);

impl Written {
    fn of(address: &str, postcode: &str) -> Option<Self> {
        let (middle, end) = (address.len(), address.len() + postcode.len());
        if end > LONGEST {
            return None;
        }
        let mut written = [0; LONGEST + 2];
        written[..middle].copy_from_slice(address.as_bytes());
        written[middle..end].copy_from_slice(postcode.as_bytes());
        written[LONGEST] = middle as u8;
        written[LONGEST + 1] = end as u8;
        Some(Self(written))
    }

    /// Where it is remembered.
    fn place(&self) -> usize {
        let eights = self.0.as_chunks::<8>().0;
        let stirred = eights.iter().fold(0, |hash: u64, eight| {
            (hash.rotate_left(23) ^ u64::from_le_bytes(*eight)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        mix(0, stirred) as usize % REMEMBERED
    }
}

/// Homes lately read, each where what was written for it says.
#[derive(Default)]
pub(crate) struct Homes {
    lately: Vec<(Written, Home)>,
}

impl Pool {
    /// An address and a postcode as written, cleaned.
    pub(crate) fn home(&mut self, address: &str, postcode: &str, most_wordings: u32) -> Home {
        let Some(written) = Written::of(address, postcode) else {
            return self.read_home(address, postcode, most_wordings);
        };
        let place = written.place();
        if let Some((held, home)) = self.homes.lately.get(place)
            && *held == written
        {
            return *home;
        }
        let home = self.read_home(address, postcode, most_wordings);
        if self.homes.lately.is_empty() {
            // Nothing written is no home.
            self.homes.lately.resize(REMEMBERED, (Written([0; LONGEST + 2]), Home::default()));
        }
        self.homes.lately[place] = (written, home);
        home
    }

    fn read_home(&mut self, address: &str, postcode: &str, most_wordings: u32) -> Home {
        let postcode = Postcode::read(postcode);
        let street = self.street(address, postcode);
        Home {
            postcode: self.keep_postcode(postcode),
            street: street.name,
            wording: self.keep_wording(street.wording, most_wordings),
            number: street.number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Home, REMEMBERED};
    use crate::pool::Pool;

    #[test]
    fn a_home_written_again_is_the_same_and_written_otherwise_it_is_read_anew() {
        let mut pool = Pool::new();
        let mut read = |address: &str, postcode: &str| pool.home(address, postcode, u32::MAX);
        assert_eq!(read("", ""), Home::default());
        let long = "12 High Street, Lexford, in the county where nobody writes less than that";
        for (address, postcode) in [("12 High Street", "LX1 4QR"), (long, "LX1 4QR"), ("", "LX1 4QR"), ("LX1 4QR", "")]
        {
            let one = read(address, postcode);
            (0..REMEMBERED).for_each(|house| _ = read(&format!("{house} Mill Lane"), "LX7 2AB"));
            assert_eq!(read(address, postcode), one, "{address}");
            assert_eq!(read(address, postcode), one, "{address}");
        }
        assert_ne!(read("12 High Street", "LX1 4QR"), read("12 High Street", "LX1 4QP"));
        assert_ne!(read("12 High StreetLX", "1 4QR"), read("12 High Street", "LX1 4QR"));
    }
}
