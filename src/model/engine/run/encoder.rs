//! The transformer over packed sentences.

use super::workspace::Workspace;
use crate::calibration::{Amplitudes, Calibration, Place};
use crate::encoder::{Encoder, Layer, LayerNorm};
use crate::error::{Error, Result};
use crate::kernels::{
    Activation, Attention, Groups, GroupsMut, Level, Norm, Rows, RowsMut, WeightedSum,
};
use crate::sequence::Sequence;

/// Rows that a feed-forward block takes at a time: so few that what is between its linear maps, four
/// times as wide as the hidden states, stays in a core's own cache.
const ROWS: usize = 48;

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
        let Workspace { hidden, update, qkv, context, inner, inputs, attention } = workspace;
        let width = self.attention_out.width();
        let x = &mut hidden[..tokens * width];
        let update = update.at_least(tokens * width);

        watch(Place::Qkv, Rows::dense(x, width));
        let qkv = qkv.at_least(tokens * self.qkv.width());
        let heads = GroupsMut::new(qkv, tokens, self.head);
        self.qkv.apply(level, Rows::dense(x, width), Activation::None, heads, inputs);
        let context_width = self.qkv.width() / 3;
        let context = context.at_least(tokens * context_width);
        Attention {
            qkv: Groups::new(qkv, tokens, self.head),
            context: RowsMut::dense(context, context_width),
            lengths,
            scratch: attention,
        }
        .on(level);
        let rows = Rows::dense(context, context_width);
        watch(Place::AttentionOut, rows);
        let out = GroupsMut::one(update, width);
        self.attention_out.apply(level, rows, Activation::None, out, inputs);
        self.attention_norm.apply(level, x, update);

        let inner_width = self.up.width();
        for (x, update) in x.chunks(ROWS * width).zip(update.chunks_mut(ROWS * width)) {
            let rows = Rows::dense(x, width);
            watch(Place::Up, rows);
            let inner = inner.at_least(rows.count() * inner_width);
            let out = GroupsMut::one(inner, inner_width);
            self.up.apply(level, rows, Activation::Gelu, out, inputs);
            let rows = Rows::dense(inner, inner_width);
            watch(Place::Down, rows);
            self.down.apply(level, rows, Activation::None, GroupsMut::one(update, width), inputs);
        }
        self.out_norm.apply(level, x, update);
    }
}

impl Encoder {
    /// Fills `workspace.hidden`, `[tokens, width]`.
    pub(crate) fn forward(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &mut Workspace,
    ) -> Result<()> {
        self.pass(level, sequences, workspace, |_, _, _| ())
    }

    /// A pass that keeps in `seen` how large the inputs of each linear map get.
    pub(crate) fn measure(
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
                let missing = || Error::new(format!("no embedding of position {position}"));
                at.copy_from_slice(row.ok_or_else(missing)?);
                self.words.row(id, word)?;
            }
        }
        self.norm.apply(level, words, positions);
        Ok(())
    }

    /// The mean of each sequence's hidden states after a pass.
    pub(crate) fn means(
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
