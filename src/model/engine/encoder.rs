//! The transformer over packed sentences.

use rayon::prelude::*;

use super::super::config::Config;
use super::super::sequence::Sequence;
use super::calibration::{Amplitudes, Calibration, Place, factors};
use super::kernels::{Activation, Attention, Level, Norm, Rows, RowsMut, WeightedSum};
use super::layout::{Layout, Places};
use super::linear::Linear;
use super::precision::Precision;
use super::source::Source;
use super::words::Words;
use super::workspace::Workspace;
use crate::error::{Error, Result};

struct LayerNorm {
    gamma: Vec<f32>,
    beta: Vec<f32>,
    values: usize,
    epsilon: f32,
}

struct Layer {
    qkv: Linear,
    attention_out: Linear,
    attention_norm: LayerNorm,
    up: Linear,
    down: Linear,
    out_norm: LayerNorm,
    /// Length of a head.
    head: usize,
}

/// Token ids in, hidden states out.
pub struct Encoder {
    words: Words,
    /// `[positions, width]`
    positions: Vec<f32>,
    norm: LayerNorm,
    layers: Vec<Layer>,
    layout: Layout,
}

/// What a layer is made from.
struct Parts<'a> {
    source: &'a Source<'a>,
    config: &'a Config,
    layout: &'a Layout,
    precision: Precision,
}

impl Parts<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "the computation is in f32")]
    fn norm(&self, name: &str) -> Result<LayerNorm> {
        let hidden = self.config.hidden;
        let part = |part: &str| {
            let values = self.source.f32(&format!("{name}.{part}"), &[hidden])?;
            Ok::<_, Error>(self.layout.hidden.spread(&values))
        };
        Ok(LayerNorm {
            gamma: part("gamma")?,
            beta: part("beta")?,
            values: hidden,
            epsilon: self.config.layer_norm_epsilon as f32,
        })
    }

    /// A linear map between rows with these places. `scale` is what the first third of its
    /// outputs is multiplied by.
    fn linear(
        &self,
        name: &str,
        [outputs, inputs]: [&Places; 2],
        scale: f32,
        amplitudes: Option<&[f32]>,
    ) -> Result<Linear> {
        let (n, depth) = (outputs.count(), inputs.count());
        let mut weights = self.source.f32(&format!("{name}.weight"), &[n, depth])?;
        let mut bias = self.source.f32(&format!("{name}.bias"), &[n])?;
        if scale != 1.0 {
            let queries = n / 3;
            weights[..queries * depth].iter_mut().for_each(|w| *w *= scale);
            bias[..queries].iter_mut().for_each(|b| *b *= scale);
        }
        let weights = outputs.spread_matrix(inputs, weights);
        let bias = outputs.spread(&bias);
        let amplitudes = amplitudes.filter(|a| a.len() == depth).map(|a| inputs.spread(a));
        Ok(match self.precision {
            Precision::F32 => Linear::f32(&weights, inputs.width(), &bias),
            Precision::Int8 => {
                let factors = factors(&weights, inputs.width(), amplitudes.as_deref());
                Linear::int8(weights, factors, &bias)
            }
        })
    }

    fn layer(&self, name: &str, amplitudes: Option<&Amplitudes>) -> Result<Layer> {
        let Layout { hidden, attention, qkv, inner, head } = self.layout;
        let size = self.config.hidden / self.config.heads;
        let linear = |part: &str, places, scale, of: fn(&Amplitudes) -> &[f32]| {
            self.linear(&format!("{name}.{part}"), places, scale, amplitudes.map(of))
        };
        Ok(Layer {
            // Attention divides its scores by the root of a head's size: here, once.
            qkv: linear("qkv", [qkv, hidden], 1.0 / (size as f32).sqrt(), |a| &a.qkv)?,
            attention_out: linear("attention_out", [hidden, attention], 1.0, |a| &a.attention_out)?,
            attention_norm: self.norm(&format!("{name}.attention_norm"))?,
            up: linear("up", [inner, hidden], 1.0, |a| &a.up)?,
            down: linear("down", [hidden, inner], 1.0, |a| &a.down)?,
            out_norm: self.norm(&format!("{name}.out_norm"))?,
            head: *head,
        })
    }
}

impl LayerNorm {
    /// `x` becomes the normalised sum of `x` and `y`.
    fn apply(&self, level: Level, x: &mut [f32], y: &[f32]) {
        let width = self.gamma.len();
        Norm {
            x: RowsMut::dense(x, width),
            y: Rows::dense(y, width),
            gamma: &self.gamma,
            beta: &self.beta,
            values: self.values,
            epsilon: self.epsilon,
        }
        .on(level);
    }
}

impl Layer {
    /// Takes the hidden states of `lengths` tokens each one layer further. `watch` is shown the
    /// input of every linear map.
    fn forward(
        &self,
        level: Level,
        lengths: &[usize],
        workspace: &mut Workspace,
        mut watch: impl FnMut(Place, Rows),
    ) {
        let tokens: usize = lengths.iter().sum();
        let Workspace { hidden, update, qkv, context, inner, bytes, attention } = workspace;
        let width = self.attention_out.width();
        let x = &mut hidden[..tokens * width];
        let update = update.at_least(tokens * width);

        watch(Place::Qkv, Rows::dense(x, width));
        let qkv_width = self.qkv.width();
        let qkv = qkv.at_least(tokens * qkv_width);
        self.qkv.apply(level, Rows::dense(x, width), Activation::None, qkv, bytes);
        let context_width = qkv_width / 3;
        let context = context.at_least(tokens * context_width);
        let mut first = 0;
        for &length in lengths {
            let rows = |width: usize| first * width..(first + length) * width;
            Attention {
                qkv: Rows::dense(&qkv[rows(qkv_width)], qkv_width),
                context: RowsMut::dense(&mut context[rows(context_width)], context_width),
                head: self.head,
                scratch: attention,
            }
            .on(level);
            first += length;
        }
        let rows = Rows::dense(context, context_width);
        watch(Place::AttentionOut, rows);
        self.attention_out.apply(level, rows, Activation::None, update, bytes);
        self.attention_norm.apply(level, x, update);

        watch(Place::Up, Rows::dense(x, width));
        let inner = inner.at_least(tokens * self.up.width());
        self.up.apply(level, Rows::dense(x, width), Activation::Gelu, inner, bytes);
        let rows = Rows::dense(inner, self.up.width());
        watch(Place::Down, rows);
        self.down.apply(level, rows, Activation::None, update, bytes);
        self.out_norm.apply(level, x, update);
    }
}

impl Encoder {
    /// Packs the encoder's weights.
    pub(super) fn new(
        source: &Source,
        words: Words,
        config: &Config,
        precision: Precision,
        calibration: &Calibration,
    ) -> Result<Self> {
        check(config)?;
        let layout = Layout::new(config);
        let parts = Parts { source, config, layout: &layout, precision };
        let layer = |i: usize| {
            let name = format!("encoder.layers.{i}");
            parts.layer(&name, calibration.layers.get(i))
        };
        let shape = [config.positions, config.hidden];
        let positions = source.f32("encoder.positions", &shape)?;
        Ok(Self {
            words,
            positions: positions
                .chunks_exact(config.hidden)
                .flat_map(|row| layout.hidden.spread(row))
                .collect(),
            norm: parts.norm("encoder.norm")?,
            layers: (0..config.layers).into_par_iter().map(layer).collect::<Result<_>>()?,
            layout,
        })
    }

    /// Fills `workspace.hidden`, `[tokens, width]`.
    pub(super) fn forward(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &mut Workspace,
    ) -> Result<()> {
        self.pass(level, sequences, workspace, |_, _, _| ())
    }

    /// A pass that keeps in `seen` how large the inputs of each linear map get.
    pub(super) fn measure(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &mut Workspace,
        seen: &mut Calibration,
    ) -> Result<()> {
        seen.layers.resize_with(self.layers.len(), Amplitudes::default);
        self.pass(level, sequences, workspace, |layer, place, rows| {
            let places = match place {
                Place::Qkv | Place::Up => &self.layout.hidden,
                Place::AttentionOut => &self.layout.attention,
                Place::Down => &self.layout.inner,
            };
            seen.layers[layer].take(place, (0..rows.count()).map(|i| places.gather(rows.row(i))));
        })
    }

    /// `watch` is shown the input of every linear map, with the layer's number.
    fn pass(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &mut Workspace,
        mut watch: impl FnMut(usize, Place, Rows),
    ) -> Result<()> {
        self.embed(level, sequences, workspace)?;
        let lengths: Vec<usize> = sequences.iter().map(|s| s.ids.len()).collect();
        for (number, layer) in self.layers.iter().enumerate() {
            layer.forward(level, &lengths, workspace, |place, rows| watch(number, place, rows));
        }
        Ok(())
    }

    fn embed(&self, level: Level, sequences: &[&Sequence], w: &mut Workspace) -> Result<()> {
        let width = self.layout.hidden.width();
        let tokens: usize = sequences.iter().map(|s| s.ids.len()).sum();
        let words = w.hidden.at_least(tokens * width);
        words.fill(0.0);
        let positions = w.update.at_least(tokens * width);
        let mut rows = words.chunks_exact_mut(width).zip(positions.chunks_exact_mut(width));
        for sequence in sequences {
            for (position, &id) in sequence.ids.iter().enumerate() {
                let Some((word, at)) = rows.next() else { continue };
                let row = self.positions.get(position * width..(position + 1) * width);
                let missing =
                    || Error::Weights { reason: format!("no embedding of position {position}") };
                at.copy_from_slice(row.ok_or_else(missing)?);
                self.words.row(id, word)?;
            }
        }
        self.norm.apply(level, words, positions);
        Ok(())
    }

    /// The mean of each sequence's hidden states after a pass.
    pub(super) fn means(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &Workspace,
    ) -> Vec<Vec<f32>> {
        let width = self.layout.hidden.width();
        let mut rest = &workspace.hidden[..];
        let mean = |sequence: &&Sequence| {
            let tokens = sequence.ids.len();
            let (rows, behind) = rest.split_at(tokens * width);
            rest = behind;
            let mut out = vec![0.0; width];
            let weights = vec![1.0 / tokens as f32; tokens];
            let x = Rows::dense(rows, width);
            WeightedSum { x, weights: &weights, out: &mut out }.on(level);
            out.truncate(self.layout.hidden.count());
            out
        };
        sequences.iter().map(mean).collect()
    }
}

/// Refuses sizes that no network has.
fn check(config: &Config) -> Result<()> {
    let Config { hidden, heads, intermediate, .. } = *config;
    if hidden == 0 || intermediate == 0 || heads == 0 || !hidden.is_multiple_of(heads) {
        let reason = format!("{heads} heads, width {hidden} and {intermediate} make no network");
        return Err(Error::Weights { reason });
    }
    Ok(())
}
