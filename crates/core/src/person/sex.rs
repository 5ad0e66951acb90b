/// Sex as a source recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Recorded as neither, or not yet known.
    NotKnown,
}

impl Sex {
    /// One letter for files and storage: `F`, `M` or `U`.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Female => 'F',
            Self::Male => 'M',
            Self::NotKnown => 'U',
        }
    }
}
