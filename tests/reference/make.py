"""Writes the values of other people's tools that the tests of `stats`, `eval` and `compare` are held to.

    python3 -m venv venv
    venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6 seqeval==1.2.2 \
        nervaluate==1.2.1 sacrebleu==2.6.0 krippendorff==0.9.0
    venv/bin/python tests/reference/make.py

Each file holds the input beside the values, so that the tests need no Python.
"""

import json
import pathlib
import random

import krippendorff
import numpy as np
from nervaluate import Evaluator
from sacrebleu.metrics import BLEU
from sacrebleu.significance import PairedTest, _compute_p_value
from scipy import stats
from seqeval.metrics import f1_score as seqeval_f1
from sklearn import metrics
from sklearn.calibration import calibration_curve

HERE = pathlib.Path(__file__).parent


def write(name, value):
    text = json.dumps(value, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n")


def classification():
    """One label an item, the last class rare, a tenth without a prediction (-1)."""
    rng = random.Random(1)
    gold = rng.choices([0, 1, 2], [6, 3, 1], k=120)
    predicted = [rng.choices([g, rng.randrange(3), -1], [6, 3, 1])[0] for g in gold]
    p, r, f, n = metrics.precision_recall_fscore_support(gold, predicted, labels=[0, 1, 2])
    write("classification", {
        "gold": gold, "predicted": predicted,
        "accuracy": metrics.accuracy_score(gold, predicted),
        "macro_f1": metrics.f1_score(gold, predicted, labels=[0, 1, 2], average="macro"),
        "micro_f1": metrics.f1_score(gold, predicted, labels=[0, 1, 2], average="micro"),
        "precision": p.tolist(), "recall": r.tolist(), "f1": f.tolist(), "support": n.tolist(),
    })


def multilabel():
    """Any number of labels an item; the last label never occurs in gold."""
    rng = random.Random(2)
    gold = [[int(rng.random() < q) for q in (0.4, 0.2, 0.1, 0)] for _ in range(60)]
    predicted = [[int((rng.random() < 0.15) ^ bool(g)) for g in row] for row in gold]
    score = lambda average, labels: metrics.f1_score(
        gold, predicted, average=average, labels=labels, zero_division=1.0)
    write("multilabel", {
        "gold": gold, "predicted": predicted,
        "micro_f1": score("micro", [0, 1, 2, 3]), "macro_f1": score("macro", [0, 1, 2]),
        "sample_f1": score("samples", [0, 1, 2, 3]),
    })


def intervals():
    """Percentile and BCa intervals of a skewed sample's mean over one list of resampled means."""
    rng = np.random.default_rng(3)
    sample = np.round(rng.exponential(size=25), 3)
    resampled = stats.bootstrap((sample,), np.mean, n_resamples=400, rng=rng, method="percentile")
    again = lambda method: list(stats.bootstrap(
        (sample,), np.mean, n_resamples=0, bootstrap_result=resampled, method=method,
    ).confidence_interval)
    write("intervals", {
        "sample": sample.tolist(),
        "resampled": np.sort(resampled.bootstrap_distribution).tolist(),
        "percentile": again("percentile"), "bca": again("BCa"),
    })


def paired():
    """P-values: sacrebleu's formula, scipy's exact permutation, sacrebleu's tests with BLEU."""
    rng = np.random.default_rng(4)
    differences = np.round(rng.normal(0.02, 0.05, size=300), 4)
    observed = 0.0431
    small = np.round(rng.normal(0.3, 0.6, size=12), 3)
    exact = stats.permutation_test(
        (small, np.zeros_like(small)), lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples", n_resamples=np.inf, vectorized=True)
    words = [f"w{i}" for i in range(30)]
    reference = [[str(rng.choice(words)) for _ in range(12)] for _ in range(40)]
    noisy = lambda share: [" ".join(
        w if rng.random() > share else str(rng.choice(words)) for w in line) for line in reference]
    lines, one, two = [" ".join(line) for line in reference], noisy(0.30), noisy(0.34)
    metric = lambda: {"BLEU": BLEU(tokenize="none", references=[lines])}
    values = {}
    for kind in ("bs", "ar"):
        test = PairedTest([("one", one), ("two", two)], metric(), references=None,
                          test_type=kind, n_samples=4000)
        values[kind] = test()[1]["BLEU"][1].p_value
    bleu = BLEU(tokenize="none", references=[lines])
    counts = lambda system: [list(map(int, row)) for row in
                             bleu._extract_corpus_statistics(system, None)]
    write("paired", {
        "differences": differences.tolist(), "observed": observed,
        "p": _compute_p_value(np.abs(differences), observed),
        "small": small.tolist(), "small_exact_p": float(exact.pvalue),
        "bleu_one": counts(one), "bleu_two": counts(two),
        "bleu": [bleu.corpus_score(one, None).score, bleu.corpus_score(two, None).score],
        "bleu_p_bootstrap": values["bs"], "bleu_p_randomisation": values["ar"],
    })


def discovery():
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.9, 0.039]
    write("discovery", {"p": p, "adjusted": stats.false_discovery_control(p).tolist()})


def agreement():
    """Three annotators, a fifth of the labels missing."""
    rng = random.Random(5)
    truth = [rng.randrange(4) for _ in range(50)]
    label = lambda t: None if rng.random() < 0.2 else (t if rng.random() < 0.7 else rng.randrange(4))
    units = [[label(t) for _ in range(3)] for t in truth]
    table = np.array([[np.nan if v is None else v for v in unit] for unit in units]).T
    alpha = lambda level: krippendorff.alpha(table, level_of_measurement=level)
    write("agreement", {"units": units, "nominal": alpha("nominal"), "ordinal": alpha("ordinal")})


def calibration():
    rng = np.random.default_rng(6)
    p = np.round(rng.dirichlet([1.2, 0.8, 0.5], size=200), 4)
    p[:, 2] = np.round(1 - p[:, 0] - p[:, 1], 4)
    truth = [int(rng.choice(3, p=row**0.7 / (row**0.7).sum())) for row in p]
    confidence, right = p.max(axis=1), (p.argmax(axis=1) == truth).astype(int)
    accuracy, mean = calibration_curve(right, confidence, n_bins=15)
    edges = np.linspace(0, 1, 16)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=15)
    counts = counts[counts > 0]
    write("calibration", {
        "p": p.tolist(), "truth": truth,
        "brier": metrics.brier_score_loss(truth, p, labels=[0, 1, 2], scale_by_half=False),
        "top_brier": metrics.brier_score_loss(right, confidence),
        "log_loss": metrics.log_loss(truth, p, labels=[0, 1, 2]),
        "accuracy": accuracy.tolist(), "confidence": mean.tolist(), "counts": counts.tolist(),
        "ece": float((counts * np.abs(accuracy - mean)).sum() / counts.sum()),
    })


def spans():
    """Spans of one label, apart from each other, where greedy and optimal matching agree."""
    rng = random.Random(7)
    documents = []
    for _ in range(20):
        gold = [(10 * i, 10 * i + rng.randint(2, 6)) for i in range(8) if rng.random() < 0.6]
        predicted = []
        for start, end in gold:
            kind = rng.random()
            if kind < 0.5:
                predicted.append((start, end))
            elif kind < 0.75:
                predicted.append((start + 1, end + 2))
        predicted += [(100 + 10 * i, 103 + 10 * i) for i in range(3) if rng.random() < 0.3]
        documents.append({"gold": gold, "predicted": predicted})
    # nervaluate's ends are inclusive.
    as_dicts = lambda key: [[{"label": "A", "start": s, "end": e - 1} for s, e in d[key]]
                            for d in documents]
    result = Evaluator(as_dicts("gold"), as_dicts("predicted"), tags=["A"], loader="dict").evaluate()
    overall = {k: v.f1 for k, v in result["overall"].items()}

    def bio(spans):
        tags = ["O"] * 140
        for start, end in spans:
            tags[start:end] = ["B-A"] + ["I-A"] * (end - start - 1)
        return tags

    seqeval = seqeval_f1([bio(d["gold"]) for d in documents], [bio(d["predicted"]) for d in documents])
    cover = lambda key: [int(t != "O") for d in documents for t in bio(d[key])]
    write("spans", {
        "documents": documents, "nervaluate": overall, "seqeval_f1": float(seqeval),
        "character_f1": metrics.f1_score(cover("gold"), cover("predicted")),
    })


def fightin_words():
    """Log-odds with an informative Dirichlet prior: equations 16, 20 and 22 of Monroe et al. (2008)."""
    rng = np.random.default_rng(8)
    share = rng.dirichlet(np.full(40, 0.3))
    own, other = rng.multinomial(900, share), rng.multinomial(2100, np.roll(share, 1))
    background, prior = (own + other) / (own + other).sum(), 500
    alpha = prior * background
    with np.errstate(divide="ignore", invalid="ignore"):
        log_odds = lambda y: np.log(y + alpha) - np.log(y.sum() + prior - y - alpha)
        delta = log_odds(own) - log_odds(other)
        z = delta / np.sqrt(1 / (own + alpha) + 1 / (other + alpha))
    rows = zip(own, other, background, delta, z)
    write("fightin_words", {
        "n": int(own.sum()), "m": int(other.sum()), "prior": prior,
        "words": [{"own": int(y), "other": int(x), "share": float(s), "delta": float(d), "z": float(t)}
                  for y, x, s, d, t in rows if s > 0],
    })


for make in (classification, multilabel, intervals, paired, discovery, agreement, calibration, spans,
             fightin_words):
    make()
