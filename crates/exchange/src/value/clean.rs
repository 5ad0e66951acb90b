use std::borrow::Cow;

/// The text of a cell without outer space, invisible signs, and the
/// `="0123"` wrapping by which programs stop Excel from eating zeros.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_outer);
    let text = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|rest| !rest.contains('"'))
        .map_or(text, |rest| rest.trim_matches(is_outer));
    if !text.chars().any(|letter| is_invisible(letter) || (letter.is_control() && letter != '\n') || letter == '\u{a0}')
    {
        return Cow::Borrowed(text);
    }
    let visible = text.chars().filter(|letter| !is_invisible(*letter));
    Cow::Owned(
        visible
            .map(|letter| if letter.is_control() && letter != '\n' || letter == '\u{a0}' { ' ' } else { letter })
            .collect(),
    )
}

fn is_outer(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || is_invisible(letter)
}

/// Signs that take no room: zero-width spaces and joiners, direction marks.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// What an Excel error cell means, or `None` for an ordinary value.
pub(crate) fn excel_error(text: &str) -> Option<&'static str> {
    if text.len() >= 3 && text.bytes().all(|byte| byte == b'#') {
        return Some("the column was too narrow when the file was saved; widen it and save again");
    }
    let known = ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];
    known
        .iter()
        .any(|error| text.eq_ignore_ascii_case(error))
        .then_some("a formula in the workbook went wrong here; put the value itself in the cell, or leave it empty")
}

/// Whether a word says yes: Y, Yes, 1, True, T, X or a tick.
pub(crate) fn is_yes(text: &str) -> bool {
    ["y", "yes", "1", "true", "t", "x", "✓"].contains(&without_letter(text).to_lowercase().as_str())
}

/// Whether a word says no: N, No, 0, False, F or nothing.
pub(crate) fn is_no(text: &str) -> bool {
    ["", "n", "no", "0", "false", "f"].contains(&without_letter(text).to_lowercase().as_str())
}

/// A choice without the letter that statutory lists put before it:
/// `a) Yes` is `Yes`.
pub(crate) fn without_letter(text: &str) -> &str {
    match text.split_once(')') {
        Some((letter, rest))
            if matches!(letter.len(), 1 | 2) && letter.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            rest.trim_start()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, excel_error, is_no, is_yes, without_letter};

    #[test]
    fn a_cell_is_read_without_its_wrapping() {
        assert_eq!(clean("\u{a0} Mathilde\u{a0}Cutler \u{200b}"), "Mathilde Cutler");
        assert_eq!(clean("=\"0123\""), "0123");
        assert_eq!(clean("A\0B\u{7}"), "A B");
        assert_eq!(clean("line one\nline two"), "line one\nline two");
    }

    #[test]
    fn choices_lose_their_letter() {
        assert_eq!(without_letter("q) 6: Police"), "6: Police");
        assert_eq!(without_letter("Smith (Jo)"), "Smith (Jo)");
        assert!(is_yes("a) Yes") && is_no("b) No") && is_no("") && !is_yes("maybe") && !is_no("maybe"));
    }

    #[test]
    fn excel_errors_are_known() {
        assert!(excel_error("#N/A").is_some());
        assert!(excel_error("########").is_some());
        assert!(excel_error("#12 High Street").is_none());
    }
}
