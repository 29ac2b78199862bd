"""The next generation while it is written: a copy of the current one, or nothing, then what is new and what is gone.

A generation is never edited once it is published. Its successor begins as a copy (BM25 segments are shared as links,
since they never change; the rest is copied, at the speed of the disk), and only what changed is written into the copy.
A build that is killed leaves a folder without a manifest above the current number: nobody opens it, and the next build
removes it.

Passages are known by number. Numbers are given once: one whose passage is gone stays empty until an index is written
from nothing, which also frees Chroma's graph of the deleted; `worth_rewriting` says when.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.index.articles import TEXTS_FILE, FileRecord, PassageRecord, TextsWriter, Totals, day_range, own_date
from qa.index.bm25 import BM25_FOLDER, share_bm25, write_bm25
from qa.index.chroma import DenseWriter, Graph, copy_graph
from qa.index.columns import CODES, Columns, day_number, load_columns, no_columns
from qa.index.files import sync_folder, sync_tree
from qa.index.generation import Generation, new_generation, size_bytes
from qa.index.manifest import Hnsw, Manifest, write_manifest
from qa.index.server import ChromaServer, new_stem, upload
from qa.index.vectors import Vectors, copy_vectors, write_vectors
from qa.values import Article, LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_GONE = 0.2  # share of the numbers that may be empty: deleted passages slow Chroma's graph and spoil its recall

_EMPTY = 1_000_000  # bytes that a generation without articles takes at most, while it is written


def worth_rewriting(columns: Columns, gone: int, new: int) -> bool:
    """Whether too many numbers would be empty after `gone` more passages went and `new` ones came."""
    return columns.gone + gone > MOST_GONE * (len(columns) + new)


def bytes_needed(base: Path | None, texts: int, passages: int, dimension: int) -> int:
    """About how many bytes the next generation takes while it is written, rather too few than too many.

    Args:
        base: folder of the generation that it begins as a copy of, which takes its size but for the shared words.
        texts: bytes of the articles that come.
        passages: how many come.
        dimension: of their vectors, which are written to a file, to Chroma's graph and, for a while, to its queue and
            to what a build leaves that is cut off.
    """
    copied = 0 if base is None else size_bytes(base) - size_bytes(base / BM25_FOLDER)
    return _EMPTY + copied + texts + passages * (4 * 4 * dimension + 500)


class GenerationWriter:
    """Writes a generation that is not published yet. Use it as the only writer, and `close` it."""

    def __init__(self, index: Path, base: Path | None, hnsw: Hnsw, server: ChromaServer | None = None) -> None:
        """Begin with a copy of the generation in the folder `base`, or with nothing; `server` holds the vectors."""
        self.number, self._folder = new_generation(index)
        self._server, self.collections = server, "" if server is None else new_stem(index, self.number)
        self._open = ExitStack()
        self._open.callback(shutil.rmtree, self._folder, ignore_errors=True)
        try:
            self._begin(base, hnsw)
        except BaseException:
            self.close()
            raise

    def _begin(self, base: Path | None, hnsw: Hnsw) -> None:
        if base is not None:
            shutil.copyfile(base / TEXTS_FILE, self._folder / TEXTS_FILE)
            if self._server is None:
                copy_graph(base, self._folder)
            copy_vectors(base, self._folder)
            share_bm25(base, self._folder)
        self._hnsw = hnsw
        self.columns = no_columns() if base is None else load_columns(base)
        self._texts = TextsWriter(self._folder)
        self._open.callback(self._texts.close, keep=False)
        self._dense = None if self._server is not None else DenseWriter(self._folder, hnsw)
        if self._dense is not None:
            self._open.callback(self._dense.close)

    def remove(self, files: Sequence[str]) -> None:
        """Remove files with all that they gave."""
        gone = [passage for file in files for passage in self._texts.remove(file)]
        if gone:
            self.columns = self.columns.without([number for number, _ in gone])
        for language in CODES:
            own = [number for number, code in gone if code == language]
            if own and self._dense is not None:
                self._dense.remove(language, own)

    def add_texts(
        self,
        files: Sequence[tuple[FileRecord, Sequence[Article]]],
        records: Mapping[str, Sequence[PassageRecord]],
        words: Mapping[int, Sequence[str]],
    ) -> None:
        """Add files with their articles and passages.

        Args:
            files: each with the articles that it gave.
            records: passages by the id of their article; their numbers follow those of the columns, in this order.
            words: the terms of each passage, by its number.
        """
        rows = []
        for file, articles in files:
            self._texts.add_file(file)
            for article in articles:
                number = self._texts.add_article(article, file.path)
                own = records.get(article.id, ())
                self._texts.add_passages(number, own)
                first, last = map(day_number, day_range(own_date(article)))
                rows += [(CODES[r.passage.language], number, first, last, len(words[r.number])) for r in own]
        self.columns = self.columns.with_rows(rows)

    def add_words(self, language: LanguageCode, numbers: Sequence[int], words: Sequence[Sequence[str]]) -> None:
        """Add the terms of passages of one language, by number, ascending; their texts were added before."""
        write_bm25(self._folder, language, numbers, words, self.columns)

    def add_vectors(self, language: LanguageCode, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add unit vectors (len(numbers), dimension) of passages of one language; their texts were added before."""
        write_vectors(self._folder, len(self.columns), numbers, vectors)
        if self._dense is not None:
            self._dense.add(language, numbers, vectors)

    def totals(self) -> Totals:
        """What it holds now."""
        return self._texts.totals()

    def finish(self, manifest: Manifest) -> None:
        """Write what is left, have it on the disk and read it all back: what can be opened can be published."""
        self._texts.close()
        if self._dense is not None:
            self._dense.finish()
        self.columns.save(self._folder)
        if self._server is not None:
            self._upload(self._server, manifest)
        write_manifest(manifest, self._folder)
        sync_tree(self._folder)
        for folder in self._folder.parents[:2]:  # `generations` and the index, which may be new as well
            sync_folder(folder)
        Generation(self._folder).close()  # what cannot be opened is never published
        if self._server is None:  # which has counted what arrived
            Graph(self._folder, dict(manifest.passages)).close()  # small collections are compared: it was not opened
        self._open.pop_all()

    def _upload(self, server: ChromaServer, manifest: Manifest) -> None:
        """All vectors, those of the base too: collections cannot be copied inside a server of one's own."""
        numbers = {code: np.flatnonzero(self.columns.language == number) for code, number in CODES.items()}
        vectors = Vectors(self._folder, len(self.columns), manifest.recipe.dimension)
        upload(server, self.collections, {code: own for code, own in numbers.items() if own.size}, vectors, self._hnsw)

    def close(self) -> None:
        """Close the files; what was not finished is removed."""
        self._open.close()
