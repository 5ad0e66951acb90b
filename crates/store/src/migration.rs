//! The steps that make the tables: numbered, forward only, one text for both
//! engines.

use sha2::{Digest as _, Sha256};

use crate::StoreError;
use crate::cell::args;
use crate::connection::Connection;
use crate::error::SchemaError;

/// Every step, in order; the first is number 1.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_the_road.sql"),
    include_str!("../migrations/0002_the_ledger.sql"),
    include_str!("../migrations/0003_rule_editions.sql"),
    include_str!("../migrations/0004_advice.sql"),
    include_str!("../migrations/0005_own_passwords.sql"),
    include_str!("../migrations/0006_team_list.sql"),
    include_str!("../migrations/0007_agreements.sql"),
    include_str!("../migrations/0008_team_members.sql"),
    include_str!("../migrations/0009_matching.sql"),
    include_str!("../migrations/0010_tracing.sql"),
    include_str!("../migrations/0011_support.sql"),
    include_str!("../migrations/0012_births.sql"),
    include_str!("../migrations/0013_antenatal.sql"),
    include_str!("../migrations/0014_visits.sql"),
    include_str!("../migrations/0015_messages.sql"),
    include_str!("../migrations/0016_agreement_work.sql"),
    include_str!("../migrations/0017_facts.sql"),
    include_str!("../migrations/0018_border.sql"),
    include_str!("../migrations/0019_mentors.sql"),
    include_str!("../migrations/0020_cards.sql"),
    include_str!("../migrations/0021_waiting_messages.sql"),
    include_str!("../migrations/0022_words_and_babies.sql"),
    include_str!("../migrations/0023_places_known.sql"),
    include_str!("../migrations/0024_relations.sql"),
    include_str!("../migrations/0025_letter_words.sql"),
    include_str!("../migrations/0026_visits_elsewhere.sql"),
    include_str!("../migrations/0027_parents_messages.sql"),
    include_str!("../migrations/0028_month_lists.sql"),
    include_str!("../migrations/0029_what_comes_in.sql"),
    include_str!("../migrations/0030_erased_messages.sql"),
    include_str!("../migrations/0031_centre_map.sql"),
];

/// Brings the tables up to this release.
pub(crate) async fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let known: Vec<(i64, &str)> = (1..).zip(STEPS.iter().copied()).collect();
    run_steps(connection, &known).await
}

async fn run_steps(connection: &mut Connection, known: &[(i64, &str)]) -> Result<(), StoreError> {
    let table = "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, digest TEXT NOT NULL)";
    connection.plain(table).await?;
    connection.plain("BEGIN").await?;
    let done = apply(connection, known).await;
    connection.plain(if done.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    done
}

async fn apply(connection: &mut Connection, known: &[(i64, &str)]) -> Result<(), StoreError> {
    // Taken first, so that two processes that start together take turns.
    connection.run("UPDATE migration SET digest = digest WHERE number = 0", &[]).await?;
    if matches!(connection, Connection::Postgres(_)) {
        connection.plain("LOCK TABLE migration IN ACCESS EXCLUSIVE MODE").await?;
    }
    let mut applied = 0;
    for row in connection.all("SELECT number, digest FROM migration ORDER BY number", &[]).await? {
        let mut cells = row.cells("migration");
        let (number, digest): (i64, String) = (cells.next()?, cells.next()?);
        match known.iter().find(|(step, _)| *step == number) {
            None => {
                let known = known.last().map_or(0, |(last, _)| *last);
                return Err(SchemaError::Newer { found: number, known }.into());
            }
            Some((_, text)) if digest_of(text) != digest => return Err(SchemaError::Edited { number }.into()),
            Some(_) => applied = number,
        }
    }
    for (number, text) in known.iter().filter(|(number, _)| *number > applied) {
        connection.script(text).await?;
        let digest = digest_of(text);
        connection.run("INSERT INTO migration (number, digest) VALUES ($1, $2)", &args![*number, &digest]).await?;
    }
    Ok(())
}

fn digest_of(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::run_steps;
    use crate::StoreError;
    use crate::connection::{Connection, Place, Use};
    use crate::error::SchemaError;
    use crate::tests::folder;

    #[tokio::test]
    async fn steps_run_once_and_a_changed_or_unknown_step_is_refused() {
        let folder = folder();
        let place = Place::Sqlite(folder.path().join("steps.db"));
        let mut connection = Connection::open(&place, Use::Writing).await.expect("opens");
        let first = (1, "CREATE TABLE a (x BIGINT)");
        let second = (2, "CREATE TABLE b (x BIGINT)");
        run_steps(&mut connection, &[first]).await.expect("the first step");
        run_steps(&mut connection, &[first, second]).await.expect("the second step");
        run_steps(&mut connection, &[first, second]).await.expect("nothing left to do");
        let edited = run_steps(&mut connection, &[(1, "CREATE TABLE a (x TEXT)"), second]).await;
        assert!(matches!(edited, Err(StoreError::Schema(SchemaError::Edited { number: 1 }))));
        let newer = run_steps(&mut connection, &[first]).await;
        assert!(matches!(newer, Err(StoreError::Schema(SchemaError::Newer { found: 2, known: 1 }))));
        let half = run_steps(&mut connection, &[first, second, (3, "CREATE TABLE c (x BIGINT); nonsense")]).await;
        assert!(half.is_err());
        run_steps(&mut connection, &[first, second, (3, "CREATE TABLE c (x BIGINT)")])
            .await
            .expect("nothing stayed half-done");
    }
}
