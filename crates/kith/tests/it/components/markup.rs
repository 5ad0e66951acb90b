//! Two HTML texts compared as a browser would: tags by name with their
//! attributes in any order, text with its spaces drawn together.

use std::collections::BTreeMap;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Open(String, BTreeMap<String, String>),
    Close(String),
    Text(String),
}

/// Elements whose borders are no break in a line of text.
const INLINE: &[&str] = &["a", "b", "strong", "span", "small", "svg", "path", "rect"];

/// The pieces of a text. Spaces at the edge of a text do not count here; `reading` sees them.
pub fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_text(&mut pieces, &rest[..start]);
        let end = start + rest[start..].find('>').expect("a tag ends");
        let inside = rest[start + 1..end].trim_end_matches('/');
        match inside.strip_prefix('/') {
            Some(name) => pieces.push(Piece::Close(name.trim().to_owned())),
            None => {
                pieces.push(open(inside));
                // SVG closes itself: the end is a piece of its own either way.
                if rest[..end].ends_with('/') {
                    let name = inside.split_whitespace().next().unwrap_or_default();
                    pieces.push(Piece::Close(name.to_owned()));
                }
            }
        }
        rest = &rest[end + 1..];
    }
    push_text(&mut pieces, rest);
    pieces
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        pieces.push(Piece::Text(plain(&text)));
    }
}

fn open(inside: &str) -> Piece {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = BTreeMap::new();
    rest = rest.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix('=') {
            let quote = quoted.chars().next().expect("a value");
            let close = 1 + quoted[1..].find(quote).expect("a value ends");
            value = plain(&quoted[1..close]);
            rest = &quoted[close + 1..];
        }
        if key == "class" {
            let mut classes: Vec<&str> = value.split_whitespace().collect();
            classes.sort_unstable();
            value = classes.join(" ");
        }
        attributes.insert(key, value);
        rest = rest.trim_start();
    }
    Piece::Open(name.to_owned(), attributes)
}

/// The text as it is read: one line for each block, spaces drawn together.
pub fn reading(html: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start].replace('\n', " "));
        let end = start + rest[start..].find('>').expect("a tag ends");
        let name = rest[start + 1..end].trim_start_matches('/').split(|letter: char| !letter.is_alphanumeric()).next();
        if !name.is_some_and(|name| INLINE.contains(&name)) {
            text.push('\n');
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    let lines = text.lines().map(|line| plain(&line.split_whitespace().collect::<Vec<_>>().join(" ")));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Text with its entities written out.
pub fn plain(text: &str) -> String {
    let named = [("&lt;", "<"), ("&#60;", "<"), ("&gt;", ">"), ("&#62;", ">"), ("&quot;", "\""), ("&#34;", "\"")];
    let text = named.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter));
    text.replace("&#39;", "'").replace("&amp;", "&").replace("&#38;", "&")
}
