//! Rows and problems as plain lines, for comparing with `.expected` files.

use std::fmt::Write;

use kith_core::person::Name;
use kith_core::statement::{
    AgreementStatement, ContactStatement, FactStatement, InvolvementStatement, PersonStatement, Problem, RowStatement,
};
use kith_exchange::{Item, Summary, WholeFileProblem};

/// Everything that reading a file gave.
pub(crate) fn render(summary: &Result<Summary, WholeFileProblem>, items: &[Item]) -> String {
    let mut text = String::new();
    for item in items {
        match item {
            Item::Row(row) => render_row(&mut text, row),
            Item::Problem(problem) => render_problem(&mut text, problem),
        }
    }
    match summary {
        Ok(summary) => {
            writeln!(
                text,
                "summary: {} read, {} good, {} left out, {} repeated, {}",
                summary.rows_read, summary.rows_good, summary.rows_left_out, summary.rows_repeated, summary.encoding
            )
            .expect("a string takes every write");
            for (name, list) in &summary.lists {
                writeln!(text, "  {name}: {} good of {}", list.rows_good, list.rows_read)
                    .expect("a string takes every write");
            }
            render_columns(&mut text, "unknown columns", &summary.unknown_columns);
            render_columns(&mut text, "missing columns", &summary.missing_columns);
        }
        Err(problem) => {
            writeln!(text, "refused: {}\n  {}", problem.what, problem.how_to_fix).expect("a string takes every write")
        }
    }
    text
}

fn render_columns(text: &mut String, what: &str, columns: &[String]) {
    if !columns.is_empty() {
        writeln!(text, "  {what}: {}", columns.join("; ")).expect("a string takes every write");
    }
}

fn render_problem(text: &mut String, problem: &Problem) {
    let row = problem.row.map_or_else(|| "file".to_owned(), |row| format!("row {row}"));
    let column = problem.column.as_deref().unwrap_or("-");
    let out = if problem.leaves_row_out { " [left out]" } else { "" };
    writeln!(text, "! {row}, {column}, found “{}”: {}{out}", problem.found.escape_debug(), problem.how_to_fix)
        .expect("a string takes every write");
}

fn render_row(text: &mut String, row: &RowStatement) {
    write!(text, "row {} {} {} key “{}”", row.row, row.list, row.service.word(), row.key)
        .expect("a string takes every write");
    if let Some(day) = row.recorded_on {
        write!(text, " recorded {day}").expect("a string takes every write");
    }
    text.push('\n');
    for (part, person) in &row.people {
        writeln!(text, "  {}:{}", part.word(), person_words(person)).expect("a string takes every write");
    }
    if let Some(work) = &row.involvement {
        writeln!(text, "  involvement:{}", involvement_words(work)).expect("a string takes every write");
    }
    if let Some(contact) = &row.contact {
        writeln!(text, "  contact:{}", contact_words(contact)).expect("a string takes every write");
    }
    for agreement in &row.agreements {
        writeln!(text, "  agreement: {}", agreement_words(agreement)).expect("a string takes every write");
    }
    for FactStatement { kind, which, since, is_over } in &row.facts {
        let over = if *is_over { ", over" } else { "" };
        writeln!(text, "  fact: {} {which:?} since {since}{over}", kind.word()).expect("a string takes every write");
    }
}

/// Adds ` name=value` where there is a value.
fn add(text: &mut String, name: &str, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        write!(text, " {name}={value}").expect("a string takes every write");
    }
}

fn person_words(person: &PersonStatement) -> String {
    let name = |name: &Option<Name>| name.as_ref().map(|name| name.as_str().to_owned());
    let mut text = String::new();
    add(&mut text, "nhs", person.nhs_number);
    add(&mut text, "given", name(&person.given_name));
    add(&mut text, "middle", name(&person.middle_name));
    add(&mut text, "family", name(&person.family_name));
    add(&mut text, "known", name(&person.known_as));
    add(&mut text, "former", name(&person.former_family_name));
    add(&mut text, "born", person.born_on);
    add(&mut text, "due", person.due_on);
    add(&mut text, "died", person.died_on);
    add(&mut text, "sex", person.sex.map(|sex| sex.letter()));
    add(&mut text, "order", person.birth_order);
    add(&mut text, "address", person.address.as_ref().map(|address| format!("[{}]", address.one_line())));
    add(&mut text, "uprn", person.address.as_ref().and_then(|address| address.uprn));
    add(&mut text, "telephone", person.telephone.as_ref());
    add(&mut text, "email", person.email.as_ref());
    add(&mut text, "reach", person.best_way_to_reach.as_ref());
    add(&mut text, "language", person.language.as_ref());
    add(&mut text, "interpreter", person.interpreter.as_ref());
    add(&mut text, "ethnicity", person.ethnicity.as_ref());
    add(&mut text, "practice", person.practice.as_ref());
    add(&mut text, "upn", person.pupil_number.as_ref());
    add(&mut text, "school", person.school.as_ref());
    add(&mut text, "local", person.local_number.as_ref());
    add(&mut text, "responsible", person.has_parental_responsibility);
    add(&mut text, "since", person.relation_since);
    add(&mut text, "until", person.relation_until);
    add(&mut text, "shielded", person.is_shielded.then_some("yes"));
    add(&mut text, "sealed", person.is_sealed.then_some("yes"));
    text
}

fn involvement_words(work: &InvolvementStatement) -> String {
    let mut text = String::new();
    add(&mut text, "team", work.team.as_ref());
    add(&mut text, "worker", work.worker.as_ref());
    add(&mut text, "code", work.worker_code.as_ref());
    add(&mut text, "post", work.worker_post.as_ref());
    add(&mut text, "telephone", work.worker_telephone.as_ref());
    add(&mut text, "started", work.started_on);
    add(&mut text, "ended", work.ended_on);
    add(&mut text, "lead", work.is_lead.then_some("yes"));
    add(&mut text, "level", work.level.as_ref());
    add(&mut text, "next", work.next_on);
    add(&mut text, "next-kind", work.next_kind.as_ref());
    add(&mut text, "status", work.status.as_ref());
    text
}

fn contact_words(contact: &ContactStatement) -> String {
    let mut text = format!(" {} {}", contact.happened_on, contact.kind);
    add(&mut text, "worker", contact.worker.as_ref());
    add(&mut text, "code", contact.worker_code.as_ref());
    add(&mut text, "note", contact.note.as_ref());
    text.push_str(if contact.was_attended { " attended" } else { " not attended" });
    text
}

fn agreement_words(agreement: &AgreementStatement) -> String {
    match agreement {
        AgreementStatement::NoticeGiven { on, version, how } => format!("notice {version} given {on} by {how}"),
        AgreementStatement::Objected { on, how } => format!("objected {on} by {how}"),
        AgreementStatement::Agreed { on, by, how, kinds, partners, is_informed, review_on } => format!(
            "{} agreed {on} by {how}: {} with {}; informed {is_informed}; review {review_on:?}",
            by.word(),
            kinds.join(" "),
            partners.join(" ")
        ),
        AgreementStatement::Refused { on, by } => format!("{} refused {on}", by.word()),
        AgreementStatement::Withdrew { on, by } => format!("{} withdrew {on}", by.word()),
    }
}
