"""The one run that trains: encoder -> embedder and reader -> exported pair -> calibration, a folder per step.

`python -m qa.train.run ../shared/data HOME` goes on from the pair that ships; `--afresh` begins with the encoder. Each
step leaves its result in HOME and is passed over where that stands already; embedder and reader go on from their last
checkpoint. `--only reader` runs one step, `--steps 3000` makes the reader's piece as long as there is time for.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from qa.models.calibration import CALIBRATION_FILE
from qa.models.files import ONNX_FILE, shipped_folder
from qa.models.shared import TOKENIZER_FILE
from qa.train.calibrate import calibrate_pair
from qa.train.config import TrainingConfig
from qa.train.embedder import train_embedder
from qa.train.encoder import make_encoder
from qa.train.export import export_embedder, export_reader
from qa.train.reader import train_reader
from qa.train.restore import restore
from qa.train.share import share_words

WEIGHTS = "model.safetensors"


def run(data: Path, home: Path, config: TrainingConfig, *, afresh: bool = False, only: Sequence[str] = ()) -> None:
    """Train a pair into `home/pair`.

    Args:
        data: folder with reading/, corpus/, questions/ and parallel/.
        home: where every step leaves its result.
        config: every number.
        afresh: begin with the encoder, not with the pair that ships.
        only: the steps to run, in their order; none: all.
    """
    encoder, embedder, reader, pair = (home / name for name in ("encoder", "embedder", "reader", "pair"))
    starts = [encoder, encoder] if afresh else [home / "start" / name for name in ("embedder", "reader")]

    def begin() -> None:
        make_encoder(data, encoder, config, None if afresh else shipped_folder("embedder") / TOKENIZER_FILE)
        for start in () if afresh else starts:
            restore(encoder, shipped_folder(start.name), start)

    def export() -> None:
        export_embedder(embedder, pair / "embedder")
        export_reader(reader, pair / "reader")
        share_words(pair, json.loads((embedder / "config.json").read_text(encoding="utf-8")))

    steps: dict[str, tuple[Path, Callable[[], None]]] = {
        "encoder": (starts[-1] / WEIGHTS, begin),
        "embedder": (embedder / WEIGHTS, lambda: train_embedder(data, starts[0], embedder, config)),
        "reader": (reader / WEIGHTS, lambda: train_reader(data, starts[1], reader, config)),
        "export": (pair / "reader" / ONNX_FILE, export),
        "calibrate": (pair / CALIBRATION_FILE, lambda: calibrate_pair(data, pair)),
    }
    for name, (result, step) in steps.items():
        if (not only or name in only) and not result.is_file():
            step()


def main() -> None:
    """`python -m qa.train.run ../shared/data HOME`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("home", type=Path, help="folder for what the steps leave")
    parser.add_argument("--afresh", action="store_true", help="begin with the encoder, not with the pair that ships")
    parser.add_argument("--only", nargs="*", default=(), help="encoder, embedder, reader, export, calibrate")
    parser.add_argument("--steps", type=int, default=TrainingConfig().reader.optimizer.steps, help="of the reader")
    parser.add_argument("--seed", type=int, default=TrainingConfig().seed, help="another one draws other questions")
    given = parser.parse_args()
    config = TrainingConfig(seed=given.seed)
    optimizer = replace(config.reader.optimizer, steps=given.steps)
    config = replace(config, reader=replace(config.reader, optimizer=optimizer))
    run(given.data, given.home, config, afresh=given.afresh, only=given.only)


if __name__ == "__main__":
    main()
