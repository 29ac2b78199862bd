"""An ONNX model on the processor: one sequence a run, as many runs at once as there are threads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import ModelError
from qa.models.shared import shared_initializers

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding


# Sum and normalisation in one kernel: on processors it takes 6 to 9 % longer than the two that it stands for.
SLOWER_FUSION = "SkipLayerNormFusion"


def thread_count(threads: int) -> int:
    """The setting `threads`, where 0 means every core that this process may use."""
    if threads:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OnnxModel:
    """Runs encodings one by one on a pool of threads.

    Measured on two cores with the shipped embedder (200 tokens): 83 sequences a second so, 73 one after the other
    with two threads inside each run, 60 to 69 in padded batches.
    """

    def __init__(self, file: Path, threads: int) -> None:
        import onnxruntime

        onnxruntime.disable_telemetry_events()  # on Windows the variable does not count
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # the arena keeps the largest sequence's memory for ever
        options.log_severity_level = 3
        shared = shared_initializers(file.parent)
        options.add_external_initializers(list(shared), list(shared.values()))
        try:
            self._session = onnxruntime.InferenceSession(
                str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOWER_FUSION]
            )
        except Exception as error:
            raise ModelError(
                "{file} cannot be run ({reason}): copy the model again.", file=file, reason=str(error)
            ) from error
        self._inputs = frozenset(entry.name for entry in self._session.get_inputs())
        self.outputs = tuple(entry.name for entry in self._session.get_outputs())
        self._pool = ThreadPoolExecutor(max_workers=thread_count(threads), thread_name_prefix="onnx")

    def _run(self, encoding: Encoding) -> list[NDArray[np.float32]]:
        feed = {
            "input_ids": np.asarray([encoding.ids], dtype=np.int64),  # (1, tokens)
            "attention_mask": np.asarray([encoding.attention_mask], dtype=np.int64),
            "token_type_ids": np.asarray([encoding.type_ids], dtype=np.int64),
        }
        outputs = self._session.run(None, {name: value for name, value in feed.items() if name in self._inputs})
        return [np.asarray(output[0], dtype=np.float32) for output in outputs]

    def run(self, encodings: Iterable[Encoding]) -> Iterator[list[NDArray[np.float32]]]:
        """For each encoding, in order, the model's outputs without the batch axis."""
        return self._pool.map(self._run, encodings)
