//! The drawings of the easy-read texts: a few lines each, drawn for Kith.

/// A drawing, in a square of 100 by 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// A grown-up and a child.
    Family,
    /// Three people who work together.
    Services,
    /// A sheet with writing.
    Paper,
    /// A tick.
    Yes,
    /// A cross.
    No,
    /// A padlock.
    Lock,
    /// A telephone.
    Telephone,
    /// An arrow that turns back.
    TurnBack,
    /// An eye.
    Look,
    /// A speech bubble with a question.
    Ask,
}

/// One line or shape of a drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    /// A circle: middle, radius, and whether it is filled.
    Circle(f32, f32, f32, bool),
    /// Straight lines from point to point.
    Lines(&'static [(f32, f32)]),
    /// A curve: start, two points that pull it, end.
    Curve([(f32, f32); 4]),
}

use Shape::{Circle, Curve, Lines};

const FAMILY: &[Shape] = &[
    Circle(34.0, 18.0, 12.0, false),
    Lines(&[(34.0, 30.0), (34.0, 62.0), (22.0, 94.0)]),
    Lines(&[(34.0, 62.0), (46.0, 94.0)]),
    Lines(&[(14.0, 52.0), (34.0, 38.0), (54.0, 60.0)]),
    Circle(72.0, 48.0, 9.0, false),
    Lines(&[(72.0, 57.0), (72.0, 78.0), (64.0, 94.0)]),
    Lines(&[(72.0, 78.0), (80.0, 94.0)]),
    Lines(&[(54.0, 60.0), (72.0, 64.0), (88.0, 72.0)]),
];

const SERVICES: &[Shape] = &[
    Circle(20.0, 30.0, 10.0, false),
    Curve([(4.0, 74.0), (4.0, 40.0), (36.0, 40.0), (36.0, 74.0)]),
    Circle(80.0, 30.0, 10.0, false),
    Curve([(64.0, 74.0), (64.0, 40.0), (96.0, 40.0), (96.0, 74.0)]),
    Circle(50.0, 40.0, 11.0, false),
    Curve([(30.0, 92.0), (30.0, 50.0), (70.0, 50.0), (70.0, 92.0)]),
    Lines(&[(30.0, 92.0), (70.0, 92.0)]),
];

const PAPER: &[Shape] = &[
    Lines(&[(22.0, 8.0), (64.0, 8.0), (78.0, 24.0), (78.0, 92.0), (22.0, 92.0), (22.0, 8.0)]),
    Lines(&[(64.0, 8.0), (64.0, 24.0), (78.0, 24.0)]),
    Lines(&[(34.0, 38.0), (66.0, 38.0)]),
    Lines(&[(34.0, 52.0), (66.0, 52.0)]),
    Lines(&[(34.0, 66.0), (66.0, 66.0)]),
    Curve([(34.0, 82.0), (42.0, 70.0), (46.0, 90.0), (56.0, 78.0)]),
];

const YES: &[Shape] = &[Circle(50.0, 50.0, 42.0, false), Lines(&[(28.0, 52.0), (44.0, 68.0), (72.0, 34.0)])];

const NO: &[Shape] =
    &[Circle(50.0, 50.0, 42.0, false), Lines(&[(34.0, 34.0), (66.0, 66.0)]), Lines(&[(66.0, 34.0), (34.0, 66.0)])];

const LOCK: &[Shape] = &[
    Lines(&[(20.0, 46.0), (80.0, 46.0), (80.0, 92.0), (20.0, 92.0), (20.0, 46.0)]),
    Lines(&[(32.0, 46.0), (32.0, 32.0)]),
    Lines(&[(68.0, 46.0), (68.0, 32.0)]),
    Curve([(32.0, 32.0), (32.0, 6.0), (68.0, 6.0), (68.0, 32.0)]),
    Circle(50.0, 64.0, 6.0, true),
    Lines(&[(50.0, 66.0), (50.0, 80.0)]),
];

const TELEPHONE: &[Shape] = &[
    Lines(&[(30.0, 6.0), (70.0, 6.0), (70.0, 94.0), (30.0, 94.0), (30.0, 6.0)]),
    Lines(&[(30.0, 20.0), (70.0, 20.0)]),
    Lines(&[(30.0, 78.0), (70.0, 78.0)]),
    Circle(50.0, 86.0, 4.0, true),
];

const TURN_BACK: &[Shape] = &[
    Curve([(24.0, 40.0), (40.0, 6.0), (92.0, 18.0), (86.0, 58.0)]),
    Curve([(86.0, 58.0), (80.0, 92.0), (36.0, 98.0), (22.0, 70.0)]),
    Lines(&[(20.0, 16.0), (24.0, 40.0), (48.0, 38.0)]),
];

const LOOK: &[Shape] = &[
    Curve([(6.0, 50.0), (28.0, 16.0), (72.0, 16.0), (94.0, 50.0)]),
    Curve([(6.0, 50.0), (28.0, 84.0), (72.0, 84.0), (94.0, 50.0)]),
    Circle(50.0, 50.0, 16.0, false),
    Circle(50.0, 50.0, 6.0, true),
];

const ASK: &[Shape] = &[
    Lines(&[
        (8.0, 10.0),
        (92.0, 10.0),
        (92.0, 70.0),
        (46.0, 70.0),
        (28.0, 92.0),
        (28.0, 70.0),
        (8.0, 70.0),
        (8.0, 10.0),
    ]),
    Curve([(40.0, 32.0), (40.0, 16.0), (64.0, 18.0), (60.0, 34.0)]),
    Curve([(60.0, 34.0), (58.0, 40.0), (50.0, 42.0), (50.0, 50.0)]),
    Circle(50.0, 60.0, 3.0, true),
];

impl Drawing {
    /// Its lines and shapes.
    pub(crate) fn shapes(self) -> &'static [Shape] {
        match self {
            Self::Family => FAMILY,
            Self::Services => SERVICES,
            Self::Paper => PAPER,
            Self::Yes => YES,
            Self::No => NO,
            Self::Lock => LOCK,
            Self::Telephone => TELEPHONE,
            Self::TurnBack => TURN_BACK,
            Self::Look => LOOK,
            Self::Ask => ASK,
        }
    }
}
