//! Stands in for the national record in a practice copy: it knows the people
//! of the practice copy, and answers as the national record would, in its own
//! JSON. What goes wrong in life goes wrong here too, always for the same
//! made-up people.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Span;
use jiff::civil::Date;
use kith_core::person::{Address, Name, NhsNumber, Sex};
use kith_core::statement::PersonStatement;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::reply::Reply;
use super::request::Request;
use super::{NHS_NUMBER, VERIFICATION};

/// What is out of the ordinary with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// The number was replaced by another.
    Superseded,
    /// The number was withdrawn.
    Withdrawn,
    /// The record is restricted.
    Restricted,
    /// The national record says that the person has died.
    Died,
    /// The date of birth there is another.
    OtherBirth,
    /// The family name there is another; the one here is from before.
    OtherName,
    /// The address there is another; the one here is from before.
    Moved,
    /// Nobody there.
    Nobody,
    /// Somebody else there has the same details.
    Double,
    /// The record of this number was merged into another.
    Merged,
    /// The record does not say how far it may be shown, so it is not read.
    Unreadable,
}

impl Trouble {
    /// Every kind, each with its part of a hundred people.
    const SHARES: [(Self, u8); 11] = [
        (Self::Superseded, 2),
        (Self::Withdrawn, 2),
        (Self::Restricted, 1),
        (Self::Died, 1),
        (Self::OtherBirth, 3),
        (Self::OtherName, 4),
        (Self::Moved, 6),
        (Self::Nobody, 3),
        (Self::Double, 3),
        (Self::Merged, 1),
        (Self::Unreadable, 1),
    ];

    /// What is out of the ordinary with somebody of this name and birthday,
    /// if anything: always the same.
    #[must_use]
    pub fn of(said: &PersonStatement) -> Option<Self> {
        let mut place = (lot(said, "trouble") % 100) as u8;
        for (trouble, share) in Self::SHARES {
            if place < share {
                return Some(trouble);
            }
            place -= share;
        }
        None
    }
}

/// One person of the national record.
struct Held {
    number: NhsNumber,
    says: PersonStatement,
    former_family: Option<Name>,
    former_address: Option<Address>,
    label: &'static str,
    has_died: bool,
}

/// The national record of a practice copy.
#[derive(Default)]
pub struct Simulator {
    people: Vec<Held>,
    by_number: HashMap<u64, usize>,
    by_birth: HashMap<Date, Vec<usize>>,
    /// Old number to new.
    replaced: HashMap<u64, u64>,
    withdrawn: BTreeSet<u64>,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Simulator({} people)", self.people.len())
    }
}

impl Simulator {
    /// Holds these people of the practice copy. Whoever has no number here is
    /// given one there, unless somebody with a number has the same name and
    /// birthday: then both are one person.
    #[must_use]
    pub fn new(people: &[PersonStatement]) -> Self {
        let mut simulator = Self::default();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut numbers: BTreeMap<u64, &PersonStatement> = BTreeMap::new();
        let complete = |said: &&PersonStatement| said.family_name.is_some() && said.born_on.is_some();
        for said in people.iter().filter(complete) {
            if let Some(number) = said.nhs_number {
                numbers.insert(number.as_u64(), said);
            }
        }
        let mut used: BTreeSet<u64> = numbers.keys().copied().collect();
        for (number, said) in &numbers {
            if said.is_sealed {
                simulator.withdrawn.insert(*number);
            } else {
                known.insert(alike(said));
                simulator.hold(said, &mut used);
            }
        }
        for said in people.iter().filter(complete).filter(|said| said.nhs_number.is_none() && !said.is_sealed) {
            if known.insert(alike(said)) {
                simulator.hold(said, &mut used);
            }
        }
        simulator
    }

    fn hold(&mut self, said: &PersonStatement, used: &mut BTreeSet<u64>) {
        let trouble = Trouble::of(said);
        let Some(number) = said.nhs_number.or_else(|| free_number(said, used)) else { return };
        let mut held = Held {
            number,
            says: said.clone(),
            former_family: None,
            former_address: None,
            label: if said.is_shielded { "R" } else { "U" },
            has_died: said.died_on.is_some(),
        };
        match trouble {
            Some(Trouble::Nobody) => return,
            Some(Trouble::Restricted) => held.label = "R",
            Some(Trouble::Died) => held.has_died = true,
            Some(Trouble::Superseded | Trouble::Withdrawn) if said.nhs_number.is_some() => {
                let Some(new) = free_number(said, used) else { return };
                held.number = new;
                if trouble == Some(Trouble::Superseded) {
                    self.replaced.insert(number.as_u64(), new.as_u64());
                } else {
                    self.withdrawn.insert(number.as_u64());
                }
            }
            Some(Trouble::OtherBirth) => held.says.born_on = said.born_on.map(other_day),
            Some(Trouble::OtherName) => {
                held.former_family = held.says.family_name.replace(made_up_name(said));
            }
            Some(Trouble::Moved) => held.former_address = held.says.address.replace(made_up_address(said)),
            Some(Trouble::Double) => {
                if let Some(other) = free_number(said, used) {
                    let twin = Held { number: other, says: said.clone(), label: "U", ..empty(&held) };
                    self.add(twin);
                }
            }
            Some(Trouble::Merged) if said.nhs_number.is_some() => {
                let Some(new) = free_number(said, used) else { return };
                let merged = Held { says: said.clone(), label: "REDACTED", ..empty(&held) };
                self.by_number.insert(number.as_u64(), self.people.len());
                self.people.push(merged);
                held.number = new;
            }
            Some(Trouble::Unreadable) => held.label = "",
            Some(Trouble::Superseded | Trouble::Withdrawn | Trouble::Merged) | None => {}
        }
        self.add(held);
    }

    fn add(&mut self, held: Held) {
        let place = self.people.len();
        self.by_number.insert(held.number.as_u64(), place);
        if let Some(born_on) = held.says.born_on {
            self.by_birth.entry(born_on).or_default().push(place);
        }
        self.people.push(held);
    }

    /// Answers a request as the national record would.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Reply {
        match request.path.strip_prefix("Patient/") {
            Some(number) => self.by_number(number),
            None => self.search(request),
        }
    }

    fn by_number(&self, number: &str) -> Reply {
        let Ok(number) = number.parse::<NhsNumber>() else { return trouble(400, "INVALID_RESOURCE_ID") };
        if self.withdrawn.contains(&number.as_u64()) {
            return trouble(404, "INVALIDATED_RESOURCE");
        }
        let now = self.replaced.get(&number.as_u64()).copied().unwrap_or(number.as_u64());
        match self.by_number.get(&now).and_then(|place| self.people.get(*place)) {
            Some(held) => reply(200, &patient(held)),
            None => trouble(404, "RESOURCE_NOT_FOUND"),
        }
    }

    fn search(&self, request: &Request) -> Reply {
        let Some(wanted) = Wanted::of(request) else { return trouble(400, "INVALID_SEARCH_DATA") };
        let mut found = Vec::new();
        let mut day = wanted.born.0;
        while day <= wanted.born.1 {
            let of_day = self.by_birth.get(&day).map_or(&[][..], Vec::as_slice);
            found.extend(of_day.iter().filter_map(|place| {
                let held = self.people.get(*place)?;
                Some((held, wanted.score(held)?))
            }));
            day = day.saturating_add(Span::new().days(1));
        }
        if found.len() > 1 {
            return trouble(200, "TOO_MANY_MATCHES");
        }
        let entry = |(held, score): &(&Held, f64)| {
            let address = format!("https://simulator.example/Patient/{}", held.number.digits());
            json!({ "fullUrl": address, "search": { "score": score }, "resource": patient(held) })
        };
        let entries: Vec<Value> = found.iter().map(entry).collect();
        reply(200, &json!({ "resourceType": "Bundle", "type": "searchset", "total": entries.len(), "entry": entries }))
    }
}

/// A search as it was asked for.
struct Wanted {
    family: String,
    given: Option<String>,
    sex: Option<String>,
    born: (Date, Date),
    postcode: Option<String>,
    with_history: bool,
    is_fuzzy: bool,
}

impl Wanted {
    fn of(request: &Request) -> Option<Self> {
        let value = |name: &str| request.query.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let dates: Vec<&str> =
            request.query.iter().filter(|(name, _)| *name == "birthdate").map(|(_, value)| value.as_str()).collect();
        let date = |how: &str| dates.iter().find_map(|date| date.strip_prefix(how)?.parse::<Date>().ok());
        let born = date("eq").map(|on| (on, on)).or_else(|| date("ge").zip(date("le")))?;
        let is_on = |name: &str| value(name).is_some_and(|value| value == "true");
        Some(Self {
            family: value("family")?,
            given: value("given"),
            sex: value("gender"),
            born,
            postcode: value("address-postalcode").map(|postcode| plain(&postcode)),
            with_history: is_on("_history"),
            is_fuzzy: is_on("_fuzzy-match"),
        })
    }

    /// How well somebody fits; none where not at all.
    fn score(&self, held: &Held) -> Option<f64> {
        let says = &held.says;
        if self.sex.as_deref().is_some_and(|sex| gender(says) != sex) {
            return None;
        }
        if let Some(wanted) = &self.postcode {
            let postcode = |address: Option<&Address>| Some(plain(address?.postcode.as_ref()?.as_str()));
            let earlier = postcode(held.former_address.as_ref()).filter(|_| self.with_history);
            if postcode(says.address.as_ref()).as_ref() != Some(wanted) && earlier.as_ref() != Some(wanted) {
                return None;
            }
        }
        let family = says.family_name.as_ref().map_or("", Name::as_str);
        let former = held.former_family.as_ref().filter(|_| self.with_history).map(Name::as_str);
        let has_family = fits(&self.family, family);
        let has_former = former.is_some_and(|former| fits(&self.family, former));
        let given = says.given_name.as_ref().map_or("", Name::as_str);
        let has_given = self.given.as_ref().is_none_or(|wanted| fits(wanted, given));
        match (has_family, has_former, has_given) {
            (true, _, true) => Some(if self.family.ends_with('*') { 0.95 } else { 1.0 }),
            (false, true, true) => Some(0.98),
            _ if self.is_fuzzy && (has_family || has_given) => {
                let has_starts = starts_alike(&self.family, family)
                    && self.given.as_ref().is_none_or(|wanted| starts_alike(wanted, given));
                has_starts.then_some(0.9)
            }
            _ => None,
        }
    }
}

/// Whether a name fits what was asked for: whole, or its start before a star.
fn fits(wanted: &str, name: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => plain(name).starts_with(&plain(start)),
        None => plain(name) == plain(wanted),
    }
}

fn starts_alike(one: &str, other: &str) -> bool {
    let start = |text: &str| plain(text).chars().take(2).collect::<String>();
    start(one) == start(other)
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What two copies of one person share.
fn alike(said: &PersonStatement) -> String {
    let name = |name: &Option<Name>| name.as_ref().map(|name| plain(name.as_str())).unwrap_or_default();
    format!("{}|{}|{:?}", name(&said.family_name), name(&said.given_name), said.born_on)
}

/// A number that is always the same for one name and birthday.
fn lot(said: &PersonStatement, what: &str) -> u64 {
    let digest = Sha256::digest(format!("{what}|{}", alike(said)));
    digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// A made-up number of the test range that nobody has.
fn free_number(said: &PersonStatement, used: &mut BTreeSet<u64>) -> Option<NhsNumber> {
    let first = lot(said, "number") % 1_000_000;
    (0..1_000).find_map(|step| {
        let leading = 999_000_000 + (first + step) % 1_000_000;
        let number = leading * 10 + NhsNumber::check_digit(leading)?;
        if used.contains(&number) {
            return None;
        }
        let read = number.to_string().parse().ok()?;
        used.insert(number);
        Some(read)
    })
}

/// Day and month changed round where that is a date, or the next day.
fn other_day(born_on: Date) -> Date {
    let turned = Date::new(born_on.year(), born_on.day(), born_on.month()).ok();
    turned.filter(|turned| *turned != born_on).unwrap_or_else(|| born_on.saturating_add(Span::new().days(1)))
}

fn made_up_name(said: &PersonStatement) -> Name {
    const NAMES: [&str; 5] = ["Ashdown", "Birchall", "Cherryman", "Dogwood", "Elderfield"];
    let place = (lot(said, "name") % NAMES.len() as u64) as usize;
    Name::parse(NAMES[place]).expect("these are names")
}

fn made_up_address(said: &PersonStatement) -> Address {
    let house = lot(said, "house") % 90 + 1;
    Address {
        lines: vec![format!("{house} Elsewhere Row"), "Testfield".to_owned()],
        postcode: "LX5 5ZZ".parse().ok(),
        uprn: None,
    }
}

fn empty(held: &Held) -> Held {
    Held {
        number: held.number,
        says: PersonStatement::default(),
        former_family: None,
        former_address: None,
        label: "U",
        has_died: false,
    }
}

fn gender(said: &PersonStatement) -> &'static str {
    match said.sex {
        Some(Sex::Female) => "female",
        Some(Sex::Male) => "male",
        _ => "unknown",
    }
}

fn patient(held: &Held) -> Value {
    let says = &held.says;
    let number = held.number.digits();
    let given: Vec<&str> = says.given_name.iter().chain(&says.middle_name).map(Name::as_str).collect();
    let family = says.family_name.as_ref().map_or("", Name::as_str);
    let mut names = vec![json!({ "id": "1", "use": "usual", "family": family, "given": given })];
    names.extend(held.former_family.as_ref().map(|former| {
        json!({ "id": "2", "use": "old", "family": former.as_str(), "given": given, "period": { "end": "2024-01-31" } })
    }));
    // As the national record does: the retired code system, with the code of the new one.
    let status = json!({ "coding": [{
        "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus", "code": "01",
    }] });
    let mut patient = json!({
        "resourceType": "Patient",
        "id": number,
        "identifier": [{
            "system": NHS_NUMBER, "value": number,
            "extension": [{
                "url": format!("https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-{VERIFICATION}"),
                "valueCodeableConcept": status,
            }],
        }],
        "meta": { "versionId": "1", "security": [{ "code": held.label }] },
        "name": names,
        "gender": gender(says),
    });
    if let Some(born_on) = says.born_on {
        patient["birthDate"] = json!(born_on.to_string());
    }
    if let Some(order) = says.birth_order {
        patient["multipleBirthInteger"] = json!(order);
    }
    if held.has_died {
        patient["deceasedBoolean"] = json!(true);
    }
    if held.label == "U" {
        whereabouts(held, &mut patient);
    }
    patient
}

fn whereabouts(held: &Held, patient: &mut Value) {
    let home = |address: &Address, from_before: bool| {
        let postcode = address.postcode.as_ref().map(ToString::to_string);
        let mut home = json!({ "use": "home", "line": address.lines, "postalCode": postcode });
        if from_before {
            home["period"] = json!({ "end": "2024-01-31" });
        }
        home
    };
    let now = held.says.address.as_ref().map(|address| home(address, false));
    let before = held.former_address.as_ref().map(|address| home(address, true));
    patient["address"] = json!(now.into_iter().chain(before).collect::<Vec<_>>());
    if let Some(telephone) = &held.says.telephone {
        patient["telecom"] = json!([{ "system": "phone", "value": telephone.digits(), "use": "home" }]);
    }
}

fn reply(status: u16, body: &Value) -> Reply {
    Reply { status, body: body.to_string() }
}

fn trouble(status: u16, code: &str) -> Reply {
    let issue = json!({ "severity": "error", "code": "value", "details": { "coding": [{ "code": code }] } });
    reply(status, &json!({ "resourceType": "OperationOutcome", "issue": [issue] }))
}
