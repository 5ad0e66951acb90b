//! Who each row is really about: for measuring matching, never for use.

use crate::said::{Marks, Said};
use crate::source::{List, Source};

/// The header of `truth/persons.csv`.
pub(crate) const HEADER: &str = "source,file,list,row,part,person,family,twin_set,group,flags\n";

/// One person in one row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Which of the source's lists.
    pub(crate) list: u8,
    /// The row within its piece of the file, from 0.
    pub(crate) row: u32,
    pub(crate) part: &'static str,
    pub(crate) family: u32,
    pub(crate) slot: u8,
    pub(crate) set: u8,
    pub(crate) group: &'static str,
    pub(crate) marks: Marks,
}

impl Entry {
    /// The line for this entry, `first` rows further down; `start` is what
    /// every line of the list starts with.
    pub(crate) fn push_to(&self, start: &str, first: u64, out: &mut String) {
        out.push_str(start);
        push_padded(first + u64::from(self.row), 1, out);
        out.push(',');
        out.push_str(self.part);
        out.push(',');
        push_person(self.family, self.slot, out);
        out.push_str(",F");
        push_padded(u64::from(self.family), 6, out);
        out.push(',');
        if self.set > 0 {
            out.push('T');
            push_padded(u64::from(self.family), 6, out);
            out.push('-');
            push_padded(u64::from(self.set), 1, out);
        }
        out.push(',');
        out.push_str(self.group);
        out.push(',');
        push_marks(self.marks, out);
        out.push('\n');
    }
}

/// What every line of a list starts with.
pub(crate) fn start_of(source: &Source, list: &List) -> String {
    format!("{},{},{},", source.name(), source.file(), list.name)
}

/// A person's key: family and place in it.
pub(crate) fn push_person(family: u32, slot: u8, out: &mut String) {
    out.push('P');
    push_padded(u64::from(family), 6, out);
    out.push('-');
    push_padded(u64::from(slot), 1, out);
}

/// The twins' set of a person in a family, 0 for none.
pub(crate) fn set_of(family: &crate::family::Family, said: &Said) -> u8 {
    family.children.iter().find(|child| child.person.slot == said.slot).map_or(0, |child| child.set)
}

fn push_marks(marks: Marks, out: &mut String) {
    if marks.0 == 0 {
        return;
    }
    let mut sign = "";
    for (mark, word) in Marks::WORDS {
        if marks.has(mark) {
            out.push_str(sign);
            out.push_str(word);
            sign = " ";
        }
    }
}

fn push_padded(number: u64, width: usize, out: &mut String) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut unit = digits.len();
    while rest > 0 {
        unit -= 1;
        digits[unit] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let place = unit.min(digits.len() - width);
    out.push_str(std::str::from_utf8(&digits[place..]).expect("figures are ASCII"));
}
