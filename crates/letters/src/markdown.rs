//! A document as Markdown, for people who go on writing it.

use std::fmt::Write as _;

use crate::letter::{Block, Letter};

impl Letter {
    /// The document as Markdown, from its first heading on.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", plain(&self.title));
        for lines in [&self.sender, &self.to, &self.about] {
            if !lines.is_empty() {
                let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
                let _ = writeln!(out, "{}\n", lines.join("  \n"));
            }
        }
        self.blocks.iter().for_each(|block| self.write_block(&mut out, block));
        let _ = writeln!(out, "---\n\n{}", plain(&self.foot));
        out
    }

    fn write_block(&self, out: &mut String, block: &Block) {
        let _ = match block {
            Block::Heading(text) => writeln!(out, "## {}\n", plain(text)),
            Block::Paragraph(text) | Block::Cut(text) => writeln!(out, "{}\n", plain(text)),
            Block::Strong(text) => writeln!(out, "**{}**\n", plain(text)),
            Block::List(items) => {
                points(out, items.iter().map(|item| plain(item)));
                Ok(())
            }
            Block::Fields(fields) => {
                let value = |value: &str| if value.is_empty() { "____________".to_owned() } else { plain(value) };
                points(out, fields.iter().map(|field| format!("**{}**: {}", plain(&field.label), value(&field.value))));
                Ok(())
            }
            Block::Choices { question, choices } => {
                if !question.is_empty() {
                    let _ = writeln!(out, "{}\n", plain(question));
                }
                points(out, choices.iter().map(|choice| format!("[ ] {}", plain(choice))));
                Ok(())
            }
            Block::Grid { corner, columns, rows } => {
                let head: Vec<String> = std::iter::once(corner).chain(columns).map(|cell| plain(cell)).collect();
                let _ = writeln!(out, "| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
                for row in rows {
                    let _ = writeln!(out, "| {} |{}", plain(row), " [ ] |".repeat(columns.len()));
                }
                writeln!(out)
            }
            Block::Map { shows, credit, .. } => writeln!(out, "{}\n\n{}\n", plain(shows), plain(credit)),
            Block::Picture { text, .. } | Block::Scan { text, .. } => writeln!(out, "{}\n", plain(text)),
            Block::Together(blocks) => {
                blocks.iter().for_each(|block| self.write_block(out, block));
                Ok(())
            }
        };
    }
}

fn points(out: &mut String, items: impl Iterator<Item = String>) {
    for item in items {
        let _ = writeln!(out, "- {item}");
    }
    out.push('\n');
}

/// A text with whatever Markdown would read as markup written out, on one
/// line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
