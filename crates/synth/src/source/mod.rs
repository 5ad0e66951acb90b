//! The nineteen source systems: their files, columns, forms and habits. Each
//! column list here is matched by a column map under `sources/`.

mod adult;
mod authority;
mod health;

use crate::said::Habits;

/// The source name, as `kith import --source` takes it, and the file name, in
/// the order in which a practice copy imports them.
pub const EXTRACTS: &[(&str, &str)] = &[
    ("child-health", "child-health.csv"),
    ("maternity", "maternity.csv"),
    ("health-visiting", "health-visiting.csv"),
    ("gp-a", "gp-a.csv"),
    ("gp-b", "gp-b.csv"),
    ("community-therapy", "community-therapy.csv"),
    ("childrens-centres", "childrens-centres.csv"),
    ("early-help", "early-help.xlsx"),
    ("social-care", "social-care.xml"),
    ("send", "send.json"),
    ("two-year-offer", "two-year-offer.csv"),
    ("education", "education.csv"),
    ("housing", "housing.csv"),
    ("benefits", "benefits.csv"),
    ("police", "police.csv"),
    ("probation", "probation.csv"),
    ("adult-mental-health", "adult-mental-health.csv"),
    ("substance-misuse", "substance-misuse.csv"),
    ("domestic-abuse", "domestic-abuse.csv"),
];

/// A system; its number is part of its stream of random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    ChildHealth,
    Maternity,
    HealthVisiting,
    PracticeA,
    PracticeB,
    Therapy,
    Centres,
    EarlyHelp,
    SocialCare,
    Send,
    TwoYearOffer,
    Education,
    Housing,
    Benefits,
    Police,
    Probation,
    MentalHealth,
    Substance,
    DomesticAbuse,
}

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Values between delimiters; every value in quotes, or only where needed.
    Csv {
        delimiter: char,
        is_quoted: bool,
        preamble: &'static [&'static str],
    },
    Xlsx,
    Xml,
    Json,
}

/// How letters become bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8Marked,
    Windows1252,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// 02/10/2026
    Slashes,
    /// 02/10/26
    ShortYear,
    /// 2026-10-02
    Iso,
    /// 2026-10-02T00:00:00
    IsoTime,
    /// 20261002
    Packed,
    /// 02-Oct-2026
    MonthName,
    /// 2 October 2026
    Long,
    /// 02.10.2026
    Dots,
    /// 46297, days since the end of 1899
    Serial,
}

/// How a file writes values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) date: DateForm,
    /// Words for female, male, not known.
    pub(crate) sexes: [&'static str; 3],
    /// Words for yes and no.
    pub(crate) yes_no: [&'static str; 2],
    /// Names in capitals.
    pub(crate) is_loud: bool,
    /// Only English letters.
    pub(crate) is_plain: bool,
    /// NHS and telephone numbers with spaces.
    pub(crate) is_spaced: bool,
}

/// A person in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Subject,
    Mother,
    Father,
    Carer,
}

/// What a column says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    Nhs,
    Given,
    Middle,
    Family,
    /// `FAMILY, Given`
    FullName,
    /// `Given Family`
    PlainName,
    KnownAs,
    Former,
    Born,
    Due,
    Died,
    Sex,
    BirthOrder,
    Line1,
    Line2,
    Town,
    AddressLine,
    Postcode,
    Uprn,
    Phone,
    Email,
    BestWay,
    Language,
    Interpreter,
    Ethnicity,
    Practice,
    PracticeName,
    LocalNumber,
    Shielded,
    Sealed,
    Responsibility,
    Pupil,
    School,
    SchoolCode,
}

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// The word for the kind of row.
    Word,
    /// The row's own number.
    Row,
    /// When the file was drawn.
    Extracted,
    /// When the record was last written.
    Updated,
    Of(Who, Fact),
    Team,
    Worker,
    WorkerCode,
    Post,
    WorkerPhone,
    Started,
    Ended,
    Lead,
    Level,
    NextOn,
    NextKind,
    Status,
    MetOn,
    MetKind,
    MetBy,
    MetByCode,
    Note,
    Attended,
    NoticeOn,
    NoticeHow,
    Answer,
    AnsweredOn,
    WithdrawnOn,
    ObjectedOn,
    AskAgainOn,
    FivePoints,
    /// What changed for the household, since when, until when.
    News,
    NewsSince,
    NewsEnded,
}

impl Field {
    /// Whether a spreadsheet should keep the value as a date.
    pub(crate) fn is_date(self) -> bool {
        matches!(self, Self::Extracted | Self::Updated | Self::Started | Self::Ended | Self::NextOn | Self::MetOn)
            || matches!(self, Self::Of(_, Fact::Born | Fact::Due | Fact::Died))
    }
}

impl Field {
    /// Whether the value differs between the contact rows of one record.
    pub(crate) fn is_of_contact(self) -> bool {
        matches!(
            self,
            Self::Row | Self::MetOn | Self::MetKind | Self::MetBy | Self::MetByCode | Self::Note | Self::Attended
        )
    }

    /// Whether the value is words, in which a delimiter may stand.
    pub(crate) fn is_free(self) -> bool {
        match self {
            Self::Of(_, fact) => matches!(
                fact,
                Fact::FullName | Fact::PlainName | Fact::Line1 | Fact::AddressLine | Fact::PracticeName | Fact::School
            ),
            other => {
                matches!(other, Self::Team | Self::Status | Self::NextKind | Self::Answer | Self::MetKind | Self::Note)
            }
        }
    }
}

/// Rows of people who are born.
pub(crate) const CASE: u8 = 1;
/// Rows of pregnancies.
pub(crate) const UNBORN: u8 = 2;
/// Rows of contacts.
pub(crate) const CONTACT: u8 = 4;
/// Case and pregnancy rows.
pub(crate) const PEOPLE: u8 = CASE | UNBORN;
/// Every row.
pub(crate) const ALL: u8 = CASE | UNBORN | CONTACT;

/// One column: header or path, what it says, in which rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) field: Field,
    pub(crate) rows: u8,
}

/// A column.
pub(crate) const fn column(name: &'static str, field: Field, rows: u8) -> Column {
    Column { name, field, rows }
}

/// One list of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    /// The name in the column map.
    pub(crate) name: &'static str,
    /// `CASE`, `UNBORN` or `CONTACT`.
    pub(crate) rows: u8,
    /// The word in the column for the kind of row; the sheet; the element; the
    /// member.
    pub(crate) word: &'static str,
}

/// One source system.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) system: System,
    pub(crate) format: Format,
    pub(crate) encoding: Encoding,
    pub(crate) style: Style,
    pub(crate) habits: Habits,
    /// How many days ago the file was drawn.
    pub(crate) days_late: i32,
    pub(crate) lists: &'static [List],
    pub(crate) columns: &'static [Column],
}

impl Source {
    /// The name that the import takes.
    pub(crate) fn name(&self) -> &'static str {
        EXTRACTS[self.system as usize].0
    }

    /// The file name.
    pub(crate) fn file(&self) -> &'static str {
        EXTRACTS[self.system as usize].1
    }
}

/// Every source, in the order of [`EXTRACTS`].
pub(crate) static SOURCES: [&Source; 19] = [
    &health::CHILD_HEALTH,
    &health::MATERNITY,
    &health::HEALTH_VISITING,
    &health::PRACTICE_A,
    &health::PRACTICE_B,
    &health::THERAPY,
    &authority::CENTRES,
    &authority::EARLY_HELP,
    &authority::SOCIAL_CARE,
    &authority::SEND,
    &authority::TWO_YEAR_OFFER,
    &authority::EDUCATION,
    &adult::HOUSING,
    &adult::BENEFITS,
    &adult::POLICE,
    &adult::PROBATION,
    &adult::MENTAL_HEALTH,
    &adult::SUBSTANCE,
    &adult::DOMESTIC_ABUSE,
];

/// Plain comma-separated values.
const COMMAS: Format = Format::Csv { delimiter: ',', is_quoted: false, preamble: &[] };

#[cfg(test)]
mod tests {
    use super::{EXTRACTS, SOURCES};
    use std::collections::BTreeSet;

    #[test]
    fn there_are_nineteen_sources_each_in_its_place() {
        assert_eq!(EXTRACTS.len(), 19);
        for (place, source) in SOURCES.iter().enumerate() {
            assert_eq!(source.system as usize, place);
        }
    }

    #[test]
    fn no_two_sources_have_the_same_columns_and_no_column_twice() {
        let headers: BTreeSet<Vec<&str>> =
            SOURCES.iter().map(|source| source.columns.iter().map(|column| column.name).collect()).collect();
        assert_eq!(headers.len(), 19);
        for source in SOURCES {
            for list in source.lists {
                let names: Vec<&str> = source
                    .columns
                    .iter()
                    .filter(|column| column.rows & list.rows != 0)
                    .map(|column| column.name)
                    .collect();
                let once: BTreeSet<&&str> = names.iter().collect();
                assert_eq!(once.len(), names.len(), "{}", source.name());
            }
        }
    }
}
