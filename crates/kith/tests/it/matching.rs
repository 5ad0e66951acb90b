//! Matching files of records without a database.

use std::fs;

use crate::importing::{Said, file, run};
use crate::world::World;

/// The figure after a word in what a command said.
fn figure(said: &Said, line: &str, word: &str) -> f64 {
    let line = said.out.lines().find(|one| one.starts_with(line)).expect("the line is there");
    let after = line.split(word).nth(1).expect("the word is there");
    after.split_whitespace().next().and_then(|text| text.parse().ok()).expect("a figure")
}

#[tokio::test]
async fn a_file_of_records_is_matched_and_measured_the_same_on_any_number_of_threads() {
    let world = World::new().await;
    let folder = world.directory.path().join("records");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    run(&world, &["synth", "--records", "--children", "400", "-o", &folder.to_string_lossy()]).is(0);
    let [records, one, two, edges] = ["records.csv", "one.csv", "two.csv", "edges.csv"].map(path);
    run(&world, &["link", "run", "--input", &records, "--out", &one, "--threads", "1", "--edges", &edges]).is(0);
    run(&world, &["link", "run", "--input", &records, "--out", &two, "--threads", "2"]).is(0).says("records are");
    assert!(fs::read(&one).expect("written") == fs::read(&two).expect("written"), "threads change nothing");
    let edges = fs::read_to_string(&edges).expect("written");
    assert!(edges.starts_with("record_id_a,record_id_b,probability,weight,band,reasons") && edges.contains(",link,"));

    let said = run(&world, &["link", "measure", "--clusters", &one, "--truth", &path("truth.csv")]);
    assert!(figure(said.is(0), "pairs", "F1") > 0.95, "{}", said.out);
    assert!(figure(&said, "B-cubed", "F1") > 0.97, "{}", said.out);
    let itself = run(&world, &["link", "measure", "--clusters", &path("truth.csv"), "--truth", &path("truth.csv")]);
    assert!((figure(itself.is(0), "pairs", "F1") - 1.0).abs() < 1e-9);

    let profile = run(&world, &["link", "profile", "--input", &records]);
    profile.is(0).says("source,column,records,filled_percent,unreadable_percent").says("nhs_number");
}

#[tokio::test]
async fn columns_may_have_other_names_and_faults_are_told() {
    let world = World::new().await;
    let text = "id,first,surname,dob,postcode\na,Poppy,Ellis,2024-03-09,LX1 1AA\nb,POPPY,ELLIS,2024-03-09,LX1 1AA\n\
                c,Noah,Quill,2023-01-07,LX2 2BB\n";
    let records = file(&world, "ours.csv", text).to_string_lossy().into_owned();
    let map = file(&world, "map.toml", "record_id = \"id\"\nforename = \"first\"\n").to_string_lossy().into_owned();
    let out = world.directory.path().join("out.csv").to_string_lossy().into_owned();
    let link = |more: &[&str]| run(&world, &[&["link", "run", "--input", &records, "--out", &out], more].concat());
    link(&[]).is(8).warns("there is no column “record_id”");
    link(&["--map", &map]).is(0);
    assert_eq!(fs::read_to_string(&out).expect("written"), "record_id,cluster_id\na,a\nb,a\nc,c\n");
    let wrong = file(&world, "wrong.toml", "name = \"first\"\n").to_string_lossy().into_owned();
    link(&["--map", &wrong]).is(8).warns("name is no column");
    file(&world, "ours.csv", &text.replace("\nb,", "\na,"));
    link(&["--map", &map]).is(8).warns("two rows have the record_id a");
}
