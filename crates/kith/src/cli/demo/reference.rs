//! The reference files of the made-up locality: places, postcodes and staff.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, anyhow};
use jiff::civil::Date;
use kith_app::NewStaff;
use kith_core::area::{Place, PlaceKind, ReachArea};
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Training};
use kith_synth::DemoSignIn;

/// One line of a reference file, by column.
type Line = BTreeMap<String, String>;

fn lines(folder: &Path, name: &str) -> anyhow::Result<Vec<Line>> {
    let path = folder.join(name);
    let mut reader = csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    reader.deserialize().collect::<Result<_, _>>().with_context(|| format!("cannot read {}", path.display()))
}

fn text(line: &Line, column: &str) -> String {
    line.get(column).cloned().unwrap_or_default()
}

fn some(line: &Line, column: &str) -> Option<String> {
    line.get(column).filter(|text| !text.is_empty()).cloned()
}

fn read<T: FromStr>(line: &Line, column: &str) -> anyhow::Result<T> {
    text(line, column).parse().map_err(|_| anyhow!("the column {column} of a reference file cannot be read"))
}

/// Centres and all other places.
pub(super) fn places(folder: &Path) -> anyhow::Result<Vec<Place>> {
    let centres = lines(folder, "centres.csv")?.into_iter().map(|line| {
        Ok(Place {
            kind: PlaceKind::Centre,
            name: text(&line, "name"),
            code: text(&line, "code"),
            cluster: text(&line, "cluster"),
            address: format!("{}, {}", text(&line, "address"), text(&line, "postcode")),
            telephone: text(&line, "telephone"),
        })
    });
    let others = lines(folder, "places.csv")?.into_iter().map(|line| {
        let kind = text(&line, "kind");
        Ok(Place {
            kind: PlaceKind::from_word(&kind).ok_or_else(|| anyhow!("{kind} is no kind of place"))?,
            name: text(&line, "name"),
            code: text(&line, "code"),
            cluster: text(&line, "cluster"),
            address: text(&line, "postcode"),
            telephone: String::new(),
        })
    });
    centres.chain(others).collect()
}

/// Which centre reaches which postcode, the centre by name.
pub(super) fn reach_areas(folder: &Path) -> anyhow::Result<Vec<ReachArea>> {
    let names: BTreeMap<String, String> =
        lines(folder, "centres.csv")?.iter().map(|line| (text(line, "code"), text(line, "name"))).collect();
    lines(folder, "postcodes.csv")?
        .iter()
        .map(|line| {
            let centre = text(line, "centre");
            Ok(ReachArea {
                postcode: read(line, "postcode")?,
                centre: names.get(&centre).cloned().unwrap_or(centre),
                cluster: text(line, "cluster"),
                ward: text(line, "ward"),
                small_area: text(line, "small_area"),
                deprivation_decile: some(line, "deprivation_decile").and_then(|decile| decile.parse().ok()),
            })
        })
        .collect()
}

/// Everybody who works here. Those whom the table of sign-ins names sign in
/// by first name, all others by their staff code.
pub(super) fn staff(folder: &Path, sign_ins: &[DemoSignIn], password: &str) -> anyhow::Result<Vec<NewStaff>> {
    let named: BTreeMap<&str, &str> =
        sign_ins.iter().map(|sign_in| (sign_in.staff_code.as_str(), sign_in.sign_in_name)).collect();
    lines(folder, "staff.csv")?
        .iter()
        .map(|line| {
            let (code, role) = (text(line, "code"), text(line, "role"));
            let day = |column: &str| -> Option<Date> { some(line, column)?.parse().ok() };
            Ok(NewStaff {
                sign_in_name: named.get(code.as_str()).map_or_else(|| code.to_lowercase(), |name| (*name).to_owned()),
                name: text(line, "name"),
                code: Some(code),
                organisation: text(line, "organisation"),
                password: password.to_owned(),
                role: Role::from_word(&role).ok_or_else(|| anyhow!("{role} is no role"))?,
                service: some(line, "service").as_deref().and_then(ServiceKind::from_word),
                team: some(line, "team"),
                training: Training {
                    sharing_until: day("sharing_until"),
                    cleared_until: day("cleared_until"),
                    approved_on: day("approved_on"),
                    principles_accepted_on: day("principles_accepted_on"),
                },
            })
        })
        .collect()
}
