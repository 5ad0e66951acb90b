//! A file to send.

use askama::Template;

use super::field::FieldHead;
use super::{Html, Label, part};

/// A file to send. The design system's script for it is left out: the names of
/// its button differ for eyes and ears.
#[derive(Template)]
#[template(path = "components/file_upload.html")]
pub struct FileUpload {
    head: FieldHead,
    name: String,
    accepts: &'static str,
}

impl FileUpload {
    /// One file.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        let name = name.into();
        Self { head: FieldHead::new(&name, label), name, accepts: "" }
    }

    /// The kinds of file that the browser offers first: ".csv,.xlsx".
    #[must_use]
    pub fn accepts(mut self, kinds: &'static str) -> Self {
        self.accepts = kinds;
        self
    }

    /// Help under the words.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Html>) -> Self {
        self.head.hint = Some(hint.into());
        self
    }

    /// What to put right, if anything.
    #[must_use]
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.head.error = error.map(Html::from);
        self
    }
}

part!(FileUpload);
