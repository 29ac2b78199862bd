"""Tokenizers from their files, each file read once: all who ask share its table, and none the others' settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def read_tokenizer(file: Path) -> Tokenizer:
    """A tokenizer that neither truncates nor pads, to be set up by whoever asked for it."""
    stat = file.stat()
    return _over_the_same_table(_read(file, stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=4)
def _read(file: Path, changed_ns: int, size: int) -> Tokenizer:
    """The file as it was then: to read the one that ships takes 45 ms, to set up another over its table 0.2 ms."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(file))


def _over_the_same_table(read: Tokenizer) -> Tokenizer:
    made = type(read)(read.model)
    for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        if getattr(read, part) is not None:
            setattr(made, part, getattr(read, part))
    made.add_tokens([token for _, token in sorted(read.get_added_tokens_decoder().items())])
    return made
