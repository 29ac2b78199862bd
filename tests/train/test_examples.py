"""Reading examples hold their answers, and nothing of the held-out splits."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.train.config import ReaderConfig
from qa.train.examples import is_trained_on, reading_examples
from tests.train.small import SUBJECTS, write_data

CONFIG = ReaderConfig(context_characters=(20, 120), crossed=1.0, elsewhere=1.0, stranger=1.0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data") / "data")


def test_answers_are_years_and_the_others_hold_none(data: Path) -> None:
    examples = reading_examples(data, CONFIG, seed=1)
    answered = [one for one in examples if one.start < one.end]
    assert len(answered) > 100
    assert all(one.context[one.start : one.end].isdigit() for one in answered)
    empty = [one for one in examples if one.start == one.end]
    assert len(empty) > 100
    assert all(one.context for one in empty)


def test_a_text_of_the_same_article_is_cut_clear_of_the_answer(data: Path) -> None:
    alone = ReaderConfig(context_characters=(20, 120), elsewhere=1.0, stranger=0.0)
    empty = [one for one in reading_examples(data, alone, seed=1) if one.start == one.end and "bridge" in one.question]
    assert empty
    known = [one for one in empty if "When was" in one.question]
    assert known
    assert not any(any(character.isdigit() for character in one.context) for one in known)


def test_no_held_out_article_is_seen(data: Path) -> None:
    held_out = [number for number, id_ in enumerate(SUBJECTS) if not is_trained_on(id_)]
    assert held_out  # or the test says nothing
    years = {str(1900 + number) for number in held_out}
    seen = {
        one.context[one.start : one.end] for one in reading_examples(data, CONFIG, seed=1) if "It dates" in one.context
    }
    assert seen
    assert not years & seen


def test_the_same_seed_gives_the_same_examples(data: Path) -> None:
    assert reading_examples(data, CONFIG, seed=3) == reading_examples(data, CONFIG, seed=3)
    assert reading_examples(data, CONFIG, seed=3) != reading_examples(data, CONFIG, seed=4)
