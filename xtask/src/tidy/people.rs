//! Everybody in this repository is made up: telephone numbers come from the
//! ranges kept for drama, NHS numbers from the range that is never issued.

use crate::Problem;
use crate::tree::{File, Tree};

/// Telephone numbers that ring nobody.
const DRAMA: &[&str] = &["07700900", "01632960"];

/// Files in which long numbers are nobody's: hashes and versions.
const NO_PEOPLE: &[&str] = &["Cargo.lock", "package-lock.json"];

/// Nobody's telephone can be rung.
pub(super) fn telephones(tree: &Tree, problems: &mut Vec<Problem>) {
    for (file, line, run) in numbers(tree) {
        let Some(national) = telephone(&run) else { continue };
        if national.len() != 11 || !DRAMA.iter().any(|range| national.starts_with(range)) {
            let drama = "use 07700 900000 to 900999 or 01632 960000 to 960999";
            let what = format!("{national} could be somebody's telephone; {drama}");
            problems.push(Problem::new(format!("{}:{line}", file.path), what));
        }
    }
}

/// Nobody's NHS number is here.
pub(super) fn nhs_numbers(tree: &Tree, problems: &mut Vec<Problem>) {
    for (file, line, run) in numbers(tree) {
        let is_written_as_one = matches!(run.iter().map(String::len).collect::<Vec<_>>()[..], [10] | [3, 3, 4]);
        let digits = run.concat();
        if is_written_as_one && is_issued_nhs_number(&digits) {
            let what = format!("{digits} could be somebody's NHS number; use one that starts with 999");
            problems.push(Problem::new(format!("{}:{line}", file.path), what));
        }
    }
}

/// The digits of a telephone number, from its 0 on, if this run is one.
fn telephone(run: &[String]) -> Option<String> {
    let digits = run.concat();
    let national = match digits.strip_prefix("44") {
        Some(rest) if digits.len() == 12 => format!("0{rest}"),
        _ if run[0].len() < 3 => return None,
        _ => digits,
    };
    let is_telephone = (10..=11).contains(&national.len())
        && national.starts_with('0')
        && matches!(national.as_bytes()[1], b'1' | b'2' | b'3' | b'7');
    is_telephone.then_some(national)
}

/// Ten digits whose last checks the others (modulus 11) and that are given to
/// people: not from 999, no leading zero, not one digit ten times.
fn is_issued_nhs_number(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(10)).collect();
    if values.len() != 10 || digits.starts_with("999") || digits.starts_with('0') {
        return false;
    }
    let total: u32 = values.iter().zip((2..=10).rev()).map(|(value, weight)| value * weight).sum();
    let is_one_digit = values.iter().all(|value| *value == values[0]);
    (11 - total % 11) % 11 == values[9] && !is_one_digit
}

/// Every number that is written as people write long numbers, in pieces with
/// a space or a hyphen between them, and the line it stands on.
fn numbers(tree: &Tree) -> impl Iterator<Item = (&File, usize, Vec<String>)> {
    let files = tree.files.iter().filter(|file| !NO_PEOPLE.contains(&file.path.as_str()));
    files.flat_map(|file| {
        let found = file.lines().flat_map(|(number, line)| runs(line).into_iter().map(move |run| (number, run)));
        found.map(move |(number, run)| (file, number, run))
    })
}

/// The pieces of each run of 10 to 12 digits in a line. Digits that touch a
/// letter or an underscore are a hash, a code or a measure.
fn runs(line: &str) -> Vec<Vec<String>> {
    let line = line.replace("(0)", "");
    let words = line.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | ' ' | '-'));
    let is_number = |piece: &str| !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit());
    let mut found = Vec::new();
    for word in words {
        let mut run: Vec<String> = Vec::new();
        for piece in word.split([' ', '-']).chain(["end"]) {
            if is_number(piece) {
                run.push(piece.to_owned());
            } else if !piece.is_empty() {
                if (10..=12).contains(&run.concat().len()) {
                    found.push(std::mem::take(&mut run));
                }
                run.clear();
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{is_issued_nhs_number, runs, telephone};

    #[test]
    fn numbers_are_found_however_they_are_written() {
        let telephones = |line: &str| runs(line).iter().filter_map(|run| telephone(run)).collect::<Vec<_>>();
        for line in ["tel: +44 (0)7700 900118, x", "telephone = \"07700 900118\"", "Call 07700900118.", "+447700900118"]
        {
            assert_eq!(telephones(line), ["07700900118"], "{line}");
        }
        for line in ["sha 0123456789abcdef", "1_234_567_890", "2026-11-22 09:30", "01-02-2026 10:00", "01/02/2026"] {
            assert_eq!(telephones(line), [""; 0], "{line}");
        }
        assert_eq!(runs("999 000 0018;born"), [["999", "000", "0018"]]);
    }

    #[test]
    fn a_number_of_the_test_range_is_nobodys() {
        assert!(!is_issued_nhs_number("9990000018"));
        let issued = [943, 476, 5919].map(|piece| piece.to_string()).concat();
        assert!(is_issued_nhs_number(&issued));
    }
}
