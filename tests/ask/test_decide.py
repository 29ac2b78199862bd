"""One decision per question: what counts as one answer, and when none is given."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa.ask.decide import decide, features, group, is_piece, state_of
from qa.lang import LANGUAGES
from qa.models.calibration import UNCALIBRATED, Calibration, Features, Thresholds, load_calibration
from qa.values import Hit, Passage, Query, Span

TEXT = "Le président Tokaïev a parlé le 6 janvier. Tokaïev a parlé à Almaty le 6 janvier 2022."


def hit(article: str, text: str = TEXT, rank: int = 1, language: str = "fr") -> Hit:
    passage = Passage(f"{article}:0", article, 0, len(text), text, language, "")  # type: ignore[arg-type]
    return Hit(passage, rank, 0.1, 0.5, 3.0)


def span(found: Hit, quote: str, margin: float, occurrence: int = 0) -> Span:
    start = -1
    for _ in range(occurrence + 1):
        start = found.passage.text.index(quote, start + 1)
    return Span(found, start, start + len(quote), margin, 0.0)


def test_one_answer_in_two_articles_is_one_candidate() -> None:
    one, two = hit("a"), hit("b", rank=2)
    groups = group([span(one, "6 janvier", 5.0), span(two, "le 6 janvier", 3.0), span(one, "Almaty", 4.0)])
    assert [[s.text for s in found] for found in groups] == [["6 janvier", "le 6 janvier"], ["Almaty"]]


def test_spans_that_overlap_are_one_candidate() -> None:
    one = hit("a")
    groups = group([span(one, "Tokaïev", 5.0), span(one, "Le président Tokaïev", 4.0), span(one, "Tokaïev", 3.0, 1)])
    assert len(groups) == 1
    assert groups[0][0].text == "Tokaïev"


def test_spans_that_only_touch_are_two_candidates() -> None:
    one = hit("a", "Lyon/Paris")
    assert len(group([span(one, "Lyon/", 2.0), span(one, "Paris", 1.0)])) == 2


def test_a_confidence_of_just_the_threshold_is_enough() -> None:
    thresholds = Thresholds(found=0.5, unsure=0.25)
    assert [state_of(confidence, thresholds)[0] for confidence in (0.5, 0.4999, 0.25, 0.2499)] == [
        "found",
        "unsure",
        "unsure",
        "not_found",
    ]


def test_the_same_characters_of_two_articles_are_not_one_place() -> None:
    assert len(group([span(hit("a"), "Almaty", 2.0), span(hit("b"), "Tokaïev", 1.0)])) == 2


def test_a_piece_of_an_answer_takes_in_nothing_of_other_articles() -> None:
    one, two = hit("a", "Le billet coûte 18 € pour un jour."), hit("b", "La prime est de 1 500 € par an.", rank=2)
    groups = group([span(one, "18 €", 5.0), span(one, "€", 4.0), span(two, "€", 3.0)])
    assert [[s.text for s in found] for found in groups] == [["18 €", "€"], ["€"]]
    assert groups[1][0].hit.passage.article_id == "b"


def test_a_piece_of_an_answer_is_no_other_answer() -> None:
    one, two = hit("a", "Hervé Kermadec a payé 18 € le 6 janvier."), hit("b", "Kermadec a dit € en janvier à Marc.")
    kermadec, price, day = span(one, "Hervé Kermadec", 1.0), span(one, "18 €", 1.0), span(one, "le 6 janvier", 1.0)
    assert is_piece(span(two, "Kermadec", 1.0), kermadec)
    assert is_piece(span(two, "€", 1.0), price)
    assert is_piece(span(two, "en janvier", 1.0), day)
    assert not is_piece(kermadec, span(two, "Kermadec", 1.0))
    assert not is_piece(span(two, "Marc", 1.0), kermadec)
    assert not is_piece(span(two, "€", 1.0), kermadec)
    query = Query("Combien ?", "fr", 10)
    spans = [span(one, "18 €", 6.0), span(two, "€", 5.0), span(two, "Kermadec", 4.0)]
    decision = decide(query, [one, two], spans, {"a": "", "b": ""}, UNCALIBRATED)
    assert [candidate.best.text for candidate in decision.candidates] == ["18 €", "Kermadec"]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.floats(-10, 10), st.sampled_from("ab")), max_size=15)
)
def test_grouping_keeps_every_span_once_and_the_best_first(raw: list[tuple[int, int, float, str]]) -> None:
    spans = [
        Span(hit(article), start, min(len(TEXT), start + length), margin, 0.0) for start, length, margin, article in raw
    ]
    groups = group(spans)
    assert sorted(map(id, spans)) == sorted(id(s) for found in groups for s in found)
    for found in groups:
        assert [s.margin for s in found] == sorted((s.margin for s in found), reverse=True)
    assert [found[0].margin for found in groups] == sorted((found[0].margin for found in groups), reverse=True)


def test_features_of_a_candidate() -> None:
    one, two = hit("a"), hit("b", "Almaty est une ville.", rank=4)
    groups = group([span(one, "Almaty", 5.0), span(two, "Almaty", 4.0), span(one, "6 janvier", 2.0)])
    query = Query("Où Tokaïev a-t-il parlé ?", "fr", 10)
    best, other = features(query, groups, {"a": "Kazakhstan", "b": "Ville"})
    assert (best.margin, best.lead, best.reciprocal_rank, best.other_language) == (5.0, 3.0, 1.0, 0.0)
    assert best.coverage == 1.0  # "Tokaïev" and "parlé" both stand there
    assert (best.similarity, best.relevance) == (0.5, 0.5)
    assert other.lead == -3.0
    (alone,) = features(query, groups[:1], {"a": "Kazakhstan", "b": "Ville"})
    assert alone.lead == 10.0  # as far ahead as a lead counts


NINE, ELEVEN = "La grève de 2019 a duré neuf jours.", "En 2022 la grève a duré onze jours."
ASKED = Query("Combien de jours a duré la grève en 2022 ?", "fr", 10)
TITLES = {"a": "Le dépôt", "b": "Le dépôt"}


def of_years(found: Hit, *years: int) -> Hit:
    return replace(found, passage=replace(found.passage, years=frozenset(years)))


def other_year(question: str, *years: int) -> float:
    there = of_years(hit("a", "La grève a duré neuf jours."), *years)
    (found,) = features(Query(question, "fr", 10), [(span(there, "neuf jours", 1.0),)], TITLES)
    return found.other_year


def test_an_answer_from_an_article_on_other_years_than_is_asked_for_counts_less() -> None:
    assert other_year(ASKED.text, 2019) == 1.0
    assert other_year(ASKED.text) == 1.0
    assert other_year(ASKED.text, 2019, 2022) == 0.0
    assert other_year("Combien de jours ont duré les grèves de 2019 et 2022 ?", 2019) == 1.0
    assert other_year("Combien de jours a duré la grève ?", 2019) == 0.0
    assert other_year("Combien de jours ont duré les grèves d'avant 2022 ?", 2019) == 0.0


def test_what_is_said_of_another_year_is_less_of_a_rival() -> None:
    """The reader likes the answer of 2019 better; asked for 2022, that of 2022 is given, and is not doubted for it."""
    spans = [
        span(of_years(hit("a", NINE), 2019), "neuf jours", 6.0),
        span(of_years(hit("b", ELEVEN, rank=2), 2022), "onze jours", 4.0),
    ]
    other, right = features(ASKED, group(spans), TITLES)
    assert (other.other_year, right.other_year) == (1.0, 0.0)
    assert (other.lead, right.lead) == (-2.0, 2.0)  # 6 counts as 2 beside 4
    for calibration in (UNCALIBRATED, load_calibration("embedded", "embedded")):
        decision = decide(ASKED, [one.hit for one in spans], spans, TITLES, calibration)
        assert decision.candidates[0].best.text == "onze jours"
        alone = decide(ASKED, [spans[0].hit], spans[:1], TITLES, calibration.promising(0.1))
        assert alone.state != "found"


def test_an_answer_that_two_articles_give_is_of_the_year_if_one_of_them_is() -> None:
    spans = [
        span(of_years(hit("a", NINE), 2019), "neuf jours", 6.0),
        span(of_years(hit("b", NINE, rank=2), 2022), "neuf jours", 4.0),
    ]
    (both,) = features(ASKED, group(spans), TITLES)
    assert both.other_year == 0.0


def shifted(calibration: Calibration, name: str, base: float, step: float) -> tuple[float, float]:
    values = dict.fromkeys(Features.__dataclass_fields__, 0.5)
    return (
        calibration.confidence(Features(**{**values, name: base}), "fr"),
        calibration.confidence(Features(**{**values, name: base + step}), "fr"),
    )


@given(st.floats(-20, 20), st.floats(0, 10))
def test_confidence_never_falls_with_the_margin(base: float, step: float) -> None:
    for calibration in (UNCALIBRATED, load_calibration("embedded", "embedded")):
        less, more = shifted(calibration, "margin", base, step)
        assert 0.0 <= less <= more <= 1.0


def test_the_shipped_thresholds_are_ordered() -> None:
    calibration = load_calibration("embedded", "embedded")
    assert calibration is not UNCALIBRATED
    assert set(calibration.thresholds) == set(LANGUAGES)
    for thresholds in calibration.thresholds.values():
        assert 0.0 < thresholds.unsure <= thresholds.found < 1.0


def test_the_settings_thresholds_win_in_both_languages() -> None:
    fitted = load_calibration("embedded", "embedded")
    assert fitted.overridden(None, None) == fitted
    assert fitted.overridden(0.9, None).thresholds_of("fr") == Thresholds(0.9, fitted.thresholds["fr"].unsure)
    assert fitted.overridden(None, 0.1).thresholds_of("en") == Thresholds(fitted.thresholds["en"].found, 0.1)


@given(st.floats(-20, 20))
def test_a_language_that_nothing_was_fitted_for_is_the_most_cautious(margin: float) -> None:
    fitted = load_calibration("embedded", "embedded")
    evidence = Features(margin, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0)
    known = [fitted.confidence(evidence, language) for language in LANGUAGES]
    assert fitted.confidence(evidence, "it") == min(known)
    limits = fitted.thresholds.values()
    assert fitted.thresholds_of("it") == Thresholds(max(t.found for t in limits), max(t.unsure for t in limits))
