//! The design system's examples of fields, expressed by ours.

use kith::web::components::*;

use super::given::{Given, Lacks, markup_of};

type Drawn = Result<Html, Lacks>;

pub fn draw(component: &str, given: &mut Given) -> Drawn {
    match component {
        "input" => input(given),
        "textarea" => textarea(given),
        "character-count" if !given.has("maxlength") && !given.has("maxwords") => Err("no limit".to_owned()),
        "character-count" => textarea(given),
        "select" => select(given),
        "radios" => radios(given),
        "checkboxes" => checkboxes(given),
        "date-input" => date_input(given),
        "file-upload" => file_upload(given),
        other => Err(format!("no part {other}")),
    }
}

/// A button or the like on the same line.
fn after(given: &mut Given) -> Result<Option<Html>, Lacks> {
    let Some(group) = given.take("formGroup") else { return Ok(None) };
    let mut group = Given::new(group)?;
    let after = group.html("afterInput")?;
    group.done()?;
    Ok(after)
}

fn input(given: &mut Given) -> Drawn {
    let name = given.wants("name")?;
    let mut input = Input::new(name.clone(), given.label("label")?).id(given.string("id")?.unwrap_or(name));
    if let Some(hint) = given.html("hint")? {
        input = input.hint(hint);
    }
    input = input.error(given.plain("errorMessage")?.as_deref());
    if let Some(value) = given.string("value")? {
        input = input.value(value);
    }
    if let Some(width) = given.string("width")? {
        input = input.width(width.parse().map_err(|_| "width")?);
    }
    if given.flag("code") {
        input = input.code();
    }
    if given.take("spellcheck").is_some_and(|value| value == false) {
        input = input.no_spell_check();
    }
    if given.string("inputmode")?.as_deref() == Some("numeric") {
        input = input.numeric();
    }
    if let Some(kind) = given.string("type")? {
        input = input.kind(kind.leak());
    }
    if let Some(what) = given.string("autocomplete")? {
        input = input.autocomplete(what.leak());
    }
    if let Some(prefix) = given.html("prefix")? {
        input = input.prefix(prefix);
    }
    if let Some(suffix) = given.html("suffix")? {
        input = input.suffix(suffix);
    }
    if let Some(after) = after(given)? {
        input = input.after(after);
    }
    Ok(input.into())
}

fn textarea(given: &mut Given) -> Drawn {
    let name = given.wants("name")?;
    let mut textarea = Textarea::new(name.clone(), given.label("label")?).id(given.string("id")?.unwrap_or(name));
    if let Some(hint) = given.html("hint")? {
        textarea = textarea.hint(hint);
    }
    textarea = textarea.error(given.plain("errorMessage")?.as_deref());
    if let Some(value) = given.string("value")? {
        textarea = textarea.value(value);
    }
    if let Some(rows) = given.string("rows")? {
        textarea = textarea.rows(rows.parse().map_err(|_| "rows")?);
    }
    if let Some(letters) = given.string("maxlength")? {
        textarea = textarea.at_most(letters.parse().map_err(|_| "maxlength")?);
    }
    if let Some(words) = given.string("maxwords")? {
        textarea = textarea.at_most_words(words.parse().map_err(|_| "maxwords")?);
    }
    if let Some(percent) = given.string("threshold")? {
        textarea = textarea.count_from(percent.parse().map_err(|_| "threshold")?);
    }
    if let Some(what) = given.string("autocomplete")? {
        textarea = textarea.autocomplete(what.leak());
    }
    Ok(textarea.into())
}

fn select(given: &mut Given) -> Drawn {
    let name = given.wants("name")?;
    let mut select = Select::new(name.clone(), given.label("label")?).id(given.string("id")?.unwrap_or(name));
    for mut item in given.items("items")? {
        select =
            if item.flag("divider") { select.line() } else { select.option(item.wants("value")?, item.wants("text")?) };
        item.done()?;
    }
    if let Some(value) = given.string("value")? {
        select = select.chosen(value);
    }
    if let Some(hint) = given.html("hint")? {
        select = select.hint(hint);
    }
    if let Some(after) = after(given)? {
        select = select.after(after);
    }
    Ok(select.error(given.plain("errorMessage")?.as_deref()).into())
}

/// A choice, or the word between two.
enum Item {
    Choice(Choice),
    Divider(String),
}

fn item(mut given: Given) -> Result<Item, Lacks> {
    if let Some(word) = given.string("divider")? {
        given.done()?;
        return Ok(Item::Divider(word));
    }
    let mut choice = Choice::new(given.wants("value")?, given.wants("text")?);
    if let Some(hint) = given.html("hint")? {
        choice = choice.hint(hint);
    }
    if let Some(more) = given.take("conditional") {
        let mut more = Given::new(more)?;
        choice = choice.more(markup_of(more.wants("html")?));
        more.done()?;
    }
    match given.string("behaviour")?.as_deref() {
        None => {}
        Some("exclusive") => choice = choice.excludes_others(),
        Some(other) => return Err(format!("behaviour {other}")),
    }
    given.done().map_err(|lacks| format!("an item's {lacks}"))?;
    Ok(Item::Choice(choice))
}

fn radios(given: &mut Given) -> Drawn {
    let name = given.wants("name")?;
    let legend = given.legend()?;
    let has_legend = legend.is_some();
    let mut radios = Radios::new(name.clone(), legend.unwrap_or_else(|| Label::new("")));
    radios = radios.id(given.string("idPrefix")?.unwrap_or(name));
    if !has_legend {
        radios = radios.without_legend();
    }
    for given in given.items("items")? {
        radios = match item(given)? {
            Item::Choice(choice) => radios.choice(choice),
            Item::Divider(word) => radios.divider(word),
        };
    }
    if let Some(hint) = given.html("hint")? {
        radios = radios.hint(hint);
    }
    if let Some(value) = given.string("value")? {
        radios = radios.chosen(value);
    }
    if given.flag("inline") {
        radios = radios.inline();
    }
    if given.flag("small") {
        radios = radios.small();
    }
    Ok(radios.error(given.plain("errorMessage")?.as_deref()).into())
}

fn checkboxes(given: &mut Given) -> Drawn {
    let name = given.wants("name")?;
    let legend = given.legend()?;
    let has_legend = legend.is_some();
    let mut boxes = Checkboxes::new(name.clone(), legend.unwrap_or_else(|| Label::new("")));
    boxes = boxes.id(given.string("idPrefix")?.unwrap_or(name));
    if !has_legend {
        boxes = boxes.without_legend();
    }
    for given in given.items("items")? {
        boxes = match item(given)? {
            Item::Choice(choice) => boxes.choice(choice),
            Item::Divider(word) => boxes.divider(word),
        };
    }
    if let Some(hint) = given.html("hint")? {
        boxes = boxes.hint(hint);
    }
    if let Some(values) = given.take("values") {
        let values = values.as_array().ok_or("values")?.iter().filter_map(|value| value.as_str().map(str::to_owned));
        boxes = boxes.ticked(values.collect::<Vec<_>>());
    }
    if given.flag("small") {
        boxes = boxes.small();
    }
    Ok(boxes.error(given.plain("errorMessage")?.as_deref()).into())
}

fn date_input(given: &mut Given) -> Drawn {
    let legend = given.legend()?.ok_or("no legend")?;
    let mut date = DateInput::new(given.wants("id")?, legend);
    date = date.plain_names();
    if let Some(hint) = given.html("hint")? {
        date = date.hint(hint);
    }
    let mut typed = [String::new(), String::new(), String::new()];
    let mut wrong = Vec::new();
    let parts = [("day", DatePart::Day), ("month", DatePart::Month), ("year", DatePart::Year)];
    for ((name, part), typed) in parts.into_iter().zip(&mut typed) {
        let Some(field) = given.take(name) else { continue };
        let mut field = Given::new(field)?;
        *typed = field.string("value")?.unwrap_or_default();
        if field.flag("error") {
            wrong.push(part);
        }
        field.done()?;
    }
    if let Some(values) = given.take("values") {
        let mut values = Given::new(values)?;
        for ((name, _), typed) in parts.into_iter().zip(&mut typed) {
            *typed = values.string(name)?.unwrap_or_default();
        }
        values.done()?;
    }
    let error = given.plain("errorMessage")?;
    if error.is_none() && !wrong.is_empty() {
        return Err("an error without words".to_owned());
    }
    Ok(date.typed(&typed[0], &typed[1], &typed[2]).wrong(&wrong).error(error.as_deref()).into())
}

fn file_upload(given: &mut Given) -> Drawn {
    if given.wants("id")? != "file-upload" {
        return Err("an id that is not the name".to_owned());
    }
    let mut upload = FileUpload::new(given.wants("name")?, given.label("label")?);
    if let Some(hint) = given.html("hint")? {
        upload = upload.hint(hint);
    }
    Ok(upload.error(given.plain("errorMessage")?.as_deref()).into())
}
