//! How far long work has come: one moving line on a terminal, one line each
//! tenth elsewhere, one object a line for programs. Always on the error
//! stream, so that results stay alone on the other one.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// In which form progress is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Not at all.
    Silent,
    /// A line that moves.
    Bar,
    /// A line each tenth.
    Tenths,
    /// A JSON object each tenth.
    Json,
}

impl Form {
    /// The form for the flags given and for where the error stream goes.
    pub(super) fn choose(is_quiet: bool, no_bar: bool, is_json: bool) -> Self {
        match (is_quiet, is_json, no_bar || !std::io::stderr().is_terminal()) {
            (true, _, _) => Self::Silent,
            (false, true, _) => Self::Json,
            (false, false, true) => Self::Tenths,
            (false, false, false) => Self::Bar,
        }
    }
}

/// Tells how far one piece of work has come.
pub(super) struct Progress {
    form: Form,
    now: Mutex<Step>,
}

/// The step that is told about now.
struct Step {
    title: String,
    unit: &'static str,
    tenths: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Progress in this form.
    pub(super) fn new(form: Form) -> Self {
        Self { form, now: Mutex::new(Step { title: String::new(), unit: "rows", tenths: 0, bar: None }) }
    }

    /// Starts the next step, unless it is under way; the one before is done.
    pub(super) fn step(&self, title: &str, unit: &'static str) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.title == title {
            return;
        }
        if let Some(bar) = now.bar.take() {
            bar.finish_and_clear();
        }
        title.clone_into(&mut now.title);
        now.unit = unit;
        now.tenths = 0;
        if self.form == Form::Bar {
            now.bar = Some(moving_line(title, unit));
        }
    }

    /// `done` of `total` are done; a total of none is not known yet.
    pub(super) fn at(&self, done: u64, total: Option<u64>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &now.bar {
            if let Some(total) = total {
                bar.set_length(total);
            }
            bar.set_position(done);
        }
        let Some(total) = total.filter(|total| *total > 0) else { return };
        let tenths = done * 10 / total;
        if tenths <= now.tenths {
            return;
        }
        now.tenths = tenths;
        let (title, unit, percent) = (&now.title, now.unit, tenths * 10);
        match self.form {
            Form::Tenths => tell(&format!("{title}: {done} of {total} {unit}, {percent}%")),
            Form::Json => tell(&serde_json::json!({ "event": title, "done": done, "total": total }).to_string()),
            Form::Silent | Form::Bar => {}
        }
    }

    /// Says something between two steps, without breaking the moving line.
    pub(super) fn say(&self, words: &str) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = now.bar.take() {
            bar.finish_and_clear();
        }
        match self.form {
            Form::Silent => {}
            Form::Json => tell(&serde_json::json!({ "event": "words", "words": words }).to_string()),
            Form::Bar | Form::Tenths => tell(words),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.now.get_mut().unwrap_or_else(PoisonError::into_inner).bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn moving_line(title: &str, unit: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg} {bar:10} {human_pos} of {human_len} {unit}, {speed} a second, {left} left")
            .expect("the template is written right")
            .with_key("unit", move |_: &ProgressState, words: &mut dyn std::fmt::Write| {
                let _ = words.write_str(unit);
            })
            .with_key("speed", |state: &ProgressState, words: &mut dyn std::fmt::Write| {
                let _ = write!(words, "{}", indicatif::HumanCount(state.per_sec().round().clamp(0.0, 1e12) as u64));
            })
            .with_key("left", |state: &ProgressState, words: &mut dyn std::fmt::Write| {
                let seconds = state.eta().as_secs();
                let _ = write!(words, "{}:{:02}", seconds / 60, seconds % 60);
            })
            .progress_chars("██░");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style);
    bar.set_message(title.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tell(words: &str) {
    // Progress that nobody can read must not stop the work.
    let _ = writeln!(std::io::stderr(), "{words}");
}

#[cfg(test)]
mod tests {
    use super::{Form, Progress};

    #[test]
    fn a_step_without_a_known_total_is_told_without_fault() {
        let progress = Progress::new(Form::Bar);
        progress.step("Reading births.csv", "rows");
        progress.at(10, None);
        progress.at(10, Some(0));
        progress.at(20, Some(10));
        progress.say("done");
    }

    #[test]
    fn quiet_is_stronger_than_every_form() {
        assert_eq!(Form::choose(true, true, true), Form::Silent);
        assert_eq!(Form::choose(false, false, true), Form::Json);
        assert_eq!(Form::choose(false, true, false), Form::Tenths);
    }
}
