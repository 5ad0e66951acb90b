//! A watched folder: national messages that lie in it are taken in.
//!
//! A file is read only once it is whole: it keeps its size and time from one
//! look to the next, and ends as a message ends; one that does not end so is
//! waited for a little longer. It is moved away only after the records hold
//! it, so that a crash at any point loses nothing: the same file again is
//! known by what it holds.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use kith_app::{App, Arrival, Channel, MessageOutcome, MessageState, Who};
use kith_exchange::message::MOST_BYTES;

use crate::clock::Clock;

/// How often the folder is looked at.
pub const LOOK_EVERY: Duration = Duration::from_millis(250);

/// So many looks a file that does not end as a message is waited for.
const PATIENCE: u32 = 20;

/// So many files are taken together: several groups of messages, of which one
/// is read while another is written.
const GROUP: usize = 5_000;

/// So many bytes of files are held in memory together.
const GROUP_BYTES: u64 = 48 << 20;

/// What a look at the folder did, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Messages that came for the first time.
    pub new: u64,
    /// Messages that were here already.
    pub repeats: u64,
    /// Messages that were moved to quarantine.
    pub quarantined: u64,
    /// Messages that are kept and wait for an agreement.
    pub held: u64,
}

/// How a file was when it was last looked at.
struct Seen {
    size: u64,
    changed: Option<SystemTime>,
    looks: u32,
}

/// The folder.
pub struct Inbox {
    folder: PathBuf,
    done: PathBuf,
    quarantine: PathBuf,
    seen: HashMap<OsString, Seen>,
}

impl Inbox {
    /// Opens a folder, and makes the two that files are moved to.
    ///
    /// # Errors
    /// When the folder cannot be used, with what to do.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let make = |path: PathBuf| {
            std::fs::create_dir_all(&path).with_context(|| {
                format!("the folder {} cannot be made; choose another with --inbox", path.display())
            })?;
            Ok::<_, anyhow::Error>(path)
        };
        let folder = make(folder.to_owned())?;
        let (done, quarantine) = (make(folder.join("done"))?, make(folder.join("quarantine"))?);
        Ok(Self { folder, done, quarantine, seen: HashMap::new() })
    }

    /// Looks once: takes every file that is whole.
    ///
    /// # Errors
    /// When the folder cannot be read or the records cannot be written; what
    /// was not moved away is taken at the next look.
    pub async fn sweep(&mut self, app: &App, clock: &Clock) -> anyhow::Result<Swept> {
        let ready = self.whole_files()?;
        self.take(app, (&Who::Job, Channel::Folder), clock, ready).await
    }

    /// Takes every file that lies there now, without waiting for anything.
    ///
    /// # Errors
    /// As [`Inbox::sweep`].
    pub async fn take_all(&mut self, app: &App, clock: &Clock) -> anyhow::Result<Swept> {
        let all = files_in(&self.folder)?.into_iter().map(|(name, size, _)| (name, size)).collect();
        self.take(app, (&Who::Operator, Channel::CommandLine), clock, all).await
    }

    /// Files that are as they were at the last look, oldest name first.
    fn whole_files(&mut self) -> anyhow::Result<Vec<(OsString, u64)>> {
        let found = files_in(&self.folder)?;
        let mut before = std::mem::take(&mut self.seen);
        let mut whole = Vec::new();
        for (name, size, changed) in found {
            let looks = match before.remove(&name) {
                Some(seen) if seen.size == size && seen.changed == changed => seen.looks.saturating_add(1),
                _ => 0,
            };
            if looks >= PATIENCE || (looks > 0 && ends_as_message(&self.folder.join(&name), size)) {
                whole.push((name.clone(), size));
            }
            self.seen.insert(name, Seen { size, changed, looks });
        }
        Ok(whole)
    }

    async fn take(
        &mut self,
        app: &App,
        (who, channel): (&Who, Channel),
        clock: &Clock,
        files: Vec<(OsString, u64)>,
    ) -> anyhow::Result<Swept> {
        let mut swept = Swept::default();
        for group in groups(files) {
            let mut arrivals = Vec::with_capacity(group.len());
            let mut names = Vec::with_capacity(group.len());
            for name in group {
                // Somebody may have taken it away again.
                let Ok(bytes) = read(&self.folder.join(&name)) else { continue };
                arrivals.push(Arrival { name: name.to_string_lossy().into_owned(), bytes });
                names.push(name);
            }
            let outcomes = app.receive_messages(who, channel, arrivals, clock.now()).await?;
            for (name, outcome) in names.iter().zip(&outcomes) {
                self.move_away(name, outcome)?;
                swept.repeats += u64::from(outcome.is_repeat);
                swept.new += u64::from(!outcome.is_repeat);
                swept.quarantined += u64::from(outcome.state == MessageState::Quarantined);
                swept.held += u64::from(outcome.state == MessageState::Held);
                self.seen.remove(name);
            }
        }
        Ok(swept)
    }

    fn move_away(&self, name: &OsString, outcome: &MessageOutcome) -> anyhow::Result<()> {
        let is_bad = outcome.state == MessageState::Quarantined;
        let folder = if is_bad { &self.quarantine } else { &self.done };
        let target = free_name(folder, name);
        if let Some((what, how)) = outcome.problem.as_ref().filter(|_| is_bad) {
            let words = format!("{what}\n{how}\nKith keeps this message as {}.\n", outcome.message);
            let mut beside = target.clone().into_os_string();
            beside.push(".txt");
            std::fs::write(&beside, words)
                .with_context(|| format!("cannot write to {}; check the rights of the folder", folder.display()))?;
        }
        std::fs::rename(self.folder.join(name), &target).with_context(|| {
            format!(
                "cannot move a file from {} to {}; check the rights of both",
                self.folder.display(),
                folder.display()
            )
        })
    }
}

/// Every file in a folder but those that say they are not finished, by name.
fn files_in(folder: &Path) -> anyhow::Result<Vec<(OsString, u64, Option<SystemTime>)>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("the folder {} cannot be read; check its rights", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let Ok(entry) = entry else { continue };
        let Ok(data) = entry.metadata() else { continue };
        let name = entry.file_name();
        let unfinished = {
            let name = name.to_string_lossy().to_ascii_lowercase();
            name.starts_with('.') || [".part", ".tmp", ".partial"].iter().any(|end| name.ends_with(end))
        };
        if data.is_file() && !unfinished {
            files.push((name, data.len(), data.modified().ok()));
        }
    }
    files.sort();
    Ok(files)
}

/// Files in groups that are neither too many nor too large.
fn groups(files: Vec<(OsString, u64)>) -> Vec<Vec<OsString>> {
    let (mut groups, mut bytes) = (Vec::<Vec<OsString>>::new(), 0);
    for (name, size) in files {
        let size = size.min(MOST_BYTES as u64);
        bytes += size;
        match groups.last_mut() {
            Some(group) if group.len() < GROUP && bytes <= GROUP_BYTES => group.push(name),
            _ => {
                bytes = size;
                groups.push(vec![name]);
            }
        }
    }
    groups
}

/// A file to its end, but never more than shows that it is too long.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the last sign of a file closes a message.
fn ends_as_message(path: &Path, size: u64) -> bool {
    use std::io::Seek;
    let end = || -> std::io::Result<Vec<u8>> {
        let mut file = std::fs::File::open(path)?;
        file.seek(std::io::SeekFrom::Start(size.saturating_sub(200)))?;
        let mut end = Vec::new();
        file.take(200).read_to_end(&mut end)?;
        Ok(end)
    };
    end().is_ok_and(|end| end.trim_ascii_end().ends_with(b"Bundle>"))
}

/// A name that is free in a folder: files of one name may come again.
fn free_name(folder: &Path, name: &OsString) -> PathBuf {
    let plain = folder.join(name);
    if !plain.exists() {
        return plain;
    }
    let numbered = |number: u32| {
        let mut other = OsString::from(format!("{number}-"));
        other.push(name);
        folder.join(other)
    };
    (2..).map(numbered).find(|path| !path.exists()).unwrap_or(plain)
}

/// Looks at the folder for as long as the process runs.
pub async fn watch(mut inbox: Inbox, app: App, clock: Clock) {
    if let Err(error) = app.be_ready_for_messages().await {
        tracing::warn!("the records could not be read ahead of the first message: {error}");
    }
    let mut every = tokio::time::interval(LOOK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut was_wrong = false;
    loop {
        every.tick().await;
        match inbox.sweep(&app, &clock).await {
            Ok(_) => was_wrong = false,
            Err(error) if was_wrong => tracing::debug!("the inbox still cannot be used: {error:#}"),
            Err(error) => {
                was_wrong = true;
                tracing::error!("the inbox cannot be used: {error:#}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Inbox, PATIENCE, free_name};

    #[test]
    fn a_file_is_taken_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut inbox = Inbox::open(folder.path()).expect("opens");
        let path = folder.path().join("a.xml");
        std::fs::write(&path, "<Bundle><half").expect("written");
        std::fs::write(folder.path().join("b.xml.part"), "</Bundle>").expect("written");
        for _ in 0..PATIENCE {
            assert!(inbox.whole_files().expect("read").is_empty(), "it may still be on its way");
        }
        assert_eq!(inbox.whole_files().expect("read").len(), 1, "nobody waits for ever");
        std::fs::write(&path, "<Bundle><half/></Bundle>\n").expect("written");
        assert!(inbox.whole_files().expect("read").is_empty());
        assert_eq!(inbox.whole_files().expect("read").len(), 1);
    }

    #[test]
    fn a_file_of_the_same_name_gets_another_place() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.xml"), "").expect("written");
        assert_eq!(free_name(folder.path(), &"a.xml".into()), folder.path().join("2-a.xml"));
        assert_eq!(free_name(folder.path(), &"b.xml".into()), folder.path().join("b.xml"));
    }
}
