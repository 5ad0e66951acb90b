//! The design system's examples of cards, lists and tables, expressed by ours.

use kith::web::components::*;
use serde_json::Value;

use super::expressed::tag;
use super::given::{Given, Lacks};

type Drawn = Result<Html, Lacks>;

pub fn card(given: &mut Given, inner: Option<Html>) -> Result<Card, Lacks> {
    let kind = match given.string("variant")?.as_deref() {
        None => CardKind::Plain,
        Some("feature") => CardKind::Feature,
        Some("secondary") => CardKind::Secondary,
        Some("warning") => CardKind::Warning,
        Some("urgent") => CardKind::Urgent,
        Some(other) => return Err(format!("variant {other}")),
    };
    let (heading, level, size, id) = match given.take("heading") {
        None => (Html::default(), 2, None, None),
        Some(Value::String(text)) => (text.into(), 2, None, None),
        Some(object) => {
            let mut heading = Given::new(object)?;
            let text = heading.string("text")?.map(Html::from).ok_or("a heading of markup")?;
            let level = heading.string("level")?.map_or(Ok(2), |level| level.parse()).map_err(|_| "level")?;
            let size = heading.size()?;
            let id = heading.string("id")?;
            heading.done().map_err(|lacks| format!("heading: {lacks}"))?;
            (text, level, size, id)
        }
    };
    let content = match given.take("description") {
        None => inner.unwrap_or_default(),
        Some(Value::String(text)) => described(text),
        Some(object) => {
            let mut description = Given::new(object)?;
            let content = match description.string("text")? {
                Some(text) => described(text),
                None => description.text_or_html()?.ok_or("no description")?,
            };
            description.done()?;
            content
        }
    };
    let name = heading.to_string();
    let mut card = Card::new(heading, content).kind(kind).level(level);
    if let Some(size) = size {
        card = card.size(size);
    }
    if let Some(id) = id {
        card = card.heading_id(id);
    }
    let is_clickable = given.flag("clickable");
    if let Some(href) = given.string("href")? {
        if !is_clickable {
            return Err("href without clickable".to_owned());
        }
        card = card.leads_to(href);
    }
    for action in actions(given, &format!("({name})"), "")? {
        card = card.action(action);
    }
    Ok(card)
}

fn described(text: String) -> Html {
    Html::fixed("<p class=\"nhsuk-card__description\">").and(text).and(Html::fixed("</p>"))
}

/// Links beside a heading or a value: `usual` is what they are about unless they
/// say it, `of` whose it is.
fn actions(given: &mut Given, usual: &str, of: &str) -> Result<Vec<Link>, Lacks> {
    let mut links = Vec::new();
    let mut items = match given.take("actions") {
        None => return Ok(links),
        Some(Value::Array(items)) => Given::new(serde_json::json!({ "items": items }))?,
        Some(object) => Given::new(object)?,
    };
    for mut item in items.items("items")? {
        if item.take("type").is_some() {
            return Err("actions that are buttons".to_owned());
        }
        let about = item.string("visuallyHiddenText")?.unwrap_or_else(|| usual.to_owned());
        links.push(Link::new(item.wants("text")?, item.wants("href")?).about(format!("{about}{of}")));
        item.done()?;
    }
    items.done().map_err(|lacks| format!("actions: {lacks}"))?;
    Ok(links)
}

pub fn pagination(given: &mut Given) -> Drawn {
    if given.has_gap("items") {
        return Err("numbers of the caller's choice".to_owned());
    }
    let mut last = 0;
    let mut current = 0;
    for mut item in given.items("items")? {
        if item.flag("ellipsis") {
            continue;
        }
        let page: usize = item.wants("number")?.parse().map_err(|_| "number")?;
        if item.wants("href")? != format!("#/section/{page}") {
            return Err("addresses without a number".to_owned());
        }
        last = last.max(page);
        if item.flag("current") {
            current = page;
        }
        item.done()?;
    }
    if last == 0 {
        return Err("previous and next without numbers".to_owned());
    }
    for name in ["previous", "next"] {
        if let Some(end) = given.take(name) {
            let mut end = Given::new(end)?;
            end.wants("href")?;
            end.done().map_err(|lacks| format!("{name}: {lacks}"))?;
        }
    }
    Ok(Pagination::new("#/section/", current, last).into())
}

pub fn summary_list(given: &mut Given) -> Drawn {
    let around = given.take("card");
    let about = around.as_ref().and_then(|card| card["heading"]["text"].as_str()).map(|name| format!(" ({name})"));
    let mut rows = Vec::new();
    for mut item in given.items("rows")? {
        let key = item.html("key")?.ok_or("no key")?;
        let value = item.html("value")?.unwrap_or_default();
        let mut row = SummaryRow::new(key, value);
        for action in actions(&mut item, "", about.as_deref().unwrap_or_default())? {
            row = row.action(action);
        }
        if item.take("border").is_some_and(|border| border == false) {
            row = row.without_border();
        }
        item.done()?;
        rows.push(row);
    }
    let mut list = SummaryList::new(rows);
    if given.take("border").is_some_and(|border| border == false) {
        list = list.without_lines();
    }
    if given.take("lastRowBorder").is_some_and(|border| border == false) {
        list = list.without_last_line();
    }
    match around {
        None => Ok(list.into()),
        Some(around) => {
            let mut around = Given::new(around)?;
            let card = card(&mut around, Some(list.into())).map_err(|lacks| format!("card: {lacks}"))?;
            around.done().map_err(|lacks| format!("card: {lacks}"))?;
            Ok(card.into())
        }
    }
}

pub fn table(given: &mut Given) -> Drawn {
    let mut columns = Vec::new();
    for head in array(given, "head")? {
        let mut head = Given::new(as_object(head))?;
        let name = head.text_or_html()?.ok_or("no name of a column")?;
        columns.push(match head.string("format")?.as_deref() {
            None => Column::new(name),
            Some("numeric") => Column::numeric(name),
            Some(other) => return Err(format!("format {other}")),
        });
        head.done().map_err(|lacks| format!("column: {lacks}"))?;
    }
    let mut rows = Vec::new();
    for row in array(given, "rows")? {
        let mut cells = Vec::new();
        for cell in row.as_array().cloned().ok_or("no row")? {
            let mut cell = Given::new(as_object(cell))?;
            cells.push(cell.text_or_html()?.unwrap_or_default());
            cell.done().map_err(|lacks| format!("cell: {lacks}"))?;
        }
        rows.push(cells);
    }
    let mut table = Table::new(columns, rows);
    if let Some(caption) = given.take("caption") {
        let mut caption = Given::new(as_object(caption))?;
        let words = caption.text_or_html()?.ok_or("no caption")?;
        table = table.caption(words, caption.size()?);
        caption.done().map_err(|lacks| format!("caption: {lacks}"))?;
    }
    if !given.flag("responsive") {
        table = table.stays_table();
    }
    if given.flag("compact") {
        table = table.compact();
    }
    if !given.flag("firstCellIsHeader") {
        table = table.without_row_names();
    }
    if given.take("lastRowBorder").is_some_and(|border| border == false) {
        table = table.without_last_line();
    }
    match given.take("card") {
        None => Ok(table.into()),
        Some(around) => {
            let mut around = Given::new(around)?;
            let card = card(&mut around, Some(table.into())).map_err(|lacks| format!("card: {lacks}"))?;
            around.done().map_err(|lacks| format!("card: {lacks}"))?;
            Ok(card.into())
        }
    }
}

fn array(given: &mut Given, name: &str) -> Result<Vec<Value>, Lacks> {
    given.take(name).unwrap_or_default().as_array().cloned().ok_or_else(|| name.to_owned())
}

/// A string stands for an object with that text.
fn as_object(value: Value) -> Value {
    if value.is_string() { serde_json::json!({ "text": value }) } else { value }
}

pub fn task_list(given: &mut Given) -> Drawn {
    if given.has_gap("items") {
        return Err("an empty place".to_owned());
    }
    let mut tasks = Vec::new();
    for mut item in given.items("items")? {
        let title = item.html("heading")?.ok_or("a title in the old way")?;
        let mut task = match item.take("status") {
            Some(Value::String(text)) => Task::new(title, text),
            Some(object) => status(title, object)?,
            None => return Err("no status".to_owned()),
        };
        if let Some(href) = item.string("href")? {
            task = task.at(href);
        }
        if let Some(hint) = item.html("hint")? {
            task = task.hint(hint);
        }
        item.done()?;
        tasks.push(task);
    }
    Ok(TaskList { id: given.string("idPrefix")?.unwrap_or_else(|| "task-list".to_owned()), tasks }.into())
}

fn status(title: Html, status: Value) -> Result<Task, Lacks> {
    let mut status = Given::new(status)?;
    let task = match status.take("tag") {
        None => Task::new(title, status.text_or_html()?.ok_or("no status")?),
        Some(object) => {
            let is_quiet = object["colour"] == false;
            let mut given = Given::new(object)?;
            if is_quiet {
                quiet(title, given)?
            } else {
                let tag = tag(&mut given, None)?;
                given.done().map_err(|lacks| format!("tag: {lacks}"))?;
                Task::waiting(title, tag)
            }
        }
    };
    status.done()?;
    Ok(task)
}

/// "Completed" and "Cannot start yet" have quiet tags.
fn quiet(title: Html, mut tag: Given) -> Result<Task, Lacks> {
    tag.take("border");
    tag.take("colour");
    let words = tag.wants("text")?;
    let task = match (words.as_str(), tag.string("classes")?.as_deref()) {
        ("Completed", Some("nhsuk-u-font-weight-normal")) => Task::done(title),
        ("Cannot start yet", Some(_)) => Task::cannot_start(title),
        _ => return Err(format!("a quiet tag {words}")),
    };
    tag.done()?;
    Ok(task)
}
