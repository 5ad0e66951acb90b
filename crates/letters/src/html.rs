//! A document as a piece of a page.

use std::fmt::Write as _;

use crate::code::{CLEAR, Code};
use crate::drawing::{Drawing, Shape};
use crate::letter::{Block, Field, Letter};

impl Letter {
    /// The document as HTML, from its first heading on, in its own language.
    /// Everything that came from a record is escaped.
    #[must_use]
    pub fn html(&self) -> String {
        let mut out =
            format!("<div class=\"kith-letter\" lang=\"{}\" dir=\"{}\">\n", self.language, self.direction.word());
        lines(&mut out, &self.sender);
        lines(&mut out, &self.to);
        lines(&mut out, &self.about);
        let _ = writeln!(out, "<h1 class=\"nhsuk-heading-l\">{}</h1>", plain(&self.title));
        self.blocks.iter().for_each(|block| self.block(&mut out, block));
        if !self.label.is_empty() {
            out.push_str("<hr class=\"nhsuk-section-break nhsuk-section-break--visible\">\n");
            lines(&mut out, &self.label);
        }
        let _ = writeln!(out, "<p class=\"kith-small kith-muted\">{}</p>\n</div>", plain(&self.foot));
        out
    }

    fn block(&self, out: &mut String, block: &Block) {
        let _ = match block {
            Block::Heading(text) => writeln!(out, "<h2 class=\"nhsuk-heading-m\">{}</h2>", plain(text)),
            Block::Paragraph(text) => writeln!(out, "<p>{}</p>", plain(text)),
            Block::Strong(text) => writeln!(out, "<p><strong>{}</strong></p>", plain(text)),
            Block::List(items) => {
                out.push_str("<ul class=\"nhsuk-list nhsuk-list--bullet\">\n");
                for item in items {
                    let _ = writeln!(out, "<li>{}</li>", plain(item));
                }
                writeln!(out, "</ul>")
            }
            Block::Fields(fields) => {
                out.push_str("<dl class=\"nhsuk-summary-list kith-list\">\n");
                for field in fields {
                    self.field(out, field);
                }
                writeln!(out, "</dl>")
            }
            Block::Choices { question, choices } => {
                if !question.is_empty() {
                    let _ = writeln!(out, "<p>{}</p>", plain(question));
                }
                out.push_str("<ul class=\"kith-plain\">\n");
                for choice in choices {
                    let _ = writeln!(out, "<li>{} {}</li>", self.tick_box(), plain(choice));
                }
                writeln!(out, "</ul>")
            }
            Block::Grid { corner, columns, rows } => {
                self.grid(out, corner, columns, rows);
                Ok(())
            }
            Block::Picture { drawing, shows, text } => writeln!(
                out,
                "<div class=\"kith-letter__picture\">{}<p>{}</p></div>",
                svg(*drawing, shows),
                plain(text)
            ),
            // The picture stands on paper alone: a page shows nothing that Kith did not make.
            Block::Map { shows, credit, .. } => {
                let whose = if credit.is_empty() { String::new() } else { format!("<br>{}", plain(credit)) };
                writeln!(out, "<p>{}{whose}</p>", plain(shows))
            }
            Block::Scan { code, shows, text } => writeln!(out, "<p>{}</p>\n{}", plain(text), scan(code, shows)),
            Block::Cut(text) => {
                writeln!(out, "<hr class=\"nhsuk-section-break nhsuk-section-break--visible\">\n<p>{}</p>", plain(text))
            }
            Block::Together(blocks) => {
                blocks.iter().for_each(|block| self.block(out, block));
                Ok(())
            }
        };
    }

    fn field(&self, out: &mut String, field: &Field) {
        let value = match field.value.as_str() {
            "" => format!("<span class=\"nhsuk-u-visually-hidden\">{}</span>", plain(&self.blank)),
            value => plain(value),
        };
        let _ = writeln!(
            out,
            "<div class=\"nhsuk-summary-list__row\"><dt class=\"nhsuk-summary-list__key\">{}</dt>\
             <dd class=\"nhsuk-summary-list__value\">{value}</dd></div>",
            plain(&field.label)
        );
    }

    fn grid(&self, out: &mut String, corner: &str, columns: &[String], rows: &[String]) {
        out.push_str("<table class=\"nhsuk-table nhsuk-table--responsive\" role=\"table\">\n<thead class=\"nhsuk-table__head\" role=\"rowgroup\"><tr role=\"row\">\n");
        for column in std::iter::once(corner).chain(columns.iter().map(String::as_str)) {
            let _ = writeln!(
                out,
                "<th class=\"nhsuk-table__header\" scope=\"col\" role=\"columnheader\">{}</th>",
                plain(column)
            );
        }
        out.push_str("</tr></thead>\n<tbody class=\"nhsuk-table__body\" role=\"rowgroup\">\n");
        for row in rows {
            let _ = writeln!(
                out,
                "<tr class=\"nhsuk-table__row\" role=\"row\"><th class=\"nhsuk-table__header\" scope=\"row\" role=\"rowheader\">\
                 <span class=\"nhsuk-table__heading\" aria-hidden=\"true\">{} </span><span>{}</span></th>",
                plain(corner),
                plain(row)
            );
            for column in columns {
                let _ = writeln!(
                    out,
                    "<td class=\"nhsuk-table__cell\" role=\"cell\"><span class=\"nhsuk-table__heading\" aria-hidden=\"true\">{} </span>\
                     <span>{}</span></td>",
                    plain(column),
                    self.tick_box()
                );
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody></table>\n");
    }

    fn tick_box(&self) -> String {
        format!(
            "<span aria-hidden=\"true\">☐</span><span class=\"nhsuk-u-visually-hidden\">{}:</span>",
            plain(&self.tick)
        )
    }
}

fn lines(out: &mut String, lines: &[String]) {
    if !lines.is_empty() {
        let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
        let _ = writeln!(out, "<p>{}</p>", lines.join("<br>"));
    }
}

fn svg(drawing: Drawing, shows: &str) -> String {
    let mut out = format!(
        "<svg class=\"kith-letter__drawing\" viewBox=\"0 0 100 100\" width=\"80\" height=\"80\" role=\"img\" \
         fill=\"none\" stroke=\"currentColor\" stroke-width=\"4\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-label=\"{}\">",
        plain(shows)
    );
    for shape in drawing.shapes() {
        let _ = match shape {
            Shape::Circle(x, y, radius, is_filled) => {
                let fill = if *is_filled { " fill=\"currentColor\"" } else { "" };
                write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{fill}/>")
            }
            Shape::Lines(points) => {
                let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
                write!(out, "<polyline points=\"{}\"/>", points.join(" "))
            }
            Shape::Curve([start, one, two, end]) => write!(
                out,
                "<path d=\"M{} {}C{} {} {} {} {} {}\"/>",
                start.0, start.1, one.0, one.1, two.0, two.1, end.0, end.1
            ),
        };
    }
    out.push_str("</svg>");
    out
}

/// A code to scan, dark on light whatever colours the page has.
fn scan(code: &Code, shows: &str) -> String {
    let side = code.side() + 2 * CLEAR;
    let mut out = format!(
        "<svg viewBox=\"0 0 {side} {side}\" width=\"120\" height=\"120\" role=\"img\" shape-rendering=\"crispEdges\" \
         aria-label=\"{}\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
        plain(shows)
    );
    for (row, from, length) in code.bars() {
        let _ = write!(out, "M{} {}h{length}v1h-{length}z", from + CLEAR, row + CLEAR);
    }
    out.push_str("\"/></svg>");
    out
}

/// A text with whatever HTML would read as markup written out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
