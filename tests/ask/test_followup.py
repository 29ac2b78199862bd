"""Follow-up questions: every line of the test dialogues, and what must hold for any text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qa.ask.followup import complete
from qa.lang.detect import detect_language
from qa.values import Turn
from tests.conftest import ROOT

DIALOGUES = [
    json.loads(line)
    for name in ("fr", "en")
    for line in (ROOT / f"tests/data/dialogues.{name}.jsonl").read_text("utf-8").splitlines()
]


def history(dialogue: dict[str, Any]) -> list[Turn]:
    return [
        Turn(question, detect_language(question), answer, articles=(f"a{number}",))
        for number, (question, answer) in enumerate(dialogue["history"])
    ]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda d: f"{d['history'][-1][0]} — {d['ask']}")
def test_dialogues(dialogue: dict[str, Any]) -> None:
    found = complete(dialogue["ask"], history(dialogue))
    assert found.text in dialogue["means"]
    assert found.kind == dialogue["kind"]
