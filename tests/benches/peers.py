"""Our encoder against others' engines: the same weights, texts, threads and run, interleaved.

python3 -m venv VENV && VENV/bin/pip install -r tests/benches/peers.txt
cargo build --release --example encode
VENV/bin/python tests/benches/peers.py --texts SENTENCES.txt --ours target/release/examples/encode

Each engine tokenises, encodes and takes the mean of the hidden states. Others get their texts sorted
by length and in the batch size that is best for them here; ours in the order they stand in, and so
candle-transformers, which is run a second time on sorted texts.
"""

import argparse
import copy
import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
import psutil

warnings.filterwarnings("ignore")
BATCHES = [8, 16, 32]


def bert(folder):
    """Our encoder's weights in the transformers library's model."""
    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    ours = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    vocabulary, hidden = ours["encoder.words"].shape
    layers = sum(name.endswith(".qkv.weight") for name in ours)
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=12,
        intermediate_size=ours["encoder.layers.0.up.bias"].shape[0], layer_norm_eps=1e-12,
        max_position_embeddings=ours["encoder.positions"].shape[0], attn_implementation="eager",
    )
    norm = {"gamma": "weight", "beta": "bias"}
    state = {
        "embeddings.word_embeddings.weight": ours["encoder.words"],
        "embeddings.position_embeddings.weight": ours["encoder.positions"],
        "embeddings.token_type_embeddings.weight": torch.zeros(2, hidden),
    }
    for part, theirs in norm.items():
        state[f"embeddings.LayerNorm.{theirs}"] = ours[f"encoder.norm.{part}"]
    linear = {"attention_out": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense"}
    norms = {"attention_norm": "attention.output.LayerNorm", "out_norm": "output.LayerNorm"}
    for i in range(layers):
        at, to = f"encoder.layers.{i}", f"encoder.layer.{i}"
        for part in ("weight", "bias"):
            parts = ours[f"{at}.qkv.{part}"].chunk(3, 0)
            for name, tensor in zip(("query", "key", "value"), parts):
                state[f"{to}.attention.self.{name}.{part}"] = tensor
            for a, b in linear.items():
                state[f"{to}.{b}.{part}"] = ours[f"{at}.{a}.{part}"]
        for a, b in norms.items():
            for part, theirs in norm.items():
                state[f"{to}.{b}.{theirs}"] = ours[f"{at}.{a}.{part}"]
    model = BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict(state)
    return model


def padded(batch):
    ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


def pooling(model):
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, ids, mask):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
            mask = mask.unsqueeze(2).to(hidden.dtype)
            return (hidden * mask).sum(1) / mask.sum(1)

    return Pooled().eval()


def export(model, folder):
    """ONNX files: f32, and int8 with a scale per channel."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    example = (torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9, dtype=torch.long))
    axes = {"ids": {0: "b", 1: "l"}, "mask": {0: "b", 1: "l"}, "mean": {0: "b"}}
    plain, fused, int8 = (str(folder / name) for name in ("plain.onnx", "fused.onnx", "int8.onnx"))
    torch.onnx.export(
        model, example, plain, input_names=["ids", "mask"], output_names=["mean"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )
    optimizer.optimize_model(plain, "bert", num_heads=12, hidden_size=384).save_model_to_file(fused)
    quantize_dynamic(
        fused, int8, per_channel=True, weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": 1},
    )
    return plain, fused, int8


class Batched:
    """An engine that is given batches of equal length, on so many threads of its own."""

    def __init__(self, name, tokenizer, one, threads):
        self.name, self.tokenizer, self.one, self.threads = name, tokenizer, one, threads
        self.batch = BATCHES[0]

    def run(self, texts):
        start, busy = time.perf_counter(), time.process_time()
        ids = [e.ids for e in self.tokenizer.encode_batch_fast(texts)]
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        batches = [order[i : i + self.batch] for i in range(0, len(order), self.batch)]
        out = np.empty((len(texts), 384), dtype=np.float32)

        def work(batch):
            out[batch] = self.one([ids[i] for i in batch])

        if self.threads == 1:
            for batch in batches:
                work(batch)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(work, batches))
        return time.perf_counter() - start, time.process_time() - busy, out

    def tune(self, texts):
        def seconds(size):
            self.batch = size
            return min(self.run(texts)[0] for _ in range(2))

        self.batch = min(BATCHES, key=seconds)


def onnx_runtime(name, path, tokenizer, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def one(batch):
        ids, mask = padded(batch)
        return session.run(None, {"ids": ids, "mask": mask})[0]

    return Batched(name, tokenizer, one, threads)


def open_vino(name, path, tokenizer, threads, int8=False, bf16=False, calibration=()):
    import openvino

    model = openvino.Core().read_model(path)
    if int8:
        import nncf

        data = nncf.Dataset([dict(zip(("ids", "mask"), padded([tokens]))) for tokens in calibration])
        model = nncf.quantize(
            model, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(calibration)
        )
    config = {
        "PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads,
        "INFERENCE_PRECISION_HINT": "bf16" if bf16 else "f32",
    }
    compiled = openvino.Core().compile_model(model, "CPU", config)

    def one(batch):
        ids, mask = padded(batch)
        return compiled.create_infer_request().infer({"ids": ids, "mask": mask})[0]

    return Batched(name, tokenizer, one, threads)


def torch_eager(name, model, tokenizer, threads):
    import torch

    torch.set_num_threads(threads)

    def one(batch):
        with torch.inference_mode():
            return model(*map(torch.from_numpy, padded(batch))).numpy()

    return Batched(name, tokenizer, one, 1)


def ctranslate2_encoder(model, BertLoader, transformer_spec):
    from ctranslate2.specs import common_spec

    loader = BertLoader()
    encoder = transformer_spec.TransformerEncoderSpec(
        len(model.encoder.layer), 12, pre_norm=False, activation=common_spec.Activation.GELU,
        layernorm_embedding=True, num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    loader.set_embeddings(encoder.embeddings[0], model.embeddings.word_embeddings)
    loader.set_embeddings(encoder.embeddings[1], model.embeddings.token_type_embeddings)
    loader.set_position_encodings(encoder.position_encodings, model.embeddings.position_embeddings)
    loader.set_layer_norm(encoder.layernorm_embedding, model.embeddings.LayerNorm)
    for to, layer in zip(encoder.layer, model.encoder.layer):
        attention = layer.attention
        split = [common_spec.LinearSpec() for _ in range(3)]
        parts = (attention.self.query, attention.self.key, attention.self.value)
        for linear, part in zip(split, parts):
            loader.set_linear(linear, part)
        from ctranslate2.converters import utils

        utils.fuse_linear(to.self_attention.linear[0], split)
        loader.set_linear(to.self_attention.linear[1], attention.output.dense)
        loader.set_layer_norm(to.self_attention.layer_norm, attention.output.LayerNorm)
        loader.set_linear(to.ffn.linear_0, layer.intermediate.dense)
        loader.set_linear(to.ffn.linear_1, layer.output.dense)
        loader.set_layer_norm(to.ffn.layer_norm, layer.output.LayerNorm)
    return encoder


def ctranslate2_int8(name, model, tokenizer, threads, folder):
    import ctranslate2
    from ctranslate2.converters.transformers import BertLoader
    from ctranslate2.specs import transformer_spec

    spec = transformer_spec.TransformerEncoderModelSpec(
        ctranslate2_encoder(model, BertLoader, transformer_spec), pooling_layer=False
    )
    words = [word for word, _ in sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1])]
    spec.register_vocabulary(words)
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-12
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))
    encoder = ctranslate2.Encoder(
        str(folder), device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1
    )

    def one(batch):
        hidden = np.array(encoder.forward_batch(batch).last_hidden_state)
        return np.stack([row[: len(tokens)].mean(0) for row, tokens in zip(hidden, batch)])

    return Batched(name, tokenizer, one, threads)


class Ours:
    """An encoder in Rust, in a process that reads `RUN count threads` and answers with a line of JSON."""

    def __init__(self, name, command, threads):
        self.name, self.threads = name, threads
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline().strip() == "READY", f"{command}: did not start"

    def run(self, texts):
        with tempfile.NamedTemporaryFile(suffix=".f32") as means:
            busy = self.busy()
            self.process.stdin.write(f"RUN {len(texts)} {self.threads} {means.name}\n")
            self.process.stdin.flush()
            said = json.loads(self.process.stdout.readline())
            out = np.fromfile(means.name, "<f4").reshape(len(texts), -1)
            return said["seconds"], self.busy() - busy, out

    def busy(self):
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def tune(self, texts):
        self.run(texts)


def engines(arguments, tokenizer, texts, folder):
    model = bert(arguments.model)
    pooled = pooling(model)
    plain, fused, int8 = export(pooled, folder)
    calibration = [e.ids for e in tokenizer.encode_batch_fast(texts[-300:])]
    n = arguments.threads
    ours = lambda engine: [
        arguments.ours, "--model", str(arguments.model), "--texts", str(arguments.texts),
        "--engine", engine,
    ]
    makers = {
        "ours f32": lambda name: Ours(name, ours("f32"), n),
        "ours bf16": lambda name: Ours(name, ours("bf16"), n),
        "ours int8": lambda name: Ours(name, ours("int8"), n),
        "candle-transformers": lambda name: Ours(name, ours("candle"), n),
        "candle-transformers, sorted": lambda name: Ours(name, ours("candle-sorted"), n),
        "torch f32": lambda name: torch_eager(name, pooled, tokenizer, n),
        "ONNX Runtime f32": lambda name: onnx_runtime(name, fused, tokenizer, n),
        "ONNX Runtime int8": lambda name: onnx_runtime(name, int8, tokenizer, n),
        "OpenVINO f32": lambda name: open_vino(name, plain, tokenizer, n),
        "OpenVINO bf16": lambda name: open_vino(name, plain, tokenizer, n, bf16=True),
        "OpenVINO int8 (NNCF)": lambda name: open_vino(
            name, plain, tokenizer, n, int8=True, calibration=calibration
        ),
        "CTranslate2 int8": lambda name: ctranslate2_int8(
            name, copy.deepcopy(model), tokenizer, n, folder / "ct2"
        ),
    }
    for name, make in makers.items():
        if arguments.only and name not in arguments.only:
            continue
        try:
            yield make(name)
        except Exception as error:  # one engine that cannot be had does not stop the others
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)


def cosines(means, reference):
    lengths = np.linalg.norm(means, axis=1) * np.linalg.norm(reference, axis=1)
    return (means * reference).sum(1) / lengths


def main():
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True, help="a sentence a line")
    parser.add_argument("--ours", required=True, help="the program of `cargo build --example encode`")
    parser.add_argument("--model", type=Path, default=Path("models/parallax-minilm"))
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", help="names of engines")
    arguments = parser.parse_args()
    texts = arguments.texts.read_text().splitlines()
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    some = texts[: arguments.count]
    with tempfile.TemporaryDirectory() as folder:
        all_engines = list(engines(arguments, tokenizer, texts, Path(folder)))
        for engine in all_engines:
            engine.tune(some[:300])
        seconds = {engine.name: [] for engine in all_engines}
        busy = {engine.name: [] for engine in all_engines}
        means = {}
        for _ in range(arguments.rounds):
            for engine in all_engines:
                took, cpu, means[engine.name] = engine.run(some)
                seconds[engine.name].append(took)
                busy[engine.name].append(cpu)
    report(arguments, all_engines, seconds, busy, means)


def report(arguments, all_engines, seconds, busy, means):
    median = {name: statistics.median(took) for name, took in seconds.items()}
    cpu = {name: statistics.median(took) for name, took in busy.items()}
    ours = [name for name in median if name.startswith("ours")]
    reference = means.get("torch f32", means[all_engines[0].name])
    heads = "".join(f" {name} is ×: CPU, wall |" for name in ours)
    print("| engine | batch | sentences a CPU-second | a second, median (range) "
          f"| cosine to f32, mean / min |{heads}")
    print("|---|---|---|---|---|" + "---|" * len(ours))
    for engine in all_engines:
        took = seconds[engine.name]
        low, high = (arguments.count / value for value in (max(took), min(took)))
        cosine = cosines(means[engine.name], reference)
        ratio = lambda of, name: of[engine.name] / of[name]
        ratios = "".join(f" {ratio(cpu, name):.2f}, {ratio(median, name):.2f} |" for name in ours)
        rate = arguments.count / median[engine.name]
        print(
            f"| {engine.name} | {getattr(engine, 'batch', '–')} "
            f"| {arguments.count / cpu[engine.name]:.0f} | {rate:.0f} ({low:.0f}–{high:.0f}) "
            f"| {cosine.mean():.5f} / {cosine.min():.5f} |{ratios}"
        )
    packages = ("torch", "transformers", "onnxruntime", "openvino", "nncf", "ctranslate2")
    info = Path("/proc/cpuinfo").read_text().splitlines()
    line = lambda key: next(l.split(":")[1].strip() for l in info if l.startswith(key))
    flags = [f for f in line("flags").split() if f.startswith(("avx", "amx", "fma"))]
    print(f"\n{arguments.count} sentences, {arguments.threads} threads, {arguments.rounds} rounds; "
          f"{line('model name')}: {' '.join(flags)}; "
          + ", ".join(f"{name} {version(name)}" for name in packages))


if __name__ == "__main__":
    main()
