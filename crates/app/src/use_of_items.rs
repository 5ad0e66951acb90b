//! Who used what a service shared, and what for (S004-BAi); and how many shares
//! promote well-being, how many protect from harm (S002-4b). Counts only: no
//! family and no member of staff is named.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;
use kith_core::workforce::Role;
use kith_store::Tx;

use crate::door::event;
use crate::questions::KeptPart;
use crate::shares::AIMS;
use crate::{App, AppError, Asker};

/// How many decisions are read at once.
const PAGE: u32 = 1000;
/// How many months back.
const MONTHS: i64 = 12;

/// What of a service's was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UsedItem {
    /// What it wrote about a family and its children.
    Notes,
    /// What it wrote about an adult.
    NotesOfAdult,
    /// Support that it agreed with a family.
    Support,
}

impl UsedItem {
    /// The words for the screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Notes => "notes about the family",
            Self::NotesOfAdult => "notes about an adult",
            Self::Support => "support that was agreed",
        }
    }

    /// Which item a kept answer is about, and whose it is.
    fn of(part: &KeptPart) -> Option<(ServiceKind, Self)> {
        let (word, service) = part.what.split_once(':')?;
        let item = match word {
            "notes" => Self::Notes,
            "adult" => Self::NotesOfAdult,
            "support" => Self::Support,
            _ => return None,
        };
        Some((ServiceKind::from_word(service)?, item))
    }
}

/// How often one role used a service's items for one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseLine {
    /// Whose items.
    pub service: ServiceKind,
    /// Which of them.
    pub item: UsedItem,
    /// Who used them.
    pub role: Role,
    /// What for.
    pub purpose: &'static str,
    /// How many looks were let through.
    pub looks: u32,
    /// How many were turned away.
    pub refused: u32,
}

/// Uses and shares of the last twelve months.
#[derive(Debug, Clone)]
pub struct UsePage {
    /// Uses of items by other services, by whose they are.
    pub uses: Vec<UseLine>,
    /// What recorded shares are for: title and how many.
    pub aims: Vec<(&'static str, u32)>,
}

impl App {
    /// Shows to those who own what a service wrote who used it, and what for:
    /// to whoever works with families what their own service wrote, to the
    /// data lead every service whose involvement is not sensitive.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn use_of_items(&self, asker: &Asker, now: Timestamp) -> Result<UsePage, AppError> {
        let role = asker.staff.role;
        let own = asker.staff.service.filter(|_| role.works_with_families());
        if own.is_none() && role != Role::DataLead {
            return Err(AppError::NotFound);
        }
        let is_seen = move |service: ServiceKind| {
            if role == Role::DataLead { !service.is_existence_sensitive() } else { Some(service) == own }
        };
        let from = now - jiff::SignedDuration::from_hours(24 * 30 * MONTHS);
        let page = self.db.read(move |tx| Box::pin(async move { page(tx, from, is_seen).await })).await?;
        self.write_event(event(asker, Action::Look, now).with("page", "use")).await?;
        Ok(page)
    }
}

type Counted = BTreeMap<(ServiceKind, UsedItem, Role, String), (u32, u32)>;

async fn page(tx: &mut Tx, from: Timestamp, is_seen: impl Fn(ServiceKind) -> bool) -> Result<UsePage, AppError> {
    let mut counted = Counted::new();
    let services = tx.services_of_staff().await?;
    let mut last = None;
    loop {
        let decisions = tx.decisions_from(from, last, PAGE).await?;
        let Some(end) = decisions.last() else { break };
        last = Some((end.made_at, end.decision));
        for kept in &decisions {
            let parts: Vec<KeptPart> = serde_json::from_str(&kept.answers).unwrap_or_default();
            let of_user = services.get(&(kept.staff, kept.role)).copied().flatten();
            for part in &parts {
                let Some((service, item)) = UsedItem::of(part) else { continue };
                if Some(service) == of_user || !is_seen(service) {
                    continue;
                }
                let count = counted.entry((service, item, kept.role, kept.purpose.clone())).or_default();
                match part.outcome.as_str() {
                    "share" | "minimum_only" => count.0 += 1,
                    _ => count.1 += 1,
                }
            }
        }
    }
    let uses = counted.into_iter().map(|((service, item, role, purpose), (looks, refused))| UseLine {
        service,
        item,
        role,
        purpose: Purpose::from_word(&purpose).map_or("Not said", Purpose::title),
        looks,
        refused,
    });
    let mut aims: BTreeMap<String, u32> = BTreeMap::new();
    for (service, remark) in tx.shares_recorded(from).await? {
        if is_seen(service) {
            *aims.entry(remark.word("aim").to_owned()).or_default() += 1;
        }
    }
    let count = |word: &str| aims.get(word).copied().unwrap_or_default();
    Ok(UsePage { uses: uses.collect(), aims: AIMS.iter().map(|(word, title)| (*title, count(word))).collect() })
}
