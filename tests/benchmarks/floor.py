"""How far a question is from the least that it could take: its products over the processor's measured rate of them."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from qa.ask.engine import open_engine
from qa.models.onnx import thread_count
from qa.models.reader import load_reader
from qa.settings import Settings
from tests.benchmarks.measures import Measure
from tests.benchmarks.question import QUESTIONS

SIDE = 1024  # of the square matrices that the rates are taken with
LAYERS, WIDTH, INNER = 12, 384, 1536  # of the shipped shape


def measure(home: Path) -> list[Measure]:
    """It takes the index of the benchmark of one question in both languages."""
    threads = thread_count(0)
    rate = {kind: _rate(_square(kind), threads) for kind in ("int8", "float32")}
    settings = Settings(index=str(home / "index-en-fr"), read_all=True)
    engine, reader = open_engine(settings), load_reader(settings)
    products, taken, reading = [], [], []
    for question in [question for own in QUESTIONS.values() for question in own]:
        engine.ask(question)
        started = time.perf_counter()
        answer = engine.ask(question)
        taken.append(time.perf_counter() - started)
        reading.append(answer.timings_ms.read / 1000)
        with engine._index.current() as generation:
            passages = generation.texts.passages([line.passage_id for line in answer.trace])
        windows, _ = reader._windows(question, [passage.text for passage in passages.values()])
        products.append(sum(_products(len(window)) for window in windows))
    floor = statistics.mean(products) / rate["int8"]
    return [
        Measure("products of 8-bit integers, both cores", rate["int8"] / 1e9, "10⁹/s"),
        Measure("products of 32-bit floats, both cores", rate["float32"] / 1e9, "10⁹/s"),
        Measure("memory copied", _bandwidth() / 1e9, "GB/s"),
        Measure("products in a question of ten passages", statistics.mean(products) / 1e9, "10⁹"),
        Measure(
            "a question, warm: mean",
            statistics.mean(taken),
            "s",
            "its products at the 8-bit rate",
            floor,
            note=f"of which reading {statistics.mean(reading):.3f} s",
        ),
    ]


def _products(tokens: int) -> int:
    """Multiplications in the matrix products of one window."""
    return LAYERS * tokens * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER + 2 * tokens * WIDTH)


def _square(kind: str) -> Callable[[], object]:
    """One product of two square matrices on one thread, by ONNX Runtime."""
    shape = [SIDE, SIDE]
    weights = np.random.default_rng(0).integers(-127, 128, shape)
    if kind == "int8":
        nodes = [helper.make_node("MatMulInteger", ["a", "b"], ["c"])]
        kinds, given = (TensorProto.UINT8, TensorProto.INT32), np.ones(shape, np.uint8)
        fixed = onnx.numpy_helper.from_array(weights.astype(np.int8), "b")
    else:
        nodes = [helper.make_node("MatMul", ["a", "b"], ["c"])]
        kinds, given = (TensorProto.FLOAT, TensorProto.FLOAT), np.ones(shape, np.float32)
        fixed = onnx.numpy_helper.from_array(weights.astype(np.float32), "b")
    values = [helper.make_tensor_value_info(name, kind_, shape) for name, kind_ in zip("ac", kinds, strict=True)]
    graph = helper.make_graph(nodes, "square", values[:1], values[1:], [fixed])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"a": given})


def _rate(product: Callable[[], object], threads: int) -> float:
    """Multiplications a second with as many products at once as there are threads; the best of some tries."""
    best = 0.0
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(5):
            started = time.perf_counter()
            list(pool.map(lambda _: product(), range(8 * threads)))
            best = max(best, 8 * threads * SIDE**3 / (time.perf_counter() - started))
    return best


def _bandwidth() -> float:
    """Bytes a second that are read and written by a copy of 256 MB, one thread."""
    source = np.frombuffer(os.urandom(1 << 20) * 256, dtype=np.uint8)
    target = np.empty_like(source)
    best = 0.0
    for _ in range(5):
        started = time.perf_counter()
        np.copyto(target, source)
        best = max(best, 2 * source.nbytes / (time.perf_counter() - started))
    return best
