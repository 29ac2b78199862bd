"""Questions -> groups of windows: the text that answers, and texts that retrieval would bring beside it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluate.gold import Place
from qa.evaluate.scores import french_aware_words
from qa.lang.sentences import sentences
from qa.models.embedder import Embedder
from qa.train.config import ReaderConfig
from qa.train.mining import dense_ranks, lexical_ranks
from qa.train.questions import Asked, Text
from qa.train.wording import as_typed, names_in, with_another_qualifier

_ARTICLE = re.compile(r"(?:le|la|les|l['’]|un|une|des|du|au|aux|the|a|an)\s*$", re.IGNORECASE)
_OPENS_WITH_ARTICLE = re.compile(r"(?:(?:le|la|les|un|une|des|du|the|a|an)\s+|l['’])(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextStretch:
    """A run of whole sentences of a text."""

    text: Text
    start: int  # characters into the text, included
    end: int  # excluded

    @property
    def words(self) -> str:
        """Its characters."""
        return self.text.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Window:
    """What is read beside a question: a title and a stretch; `answers` are places in `context`, with their weights."""

    title: str
    context: str
    answers: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class WindowGroup:
    """A question with its windows: at most one of them answers."""

    question: str
    windows: tuple[Window, ...]


def stretches(text: Text, characters: int) -> Iterator[TextStretch]:
    """The text in runs of whole sentences, each at most so long unless one sentence is longer."""
    first = last = None
    for start, end in sentences(text.text, text.language):
        if first is not None and last is not None and end - first > characters:
            yield TextStretch(text, first, last)
            first = None
        first, last = (start if first is None else first), end
    if first is not None and last is not None:
        yield TextStretch(text, first, last)


def accepted(text: str, place: Place) -> tuple[tuple[int, int, float], ...]:
    """The answer as it stands, and with or without the article before it: soft targets whose weights sum to 1."""
    start, end = place
    before = _ARTICLE.search(text[max(0, start - 5) : start])
    opens = _OPENS_WITH_ARTICLE.match(text[start:end])
    if opens is not None and start + opens.end() < end:
        return ((start, end, 0.7), (start + opens.end(), end, 0.3))
    if before is not None and (start - len(before.group()) == 0 or not text[start - len(before.group()) - 1].isalnum()):
        return ((start, end, 0.8), (start - len(before.group()), end, 0.2))
    return ((start, end, 1.0),)


class GroupMaker:
    """Makes the groups of one piece of training."""

    def __init__(self, asked: Sequence[Asked], embedder: Embedder, config: ReaderConfig, seed: int) -> None:
        self._asked = asked
        self._config = config
        self._rng = random.Random(seed)
        texts = {one.text.id: one.text for one in asked}
        self._pool = [stretch for text in texts.values() for stretch in stretches(text, config.passage_characters)]
        self._sentences = {text.id: sentences(text.text, text.language) for text in texts.values()}
        self._names = [name for one in asked for name in names_in(one.question)]
        self._near = near_stretches(asked, self._pool, embedder, config.mined)

    def groups(self) -> Iterator[WindowGroup]:
        """One group a question, in its order."""
        for one, near in zip(self._asked, self._near, strict=True):
            wrong = [self._pool[number] for number in near if not self._may_answer(one, self._pool[number])]
            question = one.question
            chance = self._rng.random()
            own: Window | None = self._own(one)
            if one.answers and chance < self._config.without and len(wrong) > 1:
                own = None  # what retrieval brings where the answer's text is missing
            elif one.answers and chance < self._config.without + self._config.requalified:
                other = with_another_qualifier(question, one.text.text, self._names, self._rng)
                if other is not None and own is not None:
                    question, own = other, Window(own.title, own.context)
            if self._rng.random() < self._config.typed:
                question = as_typed(question, one.language, self._rng)
            count = self._rng.choice(self._config.distractors) + (own is None)
            # The nearest is now and then right after all, the far ones teach nothing: the first few, at random.
            chosen = self._rng.sample(wrong[: self._config.mined], min(count, len(wrong)))
            windows = [self._windowed(stretch) for stretch in chosen]
            if own is not None:
                windows.insert(0, own)
            if windows:
                yield WindowGroup(question, tuple(windows))

    def _title(self, title: str) -> str:
        return "" if self._rng.random() < self._config.untitled else title

    def _windowed(self, stretch: TextStretch) -> Window:
        return Window(self._title(stretch.text.title), stretch.words)

    def _own(self, one: Asked) -> Window:
        """A run of sentences of the question's own text, of a random length, around the answer if there is one."""
        spans = self._sentences[one.text.id]
        place = self._rng.choice(one.answers) if one.answers else self._rng.choice(spans)
        first = max((n for n, (start, _) in enumerate(spans) if start <= place[0]), default=0)
        last = max((n for n, (start, _) in enumerate(spans) if start < place[1]), default=first)
        start, end = self._widened(spans, first, last)
        context = one.text.text[start:end]
        answers = accepted(context, (place[0] - start, place[1] - start)) if one.answers else ()
        return Window(self._title(one.text.title), context, answers)

    def _widened(self, spans: Sequence[Place], first: int, last: int) -> Place:
        """Sentences added on either side, in random order, up to a random length."""
        length = self._rng.randint(*self._config.context_characters)
        while True:
            sides = [(first - 1, last)] if first > 0 else []
            sides += [(first, last + 1)] if last + 1 < len(spans) else []
            sides = [(a, b) for a, b in sides if spans[b][1] - spans[a][0] <= length]
            if not sides:
                return spans[first][0], spans[last][1]
            first, last = self._rng.choice(sides)

    def _may_answer(self, one: Asked, stretch: TextStretch) -> bool:
        """Whether the stretch could answer: it touches the answer, is a translation, or holds the answer's words."""
        same = stretch.text.id == one.text.id
        if stretch.text.subject == one.text.subject and not same and one.source in ("corpus", "ntrex"):
            return True  # the translation
        if same:
            return not one.answers or any(start < stretch.end and stretch.start < end for start, end in one.answers)
        held = " ".join(french_aware_words(stretch.words))
        wanted = (" ".join(french_aware_words(one.text.text[start:end])) for start, end in one.answers)
        return stretch.text.subject == one.text.subject and any(words and words in held for words in wanted)


def near_stretches(
    asked: Sequence[Asked], pool: Sequence[TextStretch], embedder: Embedder, depth: int
) -> list[list[int]]:
    """For each question the stretches that retrieval ranks first, by meaning and by words in turn, each once."""
    passages = np.concatenate(list(embedder.embed_passages([stretch.words for stretch in pool])))
    questions = np.stack([embedder.embed_question(one.question) for one in asked])
    dense = dense_ranks(questions, passages, depth)
    lexical = lexical_ranks(
        [(one.question, one.language) for one in asked],
        [(stretch.words, stretch.text.language) for stretch in pool],
        depth,
    )
    return [
        list(dict.fromkeys(number for pair in zip(a, [*b, *a], strict=False) for number in pair))
        for a, b in zip(dense, lexical, strict=True)
    ]
