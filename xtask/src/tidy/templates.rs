//! The templates of the pages: nothing that the content policy would refuse,
//! and sentences that a reader takes in at once.

use crate::Problem;
use crate::tree::{File, Tree};

const MOST_WORDS: usize = 25;

/// The one script inside a page: a line that the program writes and whose
/// hash the content policy names.
const START_UP: &str = "<script>{{ page.start_up()|safe }}</script>";

fn pages(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.below("crates/kith/templates/", "html")
}

/// No styles, scripts or event handlers inside a page, and nothing from
/// another site.
pub(super) fn inline(tree: &Tree, problems: &mut Vec<Problem>) {
    for file in pages(tree) {
        for (number, line) in file.lines() {
            let mut wrong = |what: &str| problems.push(Problem::new(format!("{}:{number}", file.path), what));
            if line.contains(" style=") || line.contains("<style") {
                wrong("a style inside a page; write a class");
            }
            if line.contains("<script") && !line.contains("src=") && line.trim() != START_UP {
                wrong("a script inside a page; write a file");
            }
            if line.split(" on").skip(1).any(|rest| {
                rest.split_once('=').is_some_and(|(name, value)| {
                    !name.is_empty() && name.chars().all(char::is_alphabetic) && value.starts_with('"')
                })
            }) {
                wrong("an event handler inside a page; attach it in the script");
            }
            if ["src=\"http", "src=\"//", "<link href=\"http", "action=\"http"].iter().any(|it| line.contains(it)) {
                wrong("something from another site; serve it from here");
            }
        }
    }
}

/// No sentence is longer than a reader takes in.
pub(super) fn sentences(tree: &Tree, problems: &mut Vec<Problem>) {
    for file in pages(tree) {
        for sentence in spoken(&file.text).split(['\u{1}', '.', '?', '!', ':']) {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            if MOST_WORDS < words.len() {
                let start = words[..6].join(" ");
                let what = format!("a sentence of {} words, {MOST_WORDS} is the most: \"{start} …\"", words.len());
                problems.push(Problem::new(&file.path, what));
            }
        }
    }
}

/// Elements that stand inside a sentence; every other one ends it.
const WITHIN: &[&str] = &["a", "abbr", "b", "code", "em", "i", "span", "strong", "time", "wbr"];

/// What a page says: an inserted value is one word, a tag that is not part of
/// a sentence, or a branch, ends it (U+0001).
fn spoken(page: &str) -> String {
    let mut said = String::new();
    let mut rest = page;
    while let Some(start) = rest.find(['<', '{']) {
        said.push_str(&rest[..start]);
        rest = &rest[start..];
        let (end, put) = match rest.as_bytes().get(1) {
            Some(b'{') => ("}}", " value "),
            Some(b'%') => ("%}", "\u{1}"),
            Some(b'#') => ("#}", ""),
            Some(b'!') if rest.starts_with("<!--") => ("-->", ""),
            _ if rest.starts_with('<') => {
                let name = rest[1..].trim_start_matches('/').split(|letter: char| !letter.is_alphanumeric()).next();
                (">", if name.is_some_and(|name| WITHIN.contains(&name)) { " " } else { "\u{1}" })
            }
            _ => ("{", "{"),
        };
        said.push_str(put);
        rest = rest[1..].find(end).map_or("", |place| &rest[1 + place + end.len()..]);
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn a_page_is_read_as_its_reader_reads_it() {
        let said =
            spoken("<p class=\"x\">You can see <b>{{ n }}</b> of {# why #}these.</p><p>{% if a %}More{% endif %}</p>");
        let sentences: Vec<String> = said
            .split('\u{1}')
            .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|it| !it.is_empty())
            .collect();
        assert_eq!(sentences, ["You can see value of these.", "More"]);
    }
}
