"""Groups of windows: the answer stands in the first one, and in no other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from qa.models.reader import entitled
from qa.train.config import TrainingConfig
from qa.train.questions import Asked, Text, all_questions, is_trained_on
from qa.train.reader import Groups, collate, sample
from qa.train.windows import GroupMaker, Window, WindowGroup, accepted, stretches
from tests.train.small import write_data, write_encoder

CONFIG = replace(TrainingConfig().reader, context_characters=(20, 120), passage_characters=60, mined=4, typed=0.0)


class Letters:
    """An embedder that counts letters: near texts are those that share them. Real vectors, no model to load."""

    def embed_passages(self, texts: list[str]) -> list[np.ndarray]:
        return [np.stack([self.embed_question(text) for text in texts])]

    def embed_question(self, text: str) -> np.ndarray:
        counts = np.array([text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789"], np.float32)
        return counts / (np.linalg.norm(counts) or 1)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    data = write_data(tmp_path_factory.mktemp("windows") / "data")
    return [one for one in all_questions(data) if is_trained_on(one.text.subject)]


def test_questions_come_from_every_source_with_their_answers(asked: list[Asked]) -> None:
    assert {one.source for one in asked} == {"squad", "piaf", "corpus"}
    for one in asked:
        assert all(one.text.text[start:end].strip() for start, end in one.answers)
    assert any(not one.answers for one in asked)


def test_the_answer_stands_in_the_first_window_only(asked: list[Asked]) -> None:
    maker = GroupMaker(asked, Letters(), replace(CONFIG, without=0.0, requalified=0.0), 3)  # type: ignore[arg-type]
    groups = list(maker.groups())
    assert len(groups) == len(asked)
    for one, group in zip(asked, groups, strict=True):
        assert group.question == one.question
        first, *others = group.windows
        quotes = {first.context[start:end] for start, end, _ in first.answers}
        assert not one.answers or {one.text.text[start:end] for start, end in one.answers} & quotes
        assert sum(weight for *_, weight in first.answers) == pytest.approx(1.0 if one.answers else 0.0)
        assert all(not window.answers for window in others)


def test_a_question_whose_text_is_left_out_has_no_answer(asked: list[Asked]) -> None:
    maker = GroupMaker(asked, Letters(), replace(CONFIG, without=1.0), 3)  # type: ignore[arg-type]
    for group in maker.groups():
        assert all(not window.answers for window in group.windows)


@pytest.mark.parametrize(
    ("text", "answer", "quotes"),
    [
        ("C'est le maire de Lyon.", "maire", {"maire", "le maire"}),
        ("C'est le maire de Lyon.", "le maire", {"le maire", "maire"}),
        ("He met the queen there.", "queen", {"queen", "the queen"}),
        ("Vers l'eau claire.", "l'eau", {"l'eau", "eau"}),
        ("Il parle salle de bal.", "de bal", {"de bal"}),
        ("Anne Martin est là.", "Anne Martin", {"Anne Martin"}),
    ],
)
def test_articles_may_stand_or_fall(text: str, answer: str, quotes: set[str]) -> None:
    start = text.index(answer)
    targets = accepted(text, (start, start + len(answer)))
    assert {text[left:right] for left, right, _ in targets} == quotes
    assert sum(weight for *_, weight in targets) == pytest.approx(1)


@given(st.text(max_size=300), st.integers(10, 80))
def test_stretches_are_slices_in_order(text: str, characters: int) -> None:
    found = list(stretches(Text("a", "a", "t", text, "fr"), characters))
    assert all(one.words == text[one.start : one.end] for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_rows_mark_the_passage_and_the_answer(tmp_path: Path) -> None:
    tokenizer = Tokenizer.from_file(str(write_encoder(tmp_path / "encoder") / "tokenizer.json"))
    context = "Le pont de Lyon date de 1931."
    group = WindowGroup(
        "De quand ?", (Window("Le pont", "La ville est ici."), Window("Lyon", context, ((24, 28, 1.0),)))
    )
    (row,) = (Groups([group], tokenizer, CONFIG)[0],)
    ((number, first, last, weight),) = row["targets"]
    assert (number, weight) == (1, 1.0)
    assert tokenizer.decode(row["windows"][1][first : last + 1]).replace(" ", "") == "1931"
    begin, end = row["inside"][1]
    assert tokenizer.decode(row["windows"][1][begin : end + 1]).replace("▁", "").replace(" ", "") == context.replace(
        " ", ""
    )
    batch = collate([row, row])
    assert batch["group"].tolist() == [0, 0, 1, 1]
    assert batch["targets"][:, 0].tolist() == [1.0, 3.0]


def test_a_title_is_not_said_twice() -> None:
    assert entitled("Le pont", "Le pont est ouvert.") == "Le pont est ouvert."
    assert entitled("", "Le pont") == "Le pont"
    assert entitled("Lyon", "Le pont") == "Lyon | Le pont"


def test_no_held_out_article_is_seen(tmp_path: Path) -> None:
    everything = list(all_questions(write_data(tmp_path / "data")))
    held_out = {one.text.subject for one in everything if not is_trained_on(one.text.subject)}
    assert held_out  # or the test says nothing
    shares = replace(CONFIG, shares=(("squad", 1.0), ("piaf", 1.0), ("corpus", 1.0)))
    seen = {one.text.subject for one in sample(everything, shares, 1)}
    assert seen
    assert not seen & held_out


def test_the_same_seed_gives_the_same_groups(asked: list[Asked]) -> None:
    def made(seed: int) -> list[WindowGroup]:
        return list(GroupMaker(asked, Letters(), CONFIG, seed).groups())  # type: ignore[arg-type]

    assert made(3) == made(3)
    assert made(3) != made(4)
