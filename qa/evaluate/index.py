"""The texts that questions are asked about, in an index: a temporary one of their own, or a named one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.errors import IndexMismatch
from qa.evaluate import scores
from qa.evaluate.cases import Case, Context, GoldSet
from qa.evaluate.gold import GoldArticle
from qa.index.generation import Generation
from qa.index.manifest import mismatch, recipe_of
from qa.index.opening import open_generation
from qa.ingest.articles import article_id
from qa.ingest.build import build_index
from qa.models.embedder import Embedder
from qa.settings import Settings
from qa.values import Article

FOUND_AMONG = 10  # passages of a named index, by BM25, among whose articles a context is looked for
LARGEST_MB = 2000  # of a file of articles: those of a large SQuAD file make one file
OnProgress = Callable[[int, int], None]  # done, of how many


@dataclass(frozen=True, slots=True)
class Located:
    """Where a context lies in an index."""

    article_id: str
    shift: int  # what is added to a character's place in the context to have its place in the article


@dataclass(frozen=True, slots=True)
class Accepted:
    """What answers a question, in an index."""

    article_id: str
    places: tuple[tuple[int, int], ...]  # characters into the article's text: first included, last excluded
    answers: tuple[str, ...]  # the text of each place


@dataclass(frozen=True, slots=True)
class GoldIndex:
    """An open index with the contexts of a set."""

    generation: Generation
    settings: Settings  # that name the index
    located: Mapping[str, Located]  # by the context's id; contexts that the index does not hold are left out
    is_temporary: bool  # made of the contexts alone: each of them is an article of the index

    def accepted(self, case: Case) -> Accepted | None:
        """What answers the case in the index; None where nothing does, or its context is not there."""
        home = self.located.get(case.context or "")
        if home is None or not case.places:
            return None
        text = self.generation.texts.articles([home.article_id])[home.article_id].text
        places = tuple((start + home.shift, end + home.shift) for start, end in case.places)
        return Accepted(home.article_id, places, tuple(text[start:end] for start, end in places))

    def can_ask(self, case: Case) -> bool:
        """Whether the case has the same meaning in the index: what answers it is there, or it has no answer."""
        return not case.places or (case.context or "") in self.located


def gold_passages(generation: Generation, accepted: Accepted | None) -> frozenset[str]:
    """The passages of the index that hold an accepted answer whole."""
    if accepted is None:
        return frozenset()
    return frozenset(
        passage.id
        for passage in generation.texts.passages_of(accepted.article_id)
        if any(passage.start <= start and end <= passage.end for start, end in accepted.places)
    )


def is_right(id_: str, place: tuple[int, int], text: str, accepted: Accepted | None) -> bool:
    """Whether an answer at `place` of article `id_` is right: see `qa.evaluate.scores.agrees`.

    A piece of an accepted answer counts only where it stands in its place; elsewhere it takes all of its words.
    """
    if accepted is None:
        return False
    start, end = place
    there = id_ == accepted.article_id and any(start < last and first < end for first, last in accepted.places)
    return scores.agrees(text, accepted.answers, whole=not there)


def build_gold_index(
    articles: Sequence[GoldArticle],
    folder: Path,
    settings: Settings,
    on_progress: OnProgress = lambda done, total: None,
) -> dict[str, str]:
    """Index the articles; for each gold article its id in the index."""
    file = folder / "gold" / "articles.jsonl"
    file.parent.mkdir()
    rows = [json.dumps({"title": article.title, "text": article.text}, ensure_ascii=False) for article in articles]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "embed":
            on_progress(done, total)

    build_index([file.parent], settings, progress=progress)
    return {article.id: article_id(f"gold/articles.jsonl#{line}") for line, article in enumerate(articles, start=1)}


@contextmanager
def own_index(gold: GoldSet, settings: Settings, on_progress: OnProgress) -> Iterator[GoldIndex]:
    """A temporary index in which each context of the set is an article."""
    with TemporaryDirectory(prefix="gazette-evaluate-") as home:
        here = settings.model_copy(update={"index": str(Path(home) / "index"), "max_file_mb": LARGEST_MB})
        articles = [GoldArticle(c.id, c.title, c.text, c.language) for c in gold.contexts.values()]
        ids = build_gold_index(articles, Path(home), here, on_progress)
        with closing(open_generation(here.index_folder)) as generation:
            indexed = generation.texts.articles(list(ids.values()))
            located = {
                context.id: Located(ids[context.id], shift)
                for context in gold.contexts.values()
                if ids[context.id] in indexed and (shift := _shift(context, indexed[ids[context.id]])) is not None
            }
            yield GoldIndex(generation, here, located, is_temporary=True)


@contextmanager
def named_index(gold: GoldSet, settings: Settings, embedder: Embedder) -> Iterator[GoldIndex]:
    """The index that the settings name, with the contexts of the set that stand in its articles.

    Raises:
        StoreError: it is missing, damaged or was built with other settings.
    """
    with closing(open_generation(settings.index_folder)) as generation:
        problem = mismatch(generation.manifest, recipe_of(embedder, settings), settings.embedder)
        if problem is not None:
            raise IndexMismatch(problem.template, **problem.values)
        found = ((context.id, _locate(context, generation)) for context in gold.contexts.values())
        located = {id_: home for id_, home in found if home is not None}
        yield GoldIndex(generation, settings, located, is_temporary=False)


def _locate(context: Context, generation: Generation) -> Located | None:
    """The article of the index that holds the context word for word."""
    known = generation.texts.articles([context.id])
    if context.id in known:  # a context that came from the index
        return Located(context.id, 0)
    opening = " ".join(f"{context.title} {context.text}".split()[:60])
    for language in generation.languages:
        found = generation.bm25[language].search(opening, FOUND_AMONG)
        passages = generation.texts.ids([number for number, _ in found])
        ids = list(generation.texts.homes(passages).values())
        for article in generation.texts.articles(ids).values():
            shift = _shift(context, article)
            if shift is not None:
                return Located(article.id, shift)
    return None


def _shift(context: Context, article: Article) -> int | None:
    """How far the context's characters stand from their place in the article; None where it is not in there."""
    text = context.text.strip()  # an index may have taken the white space off
    start = article.text.find(text) if text else -1
    return None if start < 0 else start - (len(context.text) - len(context.text.lstrip()))
