//! Families and who is in them. Which people make a family is derived from
//! records and links; here it is only kept.

use jiff::Timestamp;
use kith_core::id::{FamilyId, PersonId};
use kith_core::statement::Part;

use crate::cell::{Row, args, list};
use crate::{Keys, StoreError, Tx};

/// One person's place in one family.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyMember {
    /// The family.
    pub family: FamilyId,
    /// The person.
    pub person: PersonId,
    /// The part played in it: the subject is a child.
    pub part: Part,
    /// Belongs to the family and lives somewhere else.
    pub lives_elsewhere: bool,
}

impl Tx {
    /// Makes new families.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where one is there already.
    pub async fn add_families(&mut self, families: &[FamilyId], now: Timestamp) -> Result<(), StoreError> {
        let rows = families.iter().map(|family| args![*family, now]).collect();
        self.insert("INSERT INTO family (id, created_at)", "", rows).await
    }

    /// Sends everybody who asks for family `from` to family `to` from now on;
    /// its members are gone from it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no family `from`.
    pub async fn redirect_family(&mut self, from: FamilyId, to: FamilyId) -> Result<(), StoreError> {
        let touched = self.run("UPDATE family SET redirect_to = $2 WHERE id = $1", &args![from, to]).await?;
        self.run("DELETE FROM family_member WHERE family_id = $1", &args![from]).await?;
        self.run("DELETE FROM family_relation WHERE family_id = $1", &args![from]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("family", from)) }
    }

    /// The family that a reference means today, at the end of all redirects.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Corrupt`]
    /// when redirects go round in a circle.
    pub async fn resolve_family(&mut self, family: FamilyId) -> Result<FamilyId, StoreError> {
        let mut now = family;
        for _ in 0..super::MOST_REDIRECTS {
            let row = self.first("SELECT id, redirect_to FROM family WHERE id = $1", &args![now]).await?;
            let row = row.ok_or_else(|| StoreError::not_found("family", family))?;
            let mut cells = row.cells("family");
            let (found, next): (FamilyId, Option<FamilyId>) = (cells.next()?, cells.next()?);
            match next {
                Some(next) => now = next,
                None => return Ok(found),
            }
        }
        Err(StoreError::Corrupt { table: "family", row: family.to_string() })
    }

    /// The family that a reference means today, or `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when redirects go round in a circle.
    pub async fn standing_family(&mut self, family: FamilyId) -> Result<Option<FamilyId>, StoreError> {
        match self.resolve_family(family).await {
            Ok(family) => Ok(Some(family)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(failed) => Err(failed),
        }
    }

    /// Every reference that leads to this family today, itself among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn names_of_family(&mut self, family: FamilyId) -> Result<Vec<FamilyId>, StoreError> {
        let sql = "WITH RECURSIVE name (id) AS (SELECT id FROM family WHERE id = $1 \
                   UNION SELECT family.id FROM family JOIN name ON family.redirect_to = name.id) SELECT id FROM name";
        self.all(sql, &args![family]).await?.iter().map(|row| row.cells("family").next()).collect()
    }

    /// Replaces the members of these families.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a person comes twice in a family.
    pub async fn set_members(&mut self, families: &[FamilyId], members: &[FamilyMember]) -> Result<(), StoreError> {
        let sql = "DELETE FROM family_member WHERE family_id IN (SELECT value FROM json_each($1))";
        self.run_later(sql, &[list(families)]).await?;
        let rows = members
            .iter()
            .map(|member| args![member.family, member.person, member.part, member.lives_elsewhere])
            .collect();
        let into = "INSERT INTO family_member (family_id, person_id, part, lives_elsewhere)";
        self.insert(into, "", rows).await
    }

    /// Who is in a family.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn family_members(&mut self, family: FamilyId) -> Result<Vec<FamilyMember>, StoreError> {
        let sql = "SELECT family_id, person_id, part, lives_elsewhere FROM family_member \
                   WHERE family_id = $1 ORDER BY person_id";
        self.each(sql, &args![family], member).await
    }

    /// Who is in these families, family by family.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn members_of_families(&mut self, families: &[FamilyId]) -> Result<Vec<FamilyMember>, StoreError> {
        let sql = "SELECT family_id, person_id, part, lives_elsewhere FROM family_member \
                   WHERE family_id IN (SELECT value FROM json_each($1)) ORDER BY family_id, person_id";
        self.each(sql, &[list(families)], member).await
    }

    /// Who is in any family with any of these people, themselves included.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn members_beside(&mut self, persons: &[PersonId]) -> Result<Vec<FamilyMember>, StoreError> {
        let sql = "SELECT family_id, person_id, part, lives_elsewhere FROM family_member WHERE family_id IN \
                   (SELECT family_id FROM family_member WHERE person_id IN (SELECT value FROM json_each($1))) \
                   ORDER BY family_id, person_id";
        self.each(sql, &[list(persons)], member).await
    }

    /// The places that these people have in families.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn families_of_persons(&mut self, persons: &[PersonId]) -> Result<Vec<FamilyMember>, StoreError> {
        if persons.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT family_id, person_id, part, lives_elsewhere FROM family_member \
                   WHERE person_id IN (SELECT value FROM json_each($1)) ORDER BY person_id, family_id";
        self.each(sql, &[list(persons)], member).await
    }

    /// At most `limit` families that are no redirects, after `after`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn families(&mut self, after: Option<FamilyId>, limit: u32) -> Result<Vec<FamilyId>, StoreError> {
        let sql = "SELECT id FROM family WHERE id > $1 AND redirect_to IS NULL ORDER BY id LIMIT $2";
        let after = after.map(|family| family.to_string()).unwrap_or_default();
        self.all(sql, &args![after, limit]).await?.iter().map(|row| row.cells("family").next()).collect()
    }
}

pub(crate) fn member(_: &Keys, row: &Row) -> Result<FamilyMember, StoreError> {
    let mut cells = row.cells("family_member");
    Ok(FamilyMember {
        family: cells.next()?,
        person: cells.next()?,
        part: cells.next()?,
        lives_elsewhere: cells.next()?,
    })
}
