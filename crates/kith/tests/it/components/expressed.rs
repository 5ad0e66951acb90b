//! Each example of the design system, expressed by our part with the same
//! options.

use kith::web::components::*;

use super::given::{Given, Lacks, markup_of};

type Drawn = Result<Html, Lacks>;

/// An example's options drawn by our part; `inner` is what the example puts inside.
pub fn draw(component: &str, mut given: Given, inner: Option<String>) -> Drawn {
    let inner = inner.map(markup_of);
    let html = match component {
        "action-link" => ActionLink::new(content(&mut given, inner)?, given.wants("href")?).into(),
        "back-link" => BackLink::new(content(&mut given, inner)?, given.wants("href")?).into(),
        "breadcrumb" => breadcrumb(&mut given)?,
        "button" => button(&mut given)?,
        "details" => details(&mut given, inner)?,
        "error-message" => ErrorMessage { id: String::new(), text: content(&mut given, inner)? }.into(),
        "error-summary" => error_summary(&mut given, inner)?,
        "fieldset" => {
            let html = given.string("html")?.map(markup_of);
            Fieldset::new(given.label("legend")?, inner.or(html).unwrap_or_default()).into()
        }
        "hint" => Hint { id: String::new(), text: content(&mut given, inner)? }.into(),
        "inset-text" => match given.string("text")? {
            Some(text) => InsetText::new(&text).into(),
            None => InsetText::of(content(&mut given, inner)?).into(),
        },
        "notification-banner" => notification_banner(&mut given, inner)?,
        "tag" => tag(&mut given, inner)?.into(),
        "warning-callout" => warning_callout(&mut given, inner)?,
        "card" => super::expressed_layout::card(&mut given, inner)?.into(),
        "pagination" => super::expressed_layout::pagination(&mut given)?,
        "summary-list" => super::expressed_layout::summary_list(&mut given)?,
        "tables" => super::expressed_layout::table(&mut given)?,
        "task-list" => super::expressed_layout::task_list(&mut given)?,
        field => super::expressed_fields::draw(field, &mut given)?,
    };
    given.done()?;
    Ok(html)
}

fn content(given: &mut Given, inner: Option<Html>) -> Drawn {
    given.text_or_html()?.or(inner).ok_or_else(|| "no content".to_owned())
}

fn breadcrumb(given: &mut Given) -> Drawn {
    let mut trail = Vec::new();
    for mut item in given.items("items")? {
        trail.push((item.wants("text")?, item.wants("href")?));
        item.done()?;
    }
    Ok(Breadcrumb { trail }.into())
}

fn button(given: &mut Given) -> Drawn {
    let text = given.wants("text")?;
    let mut button = match given.string("href")? {
        Some(href) => Button::link(text, href),
        None => Button::new(text),
    };
    button = button.variant(match given.string("variant")?.as_deref() {
        None => Variant::Primary,
        Some("secondary") => Variant::Secondary,
        Some("secondary-solid") => Variant::SecondarySolid,
        Some("warning") => Variant::Warning,
        Some("reverse") => Variant::Reverse,
        Some(other) => return Err(format!("variant {other}")),
    });
    if given.flag("small") {
        button = button.small();
    }
    match given.take("preventDoubleClick") {
        None => {}
        Some(value) if value == true => button = button.once(),
        Some(_) => return Err("preventDoubleClick false".to_owned()),
    }
    Ok(button.into())
}

fn details(given: &mut Given, inner: Option<Html>) -> Drawn {
    let summary = given.html("summary")?.ok_or("no summary")?;
    let mut details = Details::new(summary, content(given, inner)?);
    if given.flag("open") {
        details = details.open();
    }
    match given.string("classes")?.as_deref() {
        None => {}
        Some("nhsuk-expander") => details = details.expander(),
        Some(_) => return Err("classes".to_owned()),
    }
    Ok(details.into())
}

fn error_summary(given: &mut Given, inner: Option<Html>) -> Drawn {
    if given.plain("heading")?.as_deref() != Some("There is a problem") {
        return Err("another heading".to_owned());
    }
    let mut summary = ErrorSummary::new();
    if let Some(words) = given.html("description")?.or(inner) {
        summary = summary.description(words);
    }
    for mut error in given.items("errorList")? {
        let text = error.wants("text")?;
        summary = match error.string("href")? {
            Some(href) => summary.error(text, href.trim_start_matches('#')),
            None => summary.general(text),
        };
        error.done()?;
    }
    Ok(summary.into())
}

fn notification_banner(given: &mut Given, inner: Option<Html>) -> Drawn {
    let text = given.string("text")?;
    let is_success = given.string("variant")?.as_deref() == Some("success");
    let first = text.clone().unwrap_or_default();
    let mut banner = if is_success { NotificationBanner::success(first) } else { NotificationBanner::important(first) };
    if let Some(title) = given.plain("title")? {
        banner = banner.title(title);
    }
    if text.is_none() {
        let heading = given.html("heading")?.ok_or("no heading")?;
        let html = given.string("html")?.map(markup_of);
        banner = banner.with(heading, html.or(inner).ok_or("no content")?);
    }
    Ok(banner.into())
}

fn warning_callout(given: &mut Given, inner: Option<Html>) -> Drawn {
    let heading = given.plain("heading")?.ok_or("no heading")?;
    Ok(match given.string("text")? {
        Some(text) => WarningCallout::new(heading, text).into(),
        None => WarningCallout::of(heading, content(given, inner)?).into(),
    })
}

/// A tag with the options that ours has.
pub fn tag(given: &mut Given, inner: Option<Html>) -> Result<Tag, Lacks> {
    let border = given.take("border");
    let colour = match given.take("colour") {
        None => Colour::Plain,
        Some(value) => match value.as_str() {
            Some("white") => Colour::White,
            Some("grey") => Colour::Grey,
            Some("green") => Colour::Green,
            Some("aqua-green") => Colour::AquaGreen,
            Some("blue") => Colour::Blue,
            Some("purple") => Colour::Purple,
            Some("pink") => Colour::Pink,
            Some("red") => Colour::Red,
            Some("orange") => Colour::Orange,
            Some("yellow") => Colour::Yellow,
            _ => return Err("no colour at all".to_owned()),
        },
    };
    let tag = Tag::new(content(given, inner)?, colour);
    Ok(if border.is_some_and(|border| border == false) { tag.without_border() } else { tag })
}
