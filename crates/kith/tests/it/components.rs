//! The parts of pages against the design system's own examples, and ours
//! against what they must say.
