//! The options of one example, taken one by one: what is left over is what our
//! part cannot express.

use kith::web::components::{Html, Label, Size};
use serde_json::{Map, Value};

/// What an example asks for that our part does not have.
pub type Lacks = String;

/// The options of one example, or of one of its items.
pub struct Given {
    options: Map<String, Value>,
}

impl Given {
    pub fn new(value: Value) -> Result<Self, Lacks> {
        match value {
            Value::Object(options) => Ok(Self { options }),
            other => Err(format!("an option that is {other}")),
        }
    }

    /// Takes an option; what is `null` is not there.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.options.remove(name).filter(|value| !value.is_null())
    }

    pub fn has(&self, name: &str) -> bool {
        self.options.contains_key(name)
    }

    /// Whether a list has a place that is left empty.
    pub fn has_gap(&self, name: &str) -> bool {
        self.options.get(name).and_then(Value::as_array).is_some_and(|items| items.contains(&Value::Bool(false)))
    }

    pub fn flag(&mut self, name: &str) -> bool {
        self.take(name) == Some(Value::Bool(true))
    }

    pub fn string(&mut self, name: &str) -> Result<Option<String>, Lacks> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(name.to_owned()),
        }
    }

    pub fn wants(&mut self, name: &str) -> Result<String, Lacks> {
        self.string(name)?.ok_or_else(|| format!("no {name}"))
    }

    /// Text, or markup, or an object with either.
    pub fn html(&mut self, name: &str) -> Result<Option<Html>, Lacks> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(Html::from(text))),
            Some(Value::Object(options)) => {
                let mut inner = Self { options };
                let html = inner.text_or_html()?;
                inner.done().map_err(|lacks| format!("{name}: {lacks}"))?;
                Ok(html)
            }
            Some(other) => Err(format!("{name}: {other}")),
        }
    }

    /// The options `text` or `html` of this object.
    pub fn text_or_html(&mut self) -> Result<Option<Html>, Lacks> {
        if let Some(markup) = self.string("html")? {
            return Ok(Some(markup_of(markup)));
        }
        Ok(self.string("text")?.map(Html::from))
    }

    /// Plain text, or an object with it.
    pub fn plain(&mut self, name: &str) -> Result<Option<String>, Lacks> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Object(options)) => {
                let mut inner = Self { options };
                let text = inner.string("text")?;
                inner.done().map_err(|lacks| format!("{name}: {lacks}"))?;
                Ok(text)
            }
            Some(other) => Err(format!("{name}: {other}")),
        }
    }

    /// The words over a field or a group: plain, sized, or the page's heading.
    pub fn label(&mut self, name: &str) -> Result<Label, Lacks> {
        let mut inner = match self.take(name).ok_or_else(|| format!("no {name}"))? {
            Value::String(text) => return Ok(Label::new(text)),
            other => Self::new(other)?,
        };
        let heading = inner.string("heading")?;
        let is_heading = heading.is_some();
        let text = heading.or(inner.string("text")?).ok_or_else(|| format!("no words in {name}"))?;
        let mut label = Label::new(text);
        if let Some(size) = inner.size()? {
            label = label.size(size);
        }
        if is_heading {
            label = label.heading();
        }
        inner.done().map_err(|lacks| format!("{name}: {lacks}"))?;
        Ok(label)
    }

    /// The legend of the option `fieldset`; `None` where there is none.
    pub fn legend(&mut self) -> Result<Option<Label>, Lacks> {
        let Some(fieldset) = self.take("fieldset") else { return Ok(None) };
        let mut fieldset = Self::new(fieldset)?;
        let label = fieldset.label("legend")?;
        fieldset.done()?;
        Ok(Some(label))
    }

    pub fn size(&mut self) -> Result<Option<Size>, Lacks> {
        Ok(match self.string("size")?.as_deref() {
            None => None,
            Some("s") => Some(Size::S),
            Some("m") => Some(Size::M),
            Some("l") => Some(Size::L),
            Some("xl") => Some(Size::Xl),
            Some(size) => return Err(format!("size {size}")),
        })
    }

    /// The items of a list; an example with a gap in it leaves it out.
    pub fn items(&mut self, name: &str) -> Result<Vec<Self>, Lacks> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                items.into_iter().filter(|item| *item != Value::Bool(false)).map(Self::new).collect()
            }
            Some(_) => Err(name.to_owned()),
        }
    }

    /// Everything was expressed, or this is lacking.
    pub fn done(self) -> Result<(), Lacks> {
        let left: Vec<&str> =
            self.options.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str()).collect();
        if left.is_empty() { Ok(()) } else { Err(left.join(", ")) }
    }
}

/// Markup of an example as if it stood in the program.
pub fn markup_of(markup: String) -> Html {
    Html::fixed(markup.leak())
}
