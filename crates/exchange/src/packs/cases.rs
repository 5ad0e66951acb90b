//! Cases as CSV: facts in, answers out, in the vocabulary of the rules.

use csv::StringRecord;
use kith_core::sharing::{Decision, Facts, Outcome, Pack, decide, facts_of_case};
use kith_core::statement::Problem;

const COLUMNS: [&str; 6] = ["id", "outcome", "next_step", "duties", "citation", "deciding_rule"];

/// Answers every case of a CSV file: one row out for every row in, in order,
/// with the columns `id,outcome,next_step,duties,citation,deciding_rule`. A
/// row that cannot be read is answered `case_judgement` and reported beside;
/// a file without a header that can be read gives only the report.
#[must_use]
pub fn decide_cases(csv_bytes: &[u8], pack: &Pack) -> (Vec<u8>, Vec<Problem>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(without_mark(csv_bytes));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut problems = Vec::new();
    let headers = match reader.byte_headers() {
        Ok(headers) => StringRecord::from_byte_record_lossy(headers.clone()),
        Err(error) => {
            problems.push(file_problem(&error.to_string()));
            StringRecord::new()
        }
    };
    write(&mut writer, &COLUMNS.map(str::to_owned));
    for (number, record) in reader.byte_records().enumerate() {
        let row = number as u64 + 2;
        let record = match record {
            Ok(record) => StringRecord::from_byte_record_lossy(record),
            Err(error) => {
                problems.push(Problem { row: Some(row), ..file_problem(&error.to_string()) });
                StringRecord::new()
            }
        };
        let column = |name: &str| {
            let place = headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name))?;
            record.get(place)
        };
        let id = column("id").unwrap_or_default().trim().to_owned();
        match facts_of_case(column) {
            Ok(facts) => write(&mut writer, &answered(id, &facts, pack)),
            Err(error) => {
                problems.push(Problem {
                    row: Some(row),
                    column: Some(error.column().to_owned()),
                    found: column(error.column()).unwrap_or_default().to_owned(),
                    how_to_fix: error.to_string(),
                    leaves_row_out: false,
                });
                write(&mut writer, &unanswered(id, pack));
            }
        }
    }
    (writer.into_inner().unwrap_or_default(), problems)
}

fn answered(id: String, facts: &Facts, pack: &Pack) -> [String; 6] {
    let decision = decide(facts, pack);
    row_of(id, &decision)
}

/// The row of a case that cannot be read: never yes.
fn unanswered(id: String, pack: &Pack) -> [String; 6] {
    let outcome = Outcome::CaseJudgement.word().to_owned();
    let name = format!("blank ({})", pack.name());
    [id, outcome, "consult_line_manager".to_owned(), "record".to_owned(), String::new(), name]
}

fn row_of(id: String, decision: &Decision) -> [String; 6] {
    let duties: Vec<&str> = decision.duties().iter().map(|duty| duty.word()).collect();
    [
        id,
        decision.outcome().word().to_owned(),
        decision.next_step().word().to_owned(),
        duties.join(";"),
        decision.citations().join("; "),
        decision.rule_id().to_owned(),
    ]
}

fn write(writer: &mut csv::Writer<Vec<u8>>, row: &[String; 6]) {
    writer.write_record(row).expect("writing to memory with a fixed number of columns cannot fail");
}

fn file_problem(found: &str) -> Problem {
    Problem {
        row: None,
        column: None,
        found: found.to_owned(),
        how_to_fix: "The file cannot be read as CSV. Save it as CSV with a header line, in UTF-8.".to_owned(),
        leaves_row_out: true,
    }
}

/// The bytes without a byte order mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
