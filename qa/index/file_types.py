"""The type of the file that gave an article, as filters name it: how the file's name ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from qa.index.articles import Texts


def file_type(file: str) -> str:
    """The ending in small letters and without its dot: "pdf"."""
    return PurePosixPath(file).suffix.lower().removeprefix(".")


def articles_of_types(texts: Texts, types: Sequence[str]) -> list[int]:
    """Numbers of the articles from files of any of these types."""
    return [number for number, _, file in texts.files_by_number() if file_type(file) in types]


def counted_types(texts: Texts) -> tuple[tuple[str, int], ...]:
    """How many articles come from files of each type, in alphabetical order."""
    return tuple(sorted(Counter(file_type(file) for _, _, file in texts.files_by_number()).items()))
