//! The parts of pages against the design system's own examples, and ours
//! against what they must say.

mod examples;
mod expressed;
mod expressed_fields;
mod expressed_layout;
mod gallery;
mod given;
mod left_out;
mod markup;
mod own;
mod styles;
