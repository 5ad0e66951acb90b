//! A tree of named nodes, as XML and JSON both are, and ways through it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::ops::Range;

use crate::map::{Path, Step, Test, key_of};

/// A node by its place in the tree.
pub(crate) type NodeId = usize;

/// The most nodes that a file may have.
pub(crate) const MOST_NODES: usize = 10_000_000;
/// The deepest that a file may nest.
pub(crate) const MOST_DEPTH: usize = 120;

/// The most looks at a node that reading a file may take: a file made to have
/// every row look through every other must not hold the reader up.
const MOST_STEPS: u64 = 1_000_000_000;

/// A whole document. Node 0 stands above everything.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    names: Vec<String>,
    keys: Vec<String>,
    by_name: HashMap<String, u32>,
    text: String,
    /// The text of nodes that have some behind their children as well: joined
    /// here, so that each piece is copied once however many there are.
    mixed: HashMap<NodeId, String>,
    attributes: Vec<(u32, Range<usize>)>,
    steps_taken: Cell<u64>,
    /// The resources of a bundle by the address that others refer to.
    resources: OnceCell<HashMap<String, NodeId>>,
}

struct Node {
    name: u32,
    line: u32,
    parent: NodeId,
    first_child: Option<NodeId>,
    last_child: Option<NodeId>,
    next: Option<NodeId>,
    text: Range<usize>,
    attributes: Range<usize>,
}

impl Tree {
    pub(crate) const TOP: NodeId = 0;

    pub(crate) fn new() -> Self {
        let mut tree = Self {
            nodes: Vec::new(),
            names: Vec::new(),
            keys: Vec::new(),
            by_name: HashMap::new(),
            text: String::new(),
            mixed: HashMap::new(),
            attributes: Vec::new(),
            steps_taken: Cell::new(0),
            resources: OnceCell::new(),
        };
        let name = tree.name_id("");
        tree.nodes.push(Node {
            name,
            line: 0,
            parent: Self::TOP,
            first_child: None,
            last_child: None,
            next: None,
            text: 0..0,
            attributes: 0..0,
        });
        tree
    }

    /// Adds a child; `None` when the tree is full.
    pub(crate) fn add(&mut self, parent: NodeId, name: &str, line: u32) -> Option<NodeId> {
        let id = self.nodes.len();
        if id >= MOST_NODES {
            return None;
        }
        let name = self.name_id(name);
        let attributes = self.attributes.len()..self.attributes.len();
        self.nodes.push(Node {
            name,
            line,
            parent,
            first_child: None,
            last_child: None,
            next: None,
            text: 0..0,
            attributes,
        });
        let last = self.nodes[parent].last_child.replace(id);
        match last {
            Some(last) => self.nodes[last].next = Some(id),
            None => self.nodes[parent].first_child = Some(id),
        }
        Some(id)
    }

    /// Adds an attribute to the node that was added last.
    pub(crate) fn add_attribute(&mut self, name: &str, value: &str) {
        let name = self.name_id(name);
        let start = self.text.len();
        self.text.push_str(value);
        self.attributes.push((name, start..self.text.len()));
        if let Some(node) = self.nodes.last_mut() {
            node.attributes.end = self.attributes.len();
        }
    }

    /// Adds text to a node, behind what it has.
    pub(crate) fn add_text(&mut self, node: NodeId, text: &str) {
        if let Some(mixed) = self.mixed.get_mut(&node) {
            mixed.push_str(text);
            return;
        }
        let end = self.text.len();
        let own = self.nodes[node].text.clone();
        if own.is_empty() {
            self.text.push_str(text);
            self.nodes[node].text = end..self.text.len();
        } else if own.end == end {
            self.text.push_str(text);
            self.nodes[node].text.end = self.text.len();
        } else {
            self.mixed.insert(node, format!("{}{text}", &self.text[own]));
        }
    }

    fn name_id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.keys.push(key_of(name));
        self.by_name.insert(name.to_owned(), id);
        id
    }

    fn key(&self, name: u32) -> &str {
        usize::try_from(name).ok().and_then(|place| self.keys.get(place)).map_or("", String::as_str)
    }

    /// The name of a node as the file writes it.
    pub(crate) fn name(&self, node: NodeId) -> &str {
        let name = usize::try_from(self.nodes[node].name).unwrap_or(0);
        self.names.get(name).map_or("", String::as_str)
    }

    /// The line of the file on which a node starts.
    pub(crate) fn line(&self, node: NodeId) -> u64 {
        u64::from(self.nodes[node].line)
    }

    /// The text of a node itself, not of what is in it.
    pub(crate) fn text(&self, node: NodeId) -> &str {
        self.mixed.get(&node).map_or_else(|| &self.text[self.nodes[node].text.clone()], String::as_str).trim()
    }

    /// The children of a node, in order.
    pub(crate) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.nodes[node].first_child, |child| self.nodes[*child].next)
    }

    /// Whether a node has children.
    pub(crate) fn is_branch(&self, node: NodeId) -> bool {
        self.nodes[node].first_child.is_some()
    }

    /// Every node below the top, in the order of the file.
    pub(crate) fn all(&self) -> Range<NodeId> {
        1..self.nodes.len()
    }

    fn attribute(&self, node: NodeId, key: &str) -> Option<&str> {
        let attributes = self.attributes.get(self.nodes[node].attributes.clone())?;
        let (_, place) = attributes.iter().find(|(name, _)| self.key(*name) == key)?;
        self.text.get(place.clone())
    }

    /// The nodes that a path leads to from a node.
    pub(crate) fn follow(&self, from: NodeId, path: &Path) -> Vec<NodeId> {
        let start = (0..path.up).fold(from, |node, _| self.nodes[node].parent);
        path.steps
            .iter()
            .fold(vec![start], |nodes, step| nodes.into_iter().flat_map(|node| self.step(node, step)).collect())
    }

    /// The first filled value that a path leads to.
    pub(crate) fn value(&self, from: NodeId, path: &Path) -> Option<Cow<'_, str>> {
        let found = self.follow(from, path);
        let mut texts = found.into_iter().filter_map(|node| match &path.attribute {
            Some(key) => self.attribute(node, key),
            None => Some(self.text(node)),
        });
        texts.find(|text| !text.trim().is_empty()).map(Cow::Borrowed)
    }

    fn step(&self, node: NodeId, step: &Step) -> Vec<NodeId> {
        let children = self.children(node).take_while(|_| !self.is_worn_out());
        let fitting = children.filter(|child| self.fits(*child, step));
        let found: Vec<NodeId> = match step.nth {
            Some(nth) => fitting.skip(nth).take(1).collect(),
            None => fitting.collect(),
        };
        if !step.is_reference {
            return found;
        }
        found.into_iter().filter_map(|node| self.resource(node)).collect()
    }

    /// The resource that a reference names by the address of its entry.
    fn resource(&self, reference: NodeId) -> Option<NodeId> {
        let address = self.attribute(reference, "value").unwrap_or_else(|| self.text(reference));
        self.resources.get_or_init(|| self.addresses()).get(address).copied()
    }

    fn addresses(&self) -> HashMap<String, NodeId> {
        let mut addresses = HashMap::new();
        for node in self.all().filter(|node| self.key(self.nodes[*node].name) == "fullurl") {
            let address = self.attribute(node, "value").unwrap_or_else(|| self.text(node));
            let mut beside = self.children(self.nodes[node].parent);
            if let Some(resource) = beside.find(|node| self.key(self.nodes[*node].name) == "resource") {
                addresses.entry(address.to_owned()).or_insert(resource);
            }
        }
        addresses
    }

    /// Whether the file took more looks than any real one does. From then on
    /// nothing is found in it any more.
    pub(crate) fn is_worn_out(&self) -> bool {
        self.steps_taken.get() > MOST_STEPS
    }

    fn fits(&self, node: NodeId, step: &Step) -> bool {
        self.steps_taken.set(self.steps_taken.get().saturating_add(1));
        if self.is_worn_out() {
            return false;
        }
        self.key(self.nodes[node].name) == step.key
            && step.filters.iter().all(|filter| match &filter.test {
                Test::IsThere if filter.path.attribute.is_none() => !self.follow(node, &filter.path).is_empty(),
                Test::IsThere => self.value(node, &filter.path).is_some(),
                Test::Is(wanted) => self.value_is(node, &filter.path, wanted),
                Test::IsNot(wanted) => !self.value_is(node, &filter.path, wanted),
            })
    }

    fn value_is(&self, node: NodeId, path: &Path, wanted: &str) -> bool {
        self.follow(node, path).into_iter().any(|found| match &path.attribute {
            Some(key) => self.attribute(found, key) == Some(wanted),
            None => self.text(found) == wanted,
        })
    }

    /// Whether the way down to a node ends in these steps.
    pub(crate) fn ends_in(&self, node: NodeId, path: &Path) -> bool {
        let mut node = node;
        for step in path.steps.iter().rev() {
            if node == Self::TOP || !self.fits(node, step) {
                return false;
            }
            node = self.nodes[node].parent;
        }
        !path.steps.is_empty()
    }
}
