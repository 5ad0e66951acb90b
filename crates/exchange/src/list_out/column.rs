/// A column that a list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListColumn {
    /// Our reference of the child, which says nothing about the child.
    ChildRef,
    /// What happened.
    Event,
    /// On which day.
    EventDate,
    /// The child's first name.
    ChildGiven,
    /// The child's family name.
    ChildFamily,
    /// The child's birthday.
    ChildBorn,
    /// The mother's first name.
    MotherGiven,
    /// The mother's family name.
    MotherFamily,
    /// House and street.
    AddressLine1,
    /// The second line of the address.
    AddressLine2,
    /// The third line of the address.
    AddressLine3,
    /// What is left of the address.
    AddressLine4,
    /// The postcode.
    Postcode,
    /// The unique property reference number.
    Uprn,
    /// The centre's code.
    CentreCode,
    /// The centre's reach area.
    ReachArea,
    /// The code of the practice.
    Practice,
    /// The language spoken at home.
    Language,
    /// Whether an interpreter is needed.
    Interpreter,
    /// How the family may be contacted.
    ContactOk,
    /// That whereabouts are hidden, and nothing else is told.
    Withheld,
}

impl ListColumn {
    /// Every column, in the order of the file.
    pub const ALL: [Self; 21] = [
        Self::ChildRef,
        Self::Event,
        Self::EventDate,
        Self::ChildGiven,
        Self::ChildFamily,
        Self::ChildBorn,
        Self::MotherGiven,
        Self::MotherFamily,
        Self::AddressLine1,
        Self::AddressLine2,
        Self::AddressLine3,
        Self::AddressLine4,
        Self::Postcode,
        Self::Uprn,
        Self::CentreCode,
        Self::ReachArea,
        Self::Practice,
        Self::Language,
        Self::Interpreter,
        Self::ContactOk,
        Self::Withheld,
    ];

    /// Columns without which a row of the list says nothing.
    const ALWAYS: [Self; 3] = [Self::ChildRef, Self::Event, Self::EventDate];

    /// The name in the header, and in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ChildRef => "child_ref",
            Self::Event => "event",
            Self::EventDate => "event_date",
            Self::ChildGiven => "child_given",
            Self::ChildFamily => "child_family",
            Self::ChildBorn => "child_dob",
            Self::MotherGiven => "mother_given",
            Self::MotherFamily => "mother_family",
            Self::AddressLine1 => "address_line1",
            Self::AddressLine2 => "address_line2",
            Self::AddressLine3 => "address_line3",
            Self::AddressLine4 => "address_line4",
            Self::Postcode => "postcode",
            Self::Uprn => "uprn",
            Self::CentreCode => "centre_code",
            Self::ReachArea => "reach_area",
            Self::Practice => "gp_ods",
            Self::Language => "language",
            Self::Interpreter => "interpreter",
            Self::ContactOk => "contact_ok",
            Self::Withheld => "withheld",
        }
    }

    /// The column of a name, or `None`.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.id() == id)
    }
}

/// The columns that were agreed with a recipient, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumns(Vec<ListColumn>);

/// Why columns cannot be agreed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// There is no such column.
    #[error("a list has no column “{id}”; the columns are {}", names(&ListColumn::ALL))]
    Unknown {
        /// What was asked for.
        id: String,
    },
    /// A column is named twice.
    #[error("the column “{}” is named twice; name it once", .column.id())]
    Twice {
        /// Which.
        column: ListColumn,
    },
    /// A column without which the list says nothing is not there.
    #[error("a list cannot be without the column “{}”; add it", .column.id())]
    Missing {
        /// Which.
        column: ListColumn,
    },
}

impl ListColumns {
    /// The columns with these names, in any order.
    ///
    /// # Errors
    /// [`ColumnError`] for a name that is unknown, said twice, or left out
    /// though no list can be without it.
    pub fn agreed<Id: AsRef<str>>(ids: &[Id]) -> Result<Self, ColumnError> {
        let mut columns = Vec::new();
        for id in ids.iter().map(AsRef::as_ref) {
            let unknown = || ColumnError::Unknown { id: id.chars().take(60).collect() };
            let column = ListColumn::of_id(id).ok_or_else(unknown)?;
            if columns.contains(&column) {
                return Err(ColumnError::Twice { column });
            }
            columns.push(column);
        }
        if let Some(column) = ListColumn::ALWAYS.into_iter().find(|column| !columns.contains(column)) {
            return Err(ColumnError::Missing { column });
        }
        columns.sort_unstable();
        Ok(Self(columns))
    }

    /// Every column that there is.
    #[must_use]
    pub fn all() -> Self {
        Self(ListColumn::ALL.to_vec())
    }

    /// Whether a column was agreed.
    #[must_use]
    pub fn has(&self, column: ListColumn) -> bool {
        self.0.contains(&column)
    }

    /// The columns, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = ListColumn> {
        self.0.iter().copied()
    }
}

fn names(columns: &[ListColumn]) -> String {
    columns.iter().map(|column| column.id()).collect::<Vec<_>>().join(", ")
}
