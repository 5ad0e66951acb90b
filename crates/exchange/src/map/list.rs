//! One `[[list]]` of a map.

use kith_core::follow_up::FactKind;
use kith_core::service::ServiceKind;
use kith_core::statement::Part;
use toml::de::DeValue;

use super::parse::service_of;
use super::section::{Notes, Section};
use super::value::Bench;
use super::{
    AgreementKind, AgreementMap, Asks, Condition, ContactField, FactMap, Format, InvolvementField, ListMap, Must,
    PartMap, Path, PersonField, Service, SourceMap, nearest,
};

const KEYS: &[&str] = &[
    "name", "requires", "sheet", "header_row", "row", "rows", "where", "must", "key", "recorded_on", "service",
    "subject", "mother", "father", "carer", "involvement", "contact", "agreement", "fact",
];

/// The kinds of information that an agreement may cover.
const KINDS: &[&str] = &["basic", "contacts", "health", "sensitive-health", "support", "involvement", "new-birth"];

/// Reads one list; what is wrong with it goes into the notes.
pub(super) fn list_of(section: &Section<'_, '_>, map: &SourceMap, notes: &mut Notes<'_>) -> ListMap {
    section.refuse_other_keys(&[KEYS], notes);
    let mut bench = Bench { columns: Vec::new(), codes: &map.codes };
    let name = section.needed_text("name", "caseload", notes);
    let requires = bench.columns_of(section, "requires", notes);
    let is_table = map.formats.iter().any(|format| matches!(format, Format::Csv | Format::Xlsx));
    if is_table && requires.is_empty() {
        notes.add(
            &section.place,
            &section.field("requires"),
            "`requires` is missing",
            "name the columns by which the list is known, like requires = [\"ID\", \"SURNAME\"]",
        );
    }
    let conditions = where_of(section, &mut bench, notes);
    let row = paths_of(section, "row", notes).pop();
    if map.formats.contains(&Format::Xml) && row.is_none() {
        notes.add(
            &section.place,
            &section.field("row"),
            "`row` is missing",
            "name the element of a row, like row = \"Children/Child\"",
        );
    }
    let mut rows = paths_of(section, "rows", notes);
    if rows.is_empty() {
        rows.push(Path::default());
    }
    let key = bench.columns_of(section, "key", notes);
    let recorded_on = bench.value(section, "recorded_on", notes);
    let service = service_rule(section, map.service, &mut bench, notes);
    let mut parts = Vec::new();
    for part in [Part::Subject, Part::Mother, Part::Father, Part::Carer] {
        for alternative in section.sections(part.word(), notes) {
            parts.push(part_of(part, &alternative, &mut bench, notes));
        }
    }
    if section.get("subject").is_none() {
        notes.add(
            &section.place,
            &section.field("subject"),
            "the list has no subject",
            "add [list.subject] with the fields of the person",
        );
    }
    let (involvement, involvement_when) = involvement_of(section, &mut bench, notes);
    let contact = contact_of(section, &mut bench, notes);
    let agreements =
        section.sections("agreement", notes).iter().filter_map(|part| agreement_of(part, &mut bench, notes)).collect();
    let facts =
        section.sections("fact", notes).iter().filter_map(|part| fact_of(part, &service, &mut bench, notes)).collect();
    ListMap {
        name,
        requires,
        sheet: section.text("sheet", notes),
        header_row: section.number("header_row", 1000, notes),
        row,
        rows,
        conditions,
        must: must_of(section, &mut bench, notes),
        key,
        recorded_on,
        service,
        parts,
        involvement,
        involvement_when,
        contact,
        agreements,
        facts,
        columns: bench.columns,
    }
}

fn paths_of(section: &Section<'_, '_>, key: &str, notes: &mut Notes<'_>) -> Vec<Path> {
    let mut paths = Vec::new();
    for word in section.words(key, notes) {
        match Path::parse(&word) {
            Ok(path) => paths.push(path),
            Err(what) => {
                notes.add(&section.place, &section.field(key), format!("“{word}” is no path: {what}"), "check the path")
            }
        }
    }
    paths
}

/// `where = { "COLUMN" = "word" }`, or a list of words of which one must fit.
fn where_of(section: &Section<'_, '_>, bench: &mut Bench<'_>, notes: &mut Notes<'_>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for part in section.sections("where", notes) {
        for (text, value) in part.entries() {
            let column = bench.column(text, &value.span(), &part.path, notes);
            let words = super::section::words_of(value, &part.path, notes);
            conditions.push(Condition { column, asks: Asks::Is(words) });
        }
    }
    conditions
}

/// `must = { column = "COLUMN", is = ["word"], says = "what to do" }`: a row
/// whose cell has none of the words is left out.
fn must_of(section: &Section<'_, '_>, bench: &mut Bench<'_>, notes: &mut Notes<'_>) -> Vec<Must> {
    let mut all = Vec::new();
    for part in section.sections("must", notes) {
        part.refuse_other_keys(&[&["column", "is", "says"]], notes);
        let text = part.needed_text("column", "COLUMN", notes);
        let column = bench.column(&text, &part.place, &part.field("column"), notes);
        let words = part.words("is", notes);
        if words.is_empty() {
            notes.add(
                &part.place,
                &part.path,
                "no word is allowed",
                "add is = [\"…\"] with the words that may stand there",
            );
        }
        let says = part.needed_text("says", "write 1 or 2", notes);
        all.push(Must { condition: Condition { column, asks: Asks::Is(words) }, says });
    }
    all
}

fn service_rule(
    section: &Section<'_, '_>,
    source: ServiceKind,
    bench: &mut Bench<'_>,
    notes: &mut Notes<'_>,
) -> Service {
    match section.get("service").map(|value| value.get_ref()) {
        None => Service::Always(source),
        Some(DeValue::String(_)) => Service::Always(service_of(section, "service", notes).unwrap_or(source)),
        Some(_) => bench.value(section, "service", notes).map_or(Service::Always(source), Service::From),
    }
}

fn part_of(part: Part, section: &Section<'_, '_>, bench: &mut Bench<'_>, notes: &mut Notes<'_>) -> PartMap {
    section.refuse_other_keys(&[PersonField::WORDS, &["required", "when"]], notes);
    let mut fields = Vec::new();
    for field in PersonField::WORDS.iter().filter_map(|word| PersonField::from_word(word)) {
        if let Some(value) = bench.value(section, field.word(), notes) {
            fields.push((field, value));
        }
    }
    let mut required = Vec::new();
    for word in section.words("required", notes) {
        let is_read = |field: PersonField| fields.iter().any(|(read, _)| *read == field);
        match PersonField::from_word(&word) {
            Some(field) if is_read(field) || is_read(PersonField::FullName) => required.push(field),
            Some(_) => {
                let fix = format!("add a line like: {word} = \"COLUMN\"");
                notes.add(
                    &section.place,
                    &section.field("required"),
                    format!("`{word}` is required but not read"),
                    fix,
                );
            }
            None => {
                let fix = nearest(&word, PersonField::WORDS.iter().copied())
                    .map_or_else(|| "check the word".to_owned(), |right| format!("did you mean \"{right}\"?"));
                notes.add(&section.place, &section.field("required"), format!("there is no field “{word}”"), fix);
            }
        }
    }
    for (field, _) in &fields {
        if part == Part::Subject && matches!(field, PersonField::RelationSince | PersonField::RelationUntil) {
            notes.add(
                &section.place,
                &section.field(field.word()),
                format!("`{}` says since or until when an adult is something to the subject", field.word()),
                "write it under [list.mother], [list.father] or [list.carer]",
            );
        }
    }
    let when = bench.conditions(section, "when", notes);
    PartMap { part, when, fields, required }
}

type Involvement = (Vec<(InvolvementField, super::Value)>, Vec<Condition>);

fn involvement_of(section: &Section<'_, '_>, bench: &mut Bench<'_>, notes: &mut Notes<'_>) -> Involvement {
    let mut fields = Vec::new();
    let mut when = Vec::new();
    for part in section.sections("involvement", notes).into_iter().take(1) {
        part.refuse_other_keys(&[InvolvementField::WORDS, &["when"]], notes);
        for field in InvolvementField::WORDS.iter().filter_map(|word| InvolvementField::from_word(word)) {
            if let Some(value) = bench.value(&part, field.word(), notes) {
                fields.push((field, value));
            }
        }
        when = bench.conditions(&part, "when", notes);
    }
    (fields, when)
}

fn contact_of(
    section: &Section<'_, '_>,
    bench: &mut Bench<'_>,
    notes: &mut Notes<'_>,
) -> Vec<(ContactField, super::Value)> {
    let mut fields = Vec::new();
    for part in section.sections("contact", notes).into_iter().take(1) {
        part.refuse_other_keys(&[ContactField::WORDS], notes);
        for field in ContactField::WORDS.iter().filter_map(|word| ContactField::from_word(word)) {
            if let Some(value) = bench.value(&part, field.word(), notes) {
                fields.push((field, value));
            }
        }
        if part.get("happened_on").is_none() {
            notes.add(
                &part.place,
                &part.field("happened_on"),
                "a contact needs its day",
                "add happened_on = \"COLUMN\"",
            );
        }
    }
    fields
}

fn agreement_of(section: &Section<'_, '_>, bench: &mut Bench<'_>, notes: &mut Notes<'_>) -> Option<AgreementMap> {
    let keys: &[&str] =
        &["kind", "on", "when", "by", "how", "kinds", "partners", "is_informed", "review_on", "version"];
    section.refuse_other_keys(&[keys], notes);
    let kind = match section.needed_text("kind", "agreed", notes).as_str() {
        "notice" => Some(AgreementKind::Notice),
        "objection" => Some(AgreementKind::Objection),
        "agreed" => Some(AgreementKind::Agreed),
        "refused" => Some(AgreementKind::Refused),
        "withdrew" => Some(AgreementKind::Withdrew),
        word => {
            let fix = "use notice, objection, agreed, refused or withdrew";
            notes.add(&section.place, &section.field("kind"), format!("“{word}” is no kind of agreement"), fix);
            None
        }
    };
    let on = bench.value(section, "on", notes);
    if on.is_none() {
        notes.add(&section.place, &section.field("on"), "an agreement needs its day", "add on = \"COLUMN\"");
    }
    let by = section.text("by", notes).unwrap_or_else(|| "mother".to_owned());
    let by = Part::from_word(&by).unwrap_or_else(|| {
        notes.add(
            &section.place,
            &section.field("by"),
            format!("“{by}” is nobody in a row"),
            "use subject, mother, father or carer",
        );
        Part::Mother
    });
    let kinds = section.words("kinds", notes);
    refuse_other_words(section, "kinds", &kinds, KINDS, notes);
    let partners = section.words("partners", notes);
    let mut known: Vec<&str> = ServiceKind::ALL.iter().map(|kind| kind.word()).collect();
    known.push("all-named");
    refuse_other_words(section, "partners", &partners, &known, notes);
    if kind == Some(AgreementKind::Agreed) && (kinds.is_empty() || partners.is_empty()) {
        notes.add(
            &section.place,
            &section.path,
            "an agreement says what may be shared and with whom",
            "add kinds = […] and partners = […]",
        );
    }
    Some(AgreementMap {
        kind: kind?,
        on: on?,
        when: bench.conditions(section, "when", notes),
        by,
        how: bench.value(section, "how", notes),
        version: bench.value(section, "version", notes),
        kinds,
        partners,
        is_informed: bench.value(section, "is_informed", notes),
        review_on: bench.value(section, "review_on", notes),
    })
}

fn fact_of(
    section: &Section<'_, '_>,
    service: &Service,
    bench: &mut Bench<'_>,
    notes: &mut Notes<'_>,
) -> Option<FactMap> {
    section.refuse_other_keys(&[&["kind", "since", "when", "which", "over"]], notes);
    let word = section.needed_text("kind", "immunisation-missed", notes);
    refuse_other_words(section, "kind", std::slice::from_ref(&word), FactKind::WORDS, notes);
    let kind = FactKind::from_word(&word);
    if let (Some(kind), Service::Always(service)) = (kind, service)
        && !kind.may_come_from(*service)
    {
        let what = format!("“{word}” is not for {} to say", service.title());
        notes.add(&section.place, &section.field("kind"), what, "take it out, or name the list’s service");
    }
    let since = bench.value(section, "since", notes);
    if since.is_none() {
        notes.add(&section.place, &section.field("since"), "a fact needs its first day", "add since = \"COLUMN\"");
    }
    let when = bench.conditions(section, "when", notes);
    if when.is_empty() {
        let fix = "add when = { column = \"COLUMN\", is = [\"…\"] }";
        notes.add(&section.place, &section.field("when"), "a fact needs the words that say it", fix);
    }
    let (which, over) = (bench.value(section, "which", notes), bench.conditions(section, "over", notes));
    Some(FactMap { kind: kind?, since: since?, when, which, over })
}

fn refuse_other_words(section: &Section<'_, '_>, key: &str, words: &[String], known: &[&str], notes: &mut Notes<'_>) {
    for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
        let place = section.get(key).map_or(section.place.clone(), toml::Spanned::span);
        let fix = match nearest(word, known.iter().copied()) {
            Some(right) => format!("did you mean \"{right}\"?"),
            None => format!("use one of: {}", known.join(", ")),
        };
        notes.add(&place, &section.field(key), format!("“{word}” is not known here"), fix);
    }
}
