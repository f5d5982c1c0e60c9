//! Whether the probabilities beside the predicted labels mean what they say.

use serde::Serialize;

use super::pair::Pair;
use crate::labels::{Frame, Label, LabelledSentence, Probabilities};
use crate::stats::{Calibration, Coverage, Forecast, calibration, risk_coverage};

/// Calibration of one layer, and what abstaining on it buys.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerCalibration {
    /// The layer.
    pub layer: &'static str,
    /// How well its probabilities fit.
    pub calibration: Calibration,
    /// Error by share of items kept.
    pub coverage: Coverage,
}

/// Every layer for which the predictions give probabilities.
#[must_use]
pub fn calibrate(pairs: &[Pair]) -> Vec<LayerCalibration> {
    let mut layers: [(&str, Vec<Forecast>); 5] =
        ["voice", "certainty", "wording", "stance", "frames"].map(|layer| (layer, Vec::new()));
    for pair in pairs {
        for (at, gold) in pair.gold.sentences.iter().enumerate().filter(|(_, s)| s.counts()) {
            if let Some(p) = pair.aligned(at).and_then(|sentence| sentence.p.as_ref()) {
                for ((_, list), forecasts) in layers.iter_mut().zip(forecasts(pair, gold, p)) {
                    list.extend(forecasts);
                }
            }
        }
    }
    layers.into_iter().filter_map(|(layer, forecasts)| judged(layer, &forecasts)).collect()
}

fn judged(layer: &'static str, forecasts: &[Forecast]) -> Option<LayerCalibration> {
    let kept: Vec<_> = forecasts.iter().map(|f| (f.top().1, f.right())).collect();
    Some(LayerCalibration {
        layer,
        calibration: Calibration::of(forecasts, calibration::BINS)?,
        coverage: risk_coverage(&kept)?,
    })
}

fn forecast<L: Label>(truth: L, p: &[f32]) -> Forecast {
    Forecast { p: p.iter().copied().map(f64::from).collect(), truth: truth.index() }
}

/// The forecasts of one sentence by layer: one, one, one, one a side, one a frame.
fn forecasts(pair: &Pair, gold: &LabelledSentence, p: &Probabilities) -> [Vec<Forecast>; 5] {
    let of_side = |side: &_| p.stance.iter().find(|(id, _)| pair.gold_side(id) == Some(side));
    let stance = gold.stance.iter().flatten();
    let of_frame = |frame: &Frame, present: bool| {
        let p = f64::from(p.frames[frame.index()]);
        Forecast { p: vec![1.0 - p, p], truth: usize::from(present) }
    };
    let frames = gold.frames.iter().flat_map(|present| {
        Frame::ALL.iter().map(move |frame| of_frame(frame, present.contains(frame)))
    });
    [
        gold.voice.iter().map(|&label| forecast(label, &p.voice)).collect(),
        gold.certainty.iter().map(|&label| forecast(label, &p.certainty)).collect(),
        gold.wording.iter().map(|&label| forecast(label, &p.wording)).collect(),
        stance.filter_map(|(side, label)| Some(forecast(*label, &of_side(side)?.1))).collect(),
        frames.collect(),
    ]
}
