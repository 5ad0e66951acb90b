//! Postcodes and the areas they lie in, from any file of the national
//! postcode directory's kind.

use std::borrow::Cow;

use kith_core::person::Postcode;
use kith_core::statement::Problem;

use crate::decode::decode;
use crate::format::csv_text::{CsvRows, Next};
use crate::map::key_of;
use crate::value::clean;

/// One postcode and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostcodeArea {
    /// The postcode.
    pub postcode: Postcode,
    /// The lower-layer super output area, by code.
    pub small_area: String,
    /// The same by name.
    pub small_area_name: Option<String>,
    /// The ward, by code.
    pub ward: Option<String>,
    /// The local authority district, by code.
    pub local_authority: Option<String>,
    /// Tenth of deprivation among small areas of England, 1 the most deprived.
    pub deprivation_decile: Option<u8>,
    /// Metres east on the national grid.
    pub easting: Option<u32>,
    /// Metres north on the national grid.
    pub northing: Option<u32>,
}

/// Small areas in England that the index of deprivation of 2019 ranks.
const RANKED_AREAS: u32 = 32_844;

/// The spellings of each column, best first.
const POSTCODE: &[&str] = &["pcds", "postcode", "pcd", "pcd7", "pcd8", "pcd2"];
const SMALL_AREA: &[&str] = &[
    "lsoa11", "lsoa11cd", "lsoa11code", "lsoa21", "lsoa21cd", "lsoa21code", "lsoa", "lsoacd", "lsoacode", "smallarea",
];
const SMALL_AREA_NAME: &[&str] = &["lsoa11name", "lsoa11nm", "lsoa21name", "lsoa21nm", "lsoaname", "lsoanm"];
const WARD: &[&str] = &["wardcode", "osward", "ward", "wardcd", "wd", "wdcd", "adminward"];
const AUTHORITY: &[&str] = &[
    "lad", "ladcd", "laua", "oslaua", "lau", "localauthority", "localauthoritycode", "admindistrict", "district",
    "ltla", "ltlacd",
];
const DECILE: &[&str] = &["imd2019decile", "imddecile", "decile", "imd2025decile", "deprivationdecile", "imddec"];
const RANK: &[&str] = &["imd2019rank", "imdrank", "imd", "imd19", "imd2019"];
const EASTING: &[&str] = &["easting", "eastings", "oseast1m", "east1m", "x"];
const NORTHING: &[&str] = &["northing", "northings", "osnrth1m", "north1m", "y"];

/// Reads a postcode file. Rows that cannot be read are problems; a file
/// without a postcode and a small-area column gives one problem and no areas.
#[must_use]
pub fn read_postcodes(bytes: &[u8]) -> (Vec<PostcodeArea>, Vec<Problem>) {
    let decoded = decode(bytes);
    let mut areas = Vec::new();
    let mut problems = Vec::new();
    let first_line = decoded.text.lines().next().unwrap_or_default();
    let delimiter =
        [',', ';', '\t', '|'].into_iter().max_by_key(|sign| first_line.matches(*sign).count()).unwrap_or(',');
    // Of equally good signs `max_by_key` takes the last; a lone column has none.
    let delimiter = if first_line.contains(delimiter) { delimiter } else { ',' };
    let mut rows = CsvRows::new(&decoded.text, delimiter);
    let mut cells = Vec::new();
    let mut columns: Option<Columns> = None;
    loop {
        let next = rows.next(columns.as_ref().map(|columns| columns.width), &mut cells);
        match (next, &columns) {
            (Next::End, _) => break,
            (Next::StrayQuote, _) => {
                problems.push(problem(Some(rows.number()), None, "\"", "a quotation mark opens here and is not closed"))
            }
            (Next::Row, _) if cells.iter().all(|cell| clean(cell).is_empty()) => {}
            (Next::Row, None) => {
                columns = Columns::find(&cells);
                if columns.is_none() {
                    break;
                }
            }
            (Next::Row, Some(columns)) => match columns.area(&cells) {
                Ok(area) => areas.push(area),
                Err((column, found, fix)) => problems.push(problem(Some(rows.number()), Some(column), &found, &fix)),
            },
        }
    }
    if columns.is_none() {
        problems.push(problem(
            None,
            None,
            first_line,
            "this is no postcode file: its header needs a postcode column (such as pcds) and a small-area column (such as lsoa11cd)",
        ));
    }
    (areas, problems)
}

/// Where each value stands in a row.
struct Columns {
    width: usize,
    postcode: usize,
    small_area: usize,
    name: Option<usize>,
    ward: Option<usize>,
    authority: Option<usize>,
    decile: Option<usize>,
    rank: Option<usize>,
    easting: Option<usize>,
    northing: Option<usize>,
}

impl Columns {
    fn find(header: &[Cow<'_, str>]) -> Option<Self> {
        let keys: Vec<String> = header.iter().map(|name| key_of(&clean(name))).collect();
        let place = |spellings: &[&str]| spellings.iter().find_map(|wanted| keys.iter().position(|key| key == wanted));
        // "wd22cd" and "ltla23cd" carry a year that changes.
        let dated = |start: &str, end: &str| {
            keys.iter().position(|key| {
                let middle = key.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
                middle.is_some_and(|year| !year.is_empty() && year.bytes().all(|byte| byte.is_ascii_digit()))
            })
        };
        Some(Self {
            width: header.len(),
            postcode: place(POSTCODE)?,
            small_area: place(SMALL_AREA).or_else(|| dated("lsoa", "cd"))?,
            name: place(SMALL_AREA_NAME).or_else(|| dated("lsoa", "nm")),
            ward: place(WARD).or_else(|| dated("wd", "cd")),
            authority: place(AUTHORITY).or_else(|| dated("lad", "cd")).or_else(|| dated("ltla", "cd")),
            decile: place(DECILE),
            rank: place(RANK),
            easting: place(EASTING),
            northing: place(NORTHING),
        })
    }

    fn area(&self, cells: &[Cow<'_, str>]) -> Result<PostcodeArea, (String, String, String)> {
        let cell = |place: usize| cells.get(place).map(|cell| clean(cell).into_owned()).unwrap_or_default();
        let filled = |place: Option<usize>| place.map(cell).filter(|text| !text.is_empty());
        let text = cell(self.postcode);
        let postcode: Postcode = text.parse().map_err(|error: kith_core::person::PostcodeError| {
            ("postcode".to_owned(), text.clone(), error.to_string())
        })?;
        let small_area = cell(self.small_area).to_uppercase();
        if !is_area_code(&small_area) {
            let fix = "a small area is a letter and eight digits, like E01000001; check it".to_owned();
            return Err(("small area".to_owned(), small_area, fix));
        }
        let is_english = small_area.starts_with('E');
        let rank: Option<u32> = filled(self.rank).filter(|_| is_english).and_then(|rank| rank.parse().ok());
        let decile: Option<u8> = filled(self.decile).and_then(|decile| decile.parse().ok());
        Ok(PostcodeArea {
            postcode,
            small_area_name: filled(self.name),
            ward: filled(self.ward),
            local_authority: filled(self.authority),
            deprivation_decile: decile.filter(|decile| (1..=10).contains(decile)).or_else(|| rank.and_then(decile_of)),
            easting: filled(self.easting).and_then(|metres| metres_of(&metres)),
            northing: filled(self.northing).and_then(|metres| metres_of(&metres)),
            small_area,
        })
    }
}

/// The tenth that a rank falls in.
fn decile_of(rank: u32) -> Option<u8> {
    let is_rank = (1..=RANKED_AREAS).contains(&rank);
    is_rank.then_some(rank).and_then(|rank| u8::try_from((rank - 1) * 10 / RANKED_AREAS + 1).ok())
}

/// Metres on the grid; a zero stands for "no grid reference".
fn metres_of(text: &str) -> Option<u32> {
    let whole = text.split('.').next()?;
    whole.parse().ok().filter(|metres| (1..=1_300_000).contains(metres))
}

fn is_area_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 9 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

fn problem(row: Option<u64>, column: Option<String>, found: &str, fix: &str) -> Problem {
    let found = found.chars().take(200).collect();
    Problem { row, column, found, how_to_fix: fix.to_owned(), leaves_row_out: row.is_some() }
}

#[cfg(test)]
mod tests {
    use super::{decile_of, read_postcodes};

    #[test]
    fn any_spelling_of_the_header_will_do() {
        let (areas, problems) = read_postcodes(
            b"\xef\xbb\xbf\"pcd7\",dointr,OSWARD,laua,oseast1m,osnrth1m,lsoa21,imd\nLX1 4QR,2001,E05000001,E07000001,384094,433384,E01000001,180\nLX1,,,,,,E01000001,\n",
        );
        assert_eq!(areas.len(), 1);
        assert_eq!(
            (areas[0].postcode.as_str(), areas[0].deprivation_decile, areas[0].easting),
            ("LX1 4QR", Some(1), Some(384_094))
        );
        assert_eq!((problems.len(), problems[0].row), (1, Some(3)));
    }

    #[test]
    fn a_file_without_postcodes_says_so() {
        let (areas, problems) = read_postcodes(b"NAME,DOB\nA,B");
        assert!(areas.is_empty());
        assert!(problems[0].how_to_fix.contains("no postcode file"));
    }

    #[test]
    fn ranks_fall_into_tenths() {
        assert_eq!(
            (decile_of(1), decile_of(3284), decile_of(32_844), decile_of(32_845)),
            (Some(1), Some(1), Some(10), None)
        );
    }
}
