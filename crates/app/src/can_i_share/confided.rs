//! What of the asker's own notes was told in confidence (S002-10a, ¶10): to
//! whom, and what for. The words themselves stay in the note.

use kith_core::id::ContactId;
use kith_core::sharing::Kind;
use kith_store::Tx;

use crate::AppError;
use crate::look::Look;
use crate::words::date_words;

/// The marks on the own service's notes, where the question is about notes.
pub(super) async fn of_own_service(tx: &mut Tx, look: &Look, kinds: &[String]) -> Result<Vec<String>, AppError> {
    let is_of_notes = |word: &String| {
        matches!(Kind::from_word(word), Some(Kind::Contacts | Kind::Health | Kind::SensitiveHealth | Kind::Support))
    };
    if !kinds.iter().any(is_of_notes) {
        return Ok(Vec::new());
    }
    let records: Vec<_> = look.copies.iter().map(|copy| copy.record).collect();
    let rows = tx.contact_dates(&records, jiff::civil::Date::MIN).await?;
    let own: Vec<_> = rows.iter().filter(|row| look.is_own(row.service)).collect();
    let ids: Vec<ContactId> = own.iter().map(|row| row.contact).collect();
    let notes = tx.contact_notes(&ids).await?;
    let mut marks = Vec::new();
    for row in own {
        let statements = notes.get(&row.contact).into_iter().flatten();
        for confided in statements.filter_map(|statement| statement.confided.as_ref()) {
            marks.push(format!("{}: told to {}, for {}", date_words(row.happened_on), confided.to, confided.what_for));
        }
    }
    Ok(marks)
}
