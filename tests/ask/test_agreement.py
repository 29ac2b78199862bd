"""An article is cited for an answer only where its own passage gives it; a rival is as likely as the first."""

from __future__ import annotations

from dataclasses import replace

from qa.ask.agreement import in_agreement, in_headline
from qa.ask.decide import decide
from qa.ask.rivals import contested, rivals
from qa.models.calibration import Calibration, Features, FusionWeights, Thresholds
from qa.values import Article, Candidate, Decision, Hit, Passage, Query, Span

CALIBRATION = Calibration(
    "nothing",
    intercept=0.0,
    coefficients=Features(**{**dict.fromkeys(Features.__dataclass_fields__, 0.0), "margin": 1.0}),
    thresholds={"fr": Thresholds(found=0.7, unsure=0.5)},
    fusion=FusionWeights(),
)
QUERY = Query("Qui a ouvert le pont ?", "fr", 10)
OPENED = "Le pont rouvre\n\nAda Martin a ouvert le pont en mai."
NAMED = "Ada Martin et Luc Roy dînaient au pont."


def article(id_: str, text: str) -> Article:
    return Article(id_, f"{id_}.txt", text.split("\n")[0], text, 0, "2022-01", None, "fr", "0", "text/plain")


def hit(id_: str, text: str, rank: int = 1) -> Hit:
    return Hit(Passage(f"{id_}:0", id_, 0, len(text), text, "fr", ""), rank, 0.1, 0.5, 3.0)


def span(found: Hit, quote: str, margin: float) -> Span:
    start = found.passage.text.index(quote)
    return Span(found, start, start + len(quote), margin, 0.0)


def cited(spans: list[Span], *articles: Article) -> list[list[tuple[str, str]]]:
    titles = {one.id: one.title for one in articles}
    decision = decide(QUERY, [one.hit for one in spans], spans, titles, CALIBRATION)
    agreed = in_agreement(QUERY, decision, spans, titles, CALIBRATION)
    return [[(one.hit.passage.article_id, one.text) for one in found.spans] for found in agreed.candidates]


def test_an_article_that_answers_by_itself_is_cited() -> None:
    spans = [span(hit("a", OPENED), "Ada Martin", 5.0), span(hit("b", OPENED, 2), "Ada Martin", 1.0)]
    assert cited(spans, article("a", OPENED), article("b", OPENED)) == [[("a", "Ada Martin"), ("b", "Ada Martin")]]


def test_an_article_of_whose_answer_the_reader_is_not_sure_is_not() -> None:
    spans = [span(hit("a", OPENED), "Ada Martin", 5.0), span(hit("b", OPENED, 2), "Ada Martin", -0.5)]
    assert cited(spans, article("a", OPENED), article("b", OPENED))[0] == [("a", "Ada Martin")]


def test_an_article_where_the_reader_prefers_another_answer_is_not() -> None:
    named = hit("b", NAMED, 2)
    spans = [span(hit("a", OPENED), "Ada Martin", 5.0), span(named, "Luc Roy", 4.0), span(named, "Ada Martin", 3.0)]
    assert cited(spans, article("a", OPENED), article("b", NAMED))[0] == [("a", "Ada Martin")]


def test_the_text_is_preferred_to_the_headline() -> None:
    text = "Ada Martin ouvre le pont\n\nEn mai, Ada Martin a coupé le ruban."
    head, body = hit("a", text), Passage("a:1", "a", 26, len(text), text[26:], "fr", "")
    below = Hit(body, 2, 0.1, 0.5, 3.0)
    spans = [span(head, "Ada Martin", 5.0), Span(below, text.index("Ada", 5), text.index("Ada", 5) + 10, 2.0, 0.0)]
    assert in_headline(spans[0], article("a", text).title)
    titled = article("a", text)
    decision = decide(QUERY, [head, below], spans, {"a": titled.title}, CALIBRATION)
    agreed = in_agreement(QUERY, decision, spans, {"a": titled.title}, CALIBRATION)
    assert [one.start for one in agreed.candidates[0].spans] == [spans[1].start]


def decision(*answers: tuple[str, float]) -> Decision:
    text = " ; ".join(words for words, _ in answers)
    candidates = tuple(Candidate((span(hit("a", text), words, 1.0),), sure) for words, sure in answers)
    return Decision("found", None, answers[0][1], candidates, ())


def test_a_near_answer_of_the_same_type_is_a_rival() -> None:
    near = decision(("13 millions", 0.93), ("11 millions", 0.87), ("Ada Martin", 0.9), ("2 millions", 0.4))
    assert [rival.best.text for rival in rivals(QUERY, near)] == ["11 millions"]
    assert contested(QUERY, near).state == "unsure"


def test_an_answer_without_a_rival_stays_found() -> None:
    for alone in (decision(("13 millions", 0.93), ("11 millions", 0.5)), decision(("13", 0.93), ("13 millions", 0.92))):
        assert contested(QUERY, alone) == alone


def test_the_things_of_a_list_are_no_rivals() -> None:
    listed = decision(("Ada Martin", 0.9), ("Luc Roy", 0.9))
    assert contested(replace(QUERY, kind="list"), listed) == listed
