"""The first passages are read alone where they settle the answer, all of them where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa.ask.waves import read_in_waves
from qa.models.calibration import UNCALIBRATED, Calibration, Wave, calibration_of, load_calibration
from qa.models.files import SHIPPED
from qa.models.reader import TextSpan
from qa.settings import Settings
from qa.values import Hit, Place, Query, Span
from tests.ask.test_agreement import CALIBRATION, hit

QUERY = Query("Qui a ouvert le pont ?", "fr", 6)
WAVED = replace(CALIBRATION, waves=(Wave(1, settled=0.9, unread=1.0), Wave(3, settled=0.6, unread=0.5)))
NO_SPAN = -20.0  # a margin for what the reader does not find
TEXTS = [f"{name} a ouvert le pont numéro {number}." for number, name in enumerate(("Ada", "Luc", "Zoé", "Max", "Eva"))]


class Scripted:
    """A reader that finds the first word of each text, with the margin that is set for it, and its last, with less."""

    def __init__(self, margins: dict[str, float]) -> None:
        self.margins = margins
        self.read_texts: list[str] = []

    def read(self, question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        self.read_texts += texts
        return [self._spans(text) for text in texts]

    def _spans(self, text: str) -> list[TextSpan]:
        first, last = text.split()[0], text.rstrip(".").split()[-1]
        start = text.rindex(last)
        ends = [
            (0, len(first), self.margins.get(first, -9.0)),
            (start, start + len(last), self.margins.get(last, -9.0)),
        ]
        return [TextSpan(begin, end, margin, 0.0) for begin, end, margin in ends if margin > NO_SPAN]


def read(
    margins: dict[str, float],
    calibration: Calibration = WAVED,
    query: Query = QUERY,
    texts: Sequence[str] = TEXTS,
) -> tuple[list[str], tuple[Span, ...], Wave | None]:
    """The first words of the texts that were read, the spans, and the wave that settled the answer."""
    hits: list[Hit] = [hit(str(number), text, number + 1) for number, text in enumerate(texts)]
    reader = Scripted(margins)
    spans, wave = read_in_waves(query, hits, {str(n): "" for n in range(9)}, reader, calibration)
    return [text.split()[0] for text in reader.read_texts], spans, wave


def test_a_sure_answer_ends_the_reading() -> None:
    texts, spans, wave = read({"Ada": 4.0})
    assert texts == ["Ada"]
    assert [span.text for span in spans] == ["Ada", "0"]
    assert wave == WAVED.waves[0]
    assert WAVED.after(wave).intercept == -1.0  # what is unread could have held another answer


def test_what_was_shown_is_found_no_more() -> None:
    """Of two passages that share a sentence one may come again, but nothing of what they share."""
    first = hit("0", TEXTS[0], 1).passage
    shown = Place(first.article_id, first.start, first.start + len("Ada"))
    for places, found in (((), ["Ada", "0"]), ((shown,), ["0"]), ((replace(shown, article_id="x"),), ["Ada", "0"])):
        assert [span.text for span in read({"Ada": 4.0}, WAVED, replace(QUERY, shown=places), TEXTS[:1])[1]] == found


def test_a_less_sure_one_does_after_more_passages() -> None:
    texts, spans, wave = read({"Ada": 1.5})
    assert texts == ["Ada", "Luc", "Zoé"]
    assert {span.hit.rank for span in spans} == {1, 2, 3}
    assert wave == WAVED.waves[1]


@pytest.mark.parametrize(
    ("margins", "calibration", "query"),
    [
        ({"Ada": 0.5}, WAVED, QUERY),  # never sure enough
        ({"Ada": 2.0, "Zoé": 2.0}, WAVED, QUERY),  # two answers, one as likely as the other
        ({"Ada": 4.0, "0": NO_SPAN, "Luc": NO_SPAN, "1": NO_SPAN, "Zoé": NO_SPAN, "2": NO_SPAN}, WAVED, QUERY),  # alone
        ({"Ada": 0.4}, replace(WAVED, intercept=5.0), QUERY),  # surer of it by all else than by what was read
        ({"Ada": 4.0}, WAVED, replace(QUERY, kind="list")),  # each passage may add to it
        ({"Ada": 4.0}, CALIBRATION, QUERY),  # a calibration without waves
    ],
)
def test_what_is_not_settled_is_read_to_the_end(
    margins: dict[str, float], calibration: Calibration, query: Query
) -> None:
    texts, spans, wave = read(margins, calibration, query)
    assert texts == ["Ada", "Luc", "Zoé", "Max", "Eva"]
    assert [span.margin for span in spans] == sorted((span.margin for span in spans), reverse=True)
    assert wave is None


def test_other_articles_that_hold_the_answer_are_read_too() -> None:
    again = [*TEXTS, "Ada ouvrait hier le pont.", "Hier, personne n'a vu Ada."]
    texts, spans, _ = read({"Ada": 4.0}, texts=again)
    assert texts == ["Ada", "Ada", "Hier,"]
    assert [span.hit.rank for span in spans if span.text == "Ada"] == [1, 6, 7]


def test_few_passages_are_one_wave() -> None:
    texts, _, wave = read({"Ada": 4.0}, texts=TEXTS[:1])
    assert texts == ["Ada"]
    assert wave is None


def test_the_shipped_pair_reads_in_waves_unless_all_is_asked_for() -> None:
    shipped = load_calibration(SHIPPED, SHIPPED).waves
    assert [wave.passages for wave in shipped] == sorted({wave.passages for wave in shipped})
    assert shipped
    pair = Settings(embedder=SHIPPED, reader=SHIPPED)
    assert calibration_of(pair).waves == shipped
    assert calibration_of(pair.model_copy(update={"read_all": True})).waves == UNCALIBRATED.waves == ()
