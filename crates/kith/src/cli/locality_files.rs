//! The files that a locality begins with: centres, other places, postcodes
//! and staff. Every row that cannot be read is named; then none is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use kith_app::{CentreLinksDraft, LinkedDraft, NewStaff};
use kith_core::area::{LinkedAs, Place, PlaceKind, ReachArea};
use kith_core::person::Telephone;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Training};

use super::exit;

/// Most problems that are listed one by one.
const MOST_LISTED: usize = 40;

/// A folder of files, and what could not be read in them.
pub(super) struct LocalityFiles {
    folder: PathBuf,
    problems: Vec<String>,
}

/// One row of a file.
struct Row {
    file: String,
    number: usize,
    cells: BTreeMap<String, String>,
}

impl Row {
    fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |text| text.trim())
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

/// The column of `centres.csv` about one of the two.
fn column_of(linked_as: LinkedAs, what: &str) -> String {
    format!("{}{what}", linked_as.word().replace('-', "_"))
}

impl LocalityFiles {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), problems: Vec::new() }
    }

    /// What was read, where all of it could be.
    ///
    /// # Errors
    /// With every row that could not be read.
    pub(super) fn whole<T>(self, read: T) -> anyhow::Result<T> {
        if self.problems.is_empty() {
            return Ok(read);
        }
        let mut words = format!("{} problems; nothing was taken in:", self.problems.len());
        for problem in self.problems.iter().take(MOST_LISTED) {
            words.push_str("\n  ");
            words.push_str(problem);
        }
        if self.problems.len() > MOST_LISTED {
            words.push_str("\n  and more of the same");
        }
        Err(exit::ending(exit::INPUT_REFUSED, words))
    }

    /// Whether a file is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.folder.join(name).is_file()
    }

    fn rows(&mut self, name: &str, needed: &[&str]) -> Vec<Row> {
        let path = self.folder.join(name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) => {
                self.problems.push(format!("{}: cannot be read ({cause})", path.display()));
                return Vec::new();
            }
        };
        let text = kith_exchange::decode(&bytes).text;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let names: Vec<String> = match reader.headers() {
            Ok(names) => names.iter().map(|name| name.to_lowercase().replace([' ', '-'], "_")).collect(),
            Err(cause) => {
                self.problems.push(format!("{name}: the first row cannot be read ({cause})"));
                return Vec::new();
            }
        };
        for column in needed.iter().filter(|column| !names.iter().any(|name| name == *column)) {
            self.problems.push(format!("{name}, row 1: the column “{column}” is missing; add it"));
        }
        let mut rows = Vec::new();
        for (place, record) in reader.records().enumerate() {
            let number = place + 2;
            match record {
                Ok(record) => {
                    let cells = names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
                    rows.push(Row { file: name.to_owned(), number, cells });
                }
                Err(_) => {
                    self.problems.push(format!("{name}, row {number}: not a row of a CSV file; check its quotes"))
                }
            }
        }
        rows
    }

    fn problem(&mut self, row: &Row, column: &str, words: &str) {
        self.problems.push(format!("{}, row {}, column “{column}”: {words}", row.file, row.number));
    }

    fn needed(&mut self, row: &Row, column: &str) -> String {
        let text = row.text(column).to_owned();
        if text.is_empty() {
            self.problem(row, column, "empty; fill it in");
        }
        text
    }

    /// A word of a list; says which words there are where it is none of them.
    fn word<T>(&mut self, row: &Row, column: &str, read: fn(&str) -> Option<T>, all: &[&str]) -> Option<T> {
        let text = row.text(column);
        let found = read(text);
        if found.is_none() {
            self.problem(row, column, &format!("“{text}” is not one of {}", all.join(", ")));
        }
        found
    }

    fn day(&mut self, row: &Row, column: &str) -> Option<Date> {
        let text = row.some(column)?;
        let day = text.parse().or_else(|_| Date::strptime("%d/%m/%Y", &text));
        if day.is_err() {
            self.problem(row, column, &format!("“{text}” is not a day; write it as 2027-06-30 or 30/06/2027"));
        }
        day.ok()
    }

    /// Centres (`centres.csv`) and, where there is such a file, all other
    /// places (`places.csv`).
    pub(super) fn places(&mut self) -> Vec<Place> {
        let mut places = Vec::new();
        for row in self.rows("centres.csv", &["code", "name", "cluster", "address", "postcode", "telephone"]) {
            places.push(Place {
                kind: PlaceKind::Centre,
                name: self.needed(&row, "name"),
                code: self.needed(&row, "code"),
                cluster: self.needed(&row, "cluster"),
                address: format!("{}, {}", row.text("address"), row.text("postcode")),
                telephone: row.text("telephone").to_owned(),
            });
        }
        if self.has("places.csv") {
            for row in self.rows("places.csv", &["kind", "name", "code", "cluster", "postcode"]) {
                let words: Vec<&str> = PlaceKind::ALL.iter().map(|kind| kind.word()).collect();
                let Some(kind) = self.word(&row, "kind", PlaceKind::from_word, &words) else { continue };
                places.push(Place {
                    kind,
                    name: self.needed(&row, "name"),
                    code: self.needed(&row, "code"),
                    cluster: row.text("cluster").to_owned(),
                    address: row.text("postcode").to_owned(),
                    telephone: row.text("telephone").to_owned(),
                });
            }
        }
        let mut codes = BTreeSet::new();
        for place in &places {
            if !place.code.is_empty() && !codes.insert(place.code.as_str()) {
                self.problems.push(format!("the code {} stands for two places; give each its own", place.code));
            }
        }
        places
    }

    /// The health visitor and the speech and language therapist of each centre
    /// (`centres.csv`): a centre without either is not taken in (S004-BRa).
    pub(super) fn centre_links(&mut self) -> Vec<CentreLinksDraft> {
        let mut drafts = Vec::new();
        let needed: Vec<String> = LinkedAs::ALL
            .iter()
            .flat_map(|linked_as| ["", "_telephone", "_service"].map(|what| column_of(*linked_as, what)))
            .collect();
        let needed: Vec<&str> = needed.iter().map(String::as_str).collect();
        for row in self.rows("centres.csv", &needed) {
            let mut linked = |linked_as: LinkedAs| {
                let [name, telephone, service] = ["", "_telephone", "_service"].map(|what| column_of(linked_as, what));
                let draft = LinkedDraft {
                    staff: String::new(),
                    name: self.needed(&row, &name),
                    telephone: self.needed(&row, &telephone),
                    service: self.needed(&row, &service),
                };
                if !draft.telephone.is_empty() && draft.telephone.parse::<Telephone>().is_err() {
                    self.problem(&row, &telephone, "not a telephone number; write it with its area code");
                }
                draft
            };
            let (health_visitor, speech_therapist) =
                (linked(LinkedAs::HealthVisitor), linked(LinkedAs::SpeechTherapist));
            drafts.push(CentreLinksDraft { centre: row.text("name").to_owned(), health_visitor, speech_therapist });
        }
        drafts
    }

    /// Which centre reaches which postcode (`postcodes.csv`), the centre by its
    /// code or its name.
    pub(super) fn reach_areas(&mut self, places: &[Place]) -> Vec<ReachArea> {
        let centres: Vec<&Place> = places.iter().filter(|place| place.kind == PlaceKind::Centre).collect();
        let mut areas = Vec::new();
        for row in self.rows("postcodes.csv", &["postcode", "centre", "ward", "small_area"]) {
            let named = row.text("centre");
            let Some(centre) = centres.iter().find(|centre| centre.code == named || centre.name == named) else {
                self.problem(&row, "centre", &format!("“{named}” is no code and no name in centres.csv"));
                continue;
            };
            let Ok(postcode) = row.text("postcode").parse() else {
                self.problem(&row, "postcode", "not a postcode; write it as LX1 4QR");
                continue;
            };
            areas.push(ReachArea {
                postcode,
                centre: centre.name.clone(),
                cluster: centre.cluster.clone(),
                ward: row.text("ward").to_owned(),
                small_area: row.text("small_area").to_owned(),
                deprivation_decile: row.some("deprivation_decile").and_then(|decile| decile.parse().ok()),
            });
        }
        areas
    }

    /// Everybody who works here, one row for each role that somebody holds
    /// (`file`). Somebody without a name to sign in with signs in with the staff
    /// code. `sign_in` gives the name and the password of a row's person.
    pub(super) fn staff(
        &mut self,
        file: &str,
        mut sign_in: impl FnMut(&str, Option<&str>) -> anyhow::Result<(String, String)>,
    ) -> anyhow::Result<Vec<NewStaff>> {
        let mut staff: Vec<NewStaff> = Vec::new();
        for row in self.rows(file, &["code", "name", "role", "organisation"]) {
            let words: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
            let role = self.word(&row, "role", Role::from_word, &words);
            let service = row.some("service").and_then(|_| {
                let words: Vec<&str> = ServiceKind::ALL.iter().map(|kind| kind.word()).collect();
                self.word(&row, "service", ServiceKind::from_word, &words)
            });
            let name = self.needed(&row, "name");
            let (code, own) = (row.some("code"), row.some("sign_in_name"));
            if code.is_none() && own.is_none() {
                self.problem(&row, "code", "fill in the staff code, or the column “sign_in_name”");
            }
            let training = Training {
                sharing_until: self.day(&row, "sharing_until"),
                cleared_until: self.day(&row, "cleared_until"),
                approved_on: self.day(&row, "approved_on"),
                principles_accepted_on: self.day(&row, "principles_accepted_on"),
            };
            let organisation = self.needed(&row, "organisation");
            let Some(role) = role else { continue };
            let (sign_in_name, password) = sign_in(code.as_deref().unwrap_or_default(), own.as_deref())?;
            if staff
                .iter()
                .any(|other| other.sign_in_name == sign_in_name && (other.role == role || other.code != code))
            {
                self.problem(
                    &row,
                    "role",
                    "this person has this role already, or two people have one name to sign in with",
                );
                continue;
            }
            staff.push(NewStaff {
                sign_in_name,
                name,
                code,
                organisation,
                password,
                role,
                service,
                team: row.some("team"),
                training,
            });
        }
        Ok(staff)
    }
}
