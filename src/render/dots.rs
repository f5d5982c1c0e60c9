//! Numbers as dots with their intervals, one below the other on a common scale.
//!
//! The drawing is `templates/dots.svg`, for the reasons given in `render/plots.rs`.

/// Where scales begin and end, in the units of the drawing's view box.
const FROM: f64 = 190.0;
const TO: f64 = 420.0;
/// Height of a row of dots.
const ROW: f64 = 24.0;

/// One figure.
pub(super) struct Dots {
    pub title: String,
    /// The colour of its dots, where it is not the usual one.
    pub class: String,
    pub note: String,
    pub height: f64,
    pub ticks: Vec<Tick>,
    pub rows: Vec<Dot>,
    /// Every value in words, for those who cannot see it.
    pub description: String,
}

/// A vertical line of the scale.
pub(super) struct Tick {
    pub x: f64,
    pub text: String,
    /// Whether it is the line of no difference.
    pub zero: bool,
}

/// One number.
#[derive(Default)]
pub(super) struct Dot {
    pub y: f64,
    pub baseline_y: f64,
    pub label: String,
    /// Where it stands; nowhere, where it is undefined.
    pub x: Option<f64>,
    pub whisker: Option<(f64, f64)>,
    /// Numbers to hold beside it.
    pub diamond: Option<f64>,
    pub ring: Option<f64>,
    /// Whether it rests on too little to tell.
    pub few: bool,
    pub value: String,
}

/// A number as a drawing writes it.
pub(super) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Where a value stands on a scale from `low` to `high`.
pub(super) fn along((low, high): (f64, f64), value: f64) -> f64 {
    let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
    round(FROM + share * (TO - FROM))
}

impl Dots {
    /// The rows below each other; nothing where there are none.
    pub fn new(
        title: impl Into<String>,
        note: String,
        ticks: Vec<Tick>,
        mut rows: Vec<Dot>,
    ) -> Option<Self> {
        let mut y = 4.0;
        for row in &mut rows {
            row.y = y + ROW / 2.0;
            row.baseline_y = row.y + 4.5;
            y += ROW;
        }
        let description =
            rows.iter().map(|row| format!("{}: {}. ", row.label, row.value)).collect();
        let (title, class) = (title.into(), String::new());
        (!rows.is_empty()).then_some(Self {
            title,
            class,
            note,
            height: y,
            ticks,
            rows,
            description,
        })
    }
}
