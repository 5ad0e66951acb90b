//! An edition that is laid over another: it says only what is different.
//!
//! What has the name of something underneath takes its place; what is new
//! stands before the one it names, or at the end of its part; what is listed
//! under `without` no longer counts. Nothing else changes.

use kith_core::sharing::PackFault;

use super::file::{AlsoFile, CheckFile, NeverFile, PackFile, RuleFile, WayFile};
use super::read_file;

/// Something in a pack that another edition can replace.
trait Named {
    fn name(&self) -> &str;
    fn before(&self) -> Option<&str>;
}

macro_rules! named {
    ($($file:ident by $name:ident;)*) => {$(
        impl Named for $file {
            fn name(&self) -> &str {
                &self.$name
            }

            fn before(&self) -> Option<&str> {
                self.before.as_deref()
            }
        }
    )*};
}

named! {
    RuleFile by id;
    AlsoFile by id;
    NeverFile by id;
    CheckFile by asks;
    WayFile by id;
}

/// The whole edition: the file laid over the one that it extends.
pub(super) fn resolve(
    file: PackFile,
    base: impl Fn(&str) -> Option<String>,
    faults: &mut Vec<PackFault>,
) -> Result<PackFile, Vec<PackFault>> {
    let Some(name) = &file.extends else {
        faults.extend(misplaced(&file));
        return Ok(file);
    };
    let not_known = || vec![PackFault::NotKnown { kind: "edition to extend", name: name.clone() }];
    let under = read_file(&base(name).ok_or_else(not_known)?)?;
    if under.extends.is_some() {
        let words = format!("{name} extends another edition itself; extend that one, or write {name} out in full");
        return Err(vec![PackFault::Unreadable(words)]);
    }
    Ok(lay_over(under, file, faults))
}

/// Words that mean nothing in an edition that extends no other.
fn misplaced(file: &PackFile) -> impl Iterator<Item = PackFault> {
    let only_over = [!file.without.is_empty(), !file.cites_also.is_empty()];
    let words = "`without` and `cites_also` are for an edition that extends another";
    only_over.into_iter().filter(|is| *is).map(move |_| PackFault::Unreadable(words.to_owned())).take(1)
}

fn lay_over(mut under: PackFile, over: PackFile, faults: &mut Vec<PackFault>) -> PackFile {
    let mut left: Vec<String> = over.without;
    let parts = [
        (&mut under.gates, over.gates),
        (&mut under.basis, over.basis),
        (&mut under.open, over.open),
        (&mut under.public_interest, over.public_interest),
        (&mut under.closed, over.closed),
        (&mut under.enough, over.enough),
    ];
    for (below, above) in parts {
        lay(below, above, &mut left, faults);
    }
    lay(&mut under.also, over.also, &mut left, faults);
    lay(&mut under.nevers, over.nevers, &mut left, faults);
    lay(&mut under.checks, over.checks, &mut left, faults);
    lay(&mut under.ways, over.ways, &mut left, faults);
    faults.extend(left.into_iter().map(|name| PackFault::NotKnown { kind: "rule to leave out called", name }));
    for more in over.cites_also {
        for name in more.rules {
            cite(&mut under, &name, &more.paragraph, faults);
        }
    }
    under.relevance.extend(over.relevance);
    for switch in over.switches {
        match under.switches.iter_mut().find(|below| below.name == switch.name) {
            Some(below) => *below = switch,
            None => under.switches.push(switch),
        }
    }
    under.duties.extend(over.duties);
    let laws = under.laws.into_iter().filter(|below| over.laws.iter().all(|law| law.id != below.id));
    PackFile {
        laws: laws.chain(over.laws.iter().cloned()).collect(),
        name: over.name,
        title: over.title,
        cites: over.cites,
        extends: over.extends,
        without: Vec::new(),
        cites_also: Vec::new(),
        ..under
    }
}

/// Lays the entries of one part over those underneath.
fn lay<T: Named>(below: &mut Vec<T>, above: Vec<T>, left_out: &mut Vec<String>, faults: &mut Vec<PackFault>) {
    left_out.retain(|name| {
        let count = below.len();
        below.retain(|entry| entry.name() != name);
        below.len() == count
    });
    for entry in above {
        let place = |name: &str| below.iter().position(|under| under.name() == name);
        match (place(entry.name()), entry.before().map(place)) {
            (Some(place), None) => below[place] = entry,
            (None, None) => below.push(entry),
            (None, Some(Some(place))) => below.insert(place, entry),
            (Some(_), Some(_)) => faults.push(PackFault::SameName(entry.name().to_owned())),
            (None, Some(None)) => {
                let name = entry.before().unwrap_or_default().to_owned();
                faults.push(PackFault::NotKnown { kind: "rule to stand before called", name });
            }
        }
    }
}

/// Adds what a rule rests on besides.
fn cite(file: &mut PackFile, name: &str, paragraph: &str, faults: &mut Vec<PackFault>) {
    let rules = [
        &mut file.gates,
        &mut file.basis,
        &mut file.open,
        &mut file.public_interest,
        &mut file.closed,
        &mut file.enough,
    ];
    let paragraphs = rules.into_iter().flatten().filter(|rule| rule.id == name).map(|rule| &mut rule.paragraph);
    let also = file.also.iter_mut().filter(|also| also.id == name).map(|also| &mut also.paragraph);
    let mut found = false;
    for cited in paragraphs.chain(also) {
        cited.push_str("; ");
        cited.push_str(paragraph);
        found = true;
    }
    if !found {
        faults.push(PackFault::NotKnown { kind: "rule", name: name.to_owned() });
    }
}
