use rust_xlsxwriter::{Format, Workbook};

use super::parted;
use crate::render::render;
use crate::{map, read_all};

/// A workbook with two lists of Annex A, a title row, real dates, serial
/// numbers and an error.
fn annex_a() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    workbook.add_worksheet().set_name("Contents").expect("a name").write(0, 0, "Annex A").expect("a cell");
    let sheet = workbook.add_worksheet().set_name("List 3").expect("a name");
    sheet.write(0, 0, "List 3: referrals").expect("a cell");
    let header = [
        "Child Unique ID", "Gender", "Date of Birth", "Date of Referral", "Referral NFA?", "Allocated Team",
        "Allocated Worker",
    ];
    for (column, name) in (0..).zip(header) {
        sheet.write(2, column, name).expect("a cell");
    }
    sheet.write(3, 0, 700_001).expect("a cell");
    sheet.write(3, 1, "a) Male").expect("a cell");
    sheet.write_with_format(3, 2, 44_990, &day).expect("a cell");
    sheet.write(3, 3, 46_297).expect("a cell");
    sheet.write(3, 4, "No").expect("a cell");
    sheet.write(3, 6, "Mathilde\u{a0}Cutler").expect("a cell");
    sheet.write(5, 0, 700_002).expect("a cell");
    sheet.write(5, 2, "31/02/2023").expect("a cell");
    sheet.write(5, 3, "02/10/2026").expect("a cell");
    sheet.write(5, 5, "#N/A").expect("a cell");
    let sheet = workbook.add_worksheet().set_name("List 9").expect("a name");
    for (column, name) in (0..).zip(["Child Unique ID", "Eligibility Category", "Date of Birth"]) {
        sheet.write(0, column, name).expect("a cell");
    }
    sheet.write(1, 0, "700003").expect("a cell");
    workbook.save_to_buffer().expect("memory takes every write")
}

#[test]
fn a_workbook_is_read_sheet_by_sheet() {
    let (summary, items) = read_all(&map("annex-a"), "annex.xlsx", &annex_a());
    let expected = "\
row 4 referrals social-care key “700001|46297”
  subject: born=2023-03-05 sex=M local=700001
  involvement: worker=Mathilde Cutler started=2026-10-02 status=referral
! row 6, Date of Birth, found “31/02/2023”: there is no day 31: February 2023 has 28 days; check the date
! row 6, Allocated Team, found “#N/A”: a formula in the workbook went wrong here; put the value itself in the cell, or leave it empty
row 6 referrals social-care key “700002|02/10/2026”
  subject: local=700002
  involvement: started=2026-10-02 status=referral
row 2 care-leavers social-care key “700003”
  subject: local=700003
  involvement: status=care leaver
summary: 3 read, 3 good, 0 left out, 0 repeated, Excel workbook
";
    let found = render(&summary, &items);
    assert!(found.starts_with(expected), "{found}");
}

#[test]
fn a_workbook_of_another_kind_is_refused_with_its_columns() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Room").expect("a cell");
    sheet.write(0, 1, "Date of Referal").expect("a cell");
    let bytes = workbook.save_to_buffer().expect("memory takes every write");
    let (summary, _) = read_all(&map("annex-a"), "rooms.xlsx", &bytes);
    let words = summary.expect_err("no list").to_string();
    assert!(words.contains("no sheet of this workbook") && words.contains("Room, Date of Referal"), "{words}");
}

#[test]
fn a_bent_workbook_is_survived() {
    let map = map("annex-a");
    let bytes = annex_a();
    for place in (0..bytes.len()).step_by(17) {
        let mut bent = bytes.clone();
        bent[place] ^= 0xff;
        let (_, items) = read_all(&map, "bent.xlsx", &bent);
        let _ = parted(items);
    }
}
