//! Matching files of records without a database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::importing::{Said, file, run};
use crate::world::World;

/// The figure after a word in what a command said.
fn figure(said: &Said, line: &str, word: &str) -> f64 {
    let line = said.out.lines().find(|one| one.starts_with(line)).expect("the line is there");
    let after = line.split(word).nth(1).expect("the word is there");
    after.split_whitespace().next().and_then(|text| text.parse().ok()).expect("a figure")
}

/// The persons of a file of clusters, each by its records.
fn people(clusters: &str) -> BTreeSet<BTreeSet<String>> {
    let text = fs::read_to_string(clusters).expect("written");
    let mut people: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (record, person) in text.lines().skip(1).filter_map(|line| line.split_once(',')) {
        people.entry(person).or_default().insert(record.to_owned());
    }
    people.into_values().collect()
}

#[tokio::test]
async fn a_file_of_records_is_matched_and_measured_the_same_on_any_number_of_threads() {
    let world = World::new().await;
    let folder = world.directory.path().join("records");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    run(&world, &["synth", "--records", "--children", "400", "-o", &folder.to_string_lossy()]).is(0);
    let [records, one, two, edges] = ["records.csv", "one.csv", "two.csv", "edges.csv"].map(path);
    let said = run(&world, &["link", "run", "--input", &records, "--out", &one, "--threads", "1", "--edges", &edges]);
    said.is(0).warns(" kB, 100%").warns("Comparing: ").warns(" keys, 100%").warns("Joining: ").warns(" pairs, 100%");
    run(&world, &["link", "run", "--input", &records, "--out", &two, "--threads", "2"]).is(0).says("records are");
    assert!(fs::read(&one).expect("written") == fs::read(&two).expect("written"), "threads change nothing");
    // In another order the same records are the same people.
    let text = fs::read_to_string(&records).expect("written");
    let (header, rows) = text.split_once('\n').expect("a header");
    let mut turned: Vec<&str> = rows.lines().collect();
    turned.reverse();
    let turned =
        file(&world, "turned.csv", &format!("{header}\n{}\n", turned.join("\n"))).to_string_lossy().into_owned();
    let said = run(&world, &["link", "run", "--input", &turned, "--out", &two, "--quiet"]);
    assert!(!said.is(0).err.contains("Comparing"), "{}", said.err);
    assert!(people(&one) == people(&two), "the order of the rows changes nothing");
    let edges = fs::read_to_string(&edges).expect("written");
    assert!(edges.starts_with("record_id_a,record_id_b,probability,weight,band,reasons") && edges.contains(",link,"));

    let measure = ["link", "measure", "--clusters", &one, "--truth", &path("truth.csv"), "--input", &records];
    let said = run(&world, &measure);
    assert!(figure(said.is(0), "pairs", "F1") > 0.97, "{}", said.out);
    assert!(figure(&said, "B-cubed", "F1") > 0.98, "{}", said.out);
    said.says("sets are merged, 0 persons against what their records say").says("names     british: precision");
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

const HEADER: &str = "record_id,source,recorded_on,nhs_number,forename,middle_name,surname,dob,sex,birth_order,address,\
                      postcode,phone,gp_code,mother_forename,mother_surname,mother_dob\n";

#[tokio::test]
async fn a_model_is_saved_used_again_and_explains_a_pair_in_words_and_numbers() {
    let world = World::new().await;
    let folder = world.directory.path().join("records");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    run(&world, &["synth", "--records", "--children", "1500", "-o", &folder.to_string_lossy()]).is(0);
    let [records, one, two, model] = ["records.csv", "one.csv", "two.csv", "model.json"].map(path);
    let learnt = run(&world, &["link", "run", "--input", &records, "--out", &one, "--save-model", &model]);
    learnt.is(0).warns("pairs compared, model taught-1");
    run(&world, &["link", "run", "--input", &records, "--out", &two, "--model", &model]).is(0).warns("model taught-1");
    assert!(fs::read(&one).expect("written") == fs::read(&two).expect("written"), "a saved model says the same");

    let clusters = fs::read_to_string(&one).expect("written");
    let mut pairs = clusters.lines().skip(1).filter_map(|line| line.split_once(','));
    let (a, b) = pairs.find(|(record, person)| record != person).expect("somebody has two records");
    let explained = run(&world, &["link", "explain", a, b, "--input", &records, "--model", &model]);
    explained.is(0).says("before anything is compared").says("Date of birth: ").says("With all records: one person");
    let bits = |line: &str| line.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
    let parts: f64 = explained.out.lines().take_while(|line| !line.contains("in all")).filter_map(bits).sum();
    let total = explained.out.lines().find(|line| line.contains("in all")).and_then(bits).expect("a total");
    assert!((parts - total).abs() < 0.7, "the waterfall adds up: {}", explained.out);
    run(&world, &["link", "explain", a, "nobody", "--input", &records, "--model", &model])
        .is(5)
        .warns("no record nobody");

    let queue = run(&world, &["link", "pairs", "--input", &records, "--limit", "5"]);
    queue.is(0).says("record_id_a,record_id_b,weight,kept_apart,reasons").warns("pairs in all");
    assert!(queue.out.lines().count() <= 6);

    let broken = file(&world, "broken.json", "{\"kith_link_model\": 7}").to_string_lossy().into_owned();
    run(&world, &["link", "run", "--input", &records, "--out", &two, "--model", &broken])
        .is(8)
        .warns("neither a model");
}

#[tokio::test]
async fn the_settings_of_splink_are_a_model_and_what_is_left_out_is_named() {
    let world = World::new().await;
    let settings = r#"{"probability_two_random_records_match": 0.0001,
        "comparisons": [
          {"output_column_name": "first_name", "comparison_levels": [
            {"sql_condition": "first_name_l IS NULL", "is_null_level": true},
            {"sql_condition": "first_name_l = first_name_r", "m_probability": 0.9, "u_probability": 0.001},
            {"sql_condition": "jaro_winkler_similarity(first_name_l, first_name_r) >= 0.9", "m_probability": 0.05, "u_probability": 0.002},
            {"sql_condition": "jaro_winkler_similarity(first_name_l, first_name_r) >= 0.7", "m_probability": 0.02, "u_probability": 0.01},
            {"sql_condition": "ELSE", "m_probability": 0.03, "u_probability": 0.987}]},
          {"output_column_name": "dob", "comparison_levels": [
            {"sql_condition": "dob_l = dob_r", "m_probability": 0.95, "u_probability": 0.0001},
            {"sql_condition": "ELSE", "m_probability": 0.05, "u_probability": 0.9999}]},
          {"output_column_name": "favourite_colour", "comparison_levels": []}],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.dob = r.dob"}]}"#;
    let settings = file(&world, "splink.json", settings).to_string_lossy().into_owned();
    let text = format!(
        "{HEADER}a,x,,,Poppy,,Ellis,2024-03-09,F,,,,,,,,\nb,y,,,POPPY,,ELLIS,2024-03-09,F,,,,,,,,\n\
         c,x,,,Noah,,Quill,2023-01-07,M,,,,,,,,\n"
    );
    let records = file(&world, "records.csv", &text).to_string_lossy().into_owned();
    let path = |name: &str| world.directory.path().join(name).to_string_lossy().into_owned();
    let (out, model) = (path("out.csv"), path("model.json"));
    let command = ["link", "run", "--input", &records, "--out", &out, "--model", &settings, "--save-model", &model];
    let said = run(&world, &command);
    said.is(0).warns("not taken: favourite_colour").warns("only the first of several levels between").warns("blocking");
    assert_eq!(fs::read_to_string(&out).expect("written"), "record_id,cluster_id\na,a\nb,a\nc,c\n");
    let model: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&model).expect("written")).expect("JSON is written");
    assert_eq!(model["weights"]["First name"]["same first name"], 9814);
    assert_eq!(model["weights"]["Date of birth"]["dates of birth are different"], -4322);
    assert_eq!(model["prior"], -13288);
}

#[tokio::test]
async fn bad_records_are_named_and_counted_and_never_stop_the_run() {
    let world = World::new().await;
    let long = "x".repeat(1_000_000);
    let mut text = HEADER.as_bytes().to_vec();
    text.extend(b"a,gp,2024-13-41,9990000019,Poppy,,Ellis,2024-02-30,Q,x,,,,,,,\n");
    text.extend(b"b,gp,,,Zo\xff,,Ellis,2024-02-20\n");
    text.extend(b",gp,,,Nobody,,Nameless,2024-02-20,,,,,,,,,\n");
    text.extend(format!("c,gp,,,{long},,{long},2024-02-20,,,{long},{long},{long},,,,\n").bytes());
    text.extend(b"d,gp,,,\"Quo\"te\",,\"El\nlis\",2024-02-20,,,,,,,,,,surplus\n");
    let records = world.directory.path().join("records.csv");
    fs::write(&records, text).expect("our folder");
    let records = records.to_string_lossy().into_owned();
    let out = world.directory.path().join("out.csv").to_string_lossy().into_owned();
    let said = run(&world, &["link", "run", "--input", &records, "--out", &out]);
    said.is(0)
        .says("4 records are 4 persons")
        .warns("1 rows have no record_id and are left out; the first is in line 4")
        .warns("2 rows have too few or too many columns")
        .warns("1 values of dob cannot be read")
        .warns("1 values of nhs_number cannot be read")
        .warns("1 values of forename cannot be read");
    assert_eq!(fs::read_to_string(&out).expect("written").lines().count(), 5);
    let empty = file(&world, "empty.csv", HEADER).to_string_lossy().into_owned();
    run(&world, &["link", "run", "--input", &empty, "--out", &out]).is(0).says("0 records are 0 persons");
}

#[tokio::test]
async fn ten_thousand_people_of_one_birthday_or_one_address_are_matched_in_seconds() {
    use std::fmt::Write as _;
    let world = World::new().await;
    let mut text = HEADER.to_owned();
    for person in 0..10_000_u32 {
        let name = ["Poppy", "Noah", "Amara", "Leo", "Iris"][person as usize % 5];
        let family: String = person.to_string().bytes().map(|digit| char::from(b'k' + digit - b'0')).collect();
        let day = if person < 5_000 { "1900-01-01".to_owned() } else { format!("20{:02}-06-01", person % 20) };
        writeln!(text, "r{person:05},gp,,,{name},,El{family},{day},,,1 Hostel Road,LX1 1AA,07700900118,,Sarah,Ellis,")
            .expect("text grows");
    }
    let records = file(&world, "records.csv", &text).to_string_lossy().into_owned();
    let out = world.directory.path().join("out.csv").to_string_lossy().into_owned();
    let began = std::time::Instant::now();
    let said = run(&world, &["link", "run", "--input", &records, "--out", &out]);
    said.is(0).warns("were too large to compare pair by pair");
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
