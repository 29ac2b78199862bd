"""What must hold of the passages of any article, and how they treat intertitles, long sentences and languages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.ingest.passages import split
from qa.values import Article, LanguageCode, Passage

Count = Callable[[Sequence[str]], list[int]]


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def quarters(texts: Sequence[str]) -> list[int]:
    """As a tokenizer counts: white space is free, about four letters make a token."""
    return [len("".join(text.split())) // 4 + 1 for text in texts]


def article(text: str, body_start: int = 0, language: LanguageCode = "fr") -> Article:
    return Article(
        id="a1",
        path="news/a1.txt",
        title="",
        text=text,
        body_start=body_start,
        date=None,
        date_source=None,
        language=language,
        sha256="",
        media_type="text/plain",
    )


def passages(text: str, max_tokens: int = 20, overlap: int = 0, count: Count = words, **given: object) -> list[Passage]:
    return split(article(text, **given), count, max_tokens=max_tokens, overlap_sentences=overlap)  # type: ignore[arg-type]


SENTENCE = "Le maire de la commune a présenté hier le budget aux élus."  # 12 words
PIECES = st.sampled_from(
    [
        *["M. Dupont ", "art. 5", "« Il part. » ", "Il pleut. ", "The mayor left. ", "etc. ", SENTENCE, "Oui ! ", "…"],
        *[
            "\n\n",
            "\n",
            "\f",
            "\r",
            "\r\n",
            "\n\n# Titre\n",
            "\n\nUn intertitre\n\n",
            "\n\nUn autre !\n\n",
            " ",
            "\xa0",
        ],
        *["e\u0301", "\u0301", "😀", "𝔄𝔅", "中文。", "x" * 300, "\u200b", "\ud800", "- ", "| a | b |\n", "===\n", "#"],
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@settings(deadline=None)  # the first call loads the language model
@given(
    ANY_TEXT,
    st.integers(0, 40),
    st.integers(1, 40),
    st.integers(0, 4),
    st.sampled_from([words, quarters]),
    st.booleans(),
)
def test_what_holds_for_any_text(
    text: str, skip: int, max_tokens: int, overlap: int, count: Count, french: bool
) -> None:
    body_start = min(skip, len(text))
    whole = article(text, body_start, "fr" if french else "en")
    covered, start = body_start, -1
    for passage in split(whole, count, max_tokens=max_tokens, overlap_sentences=overlap):
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip()
        assert passage.start >= body_start
        assert passage.start > start
        assert passage.end > covered
        assert text[covered : passage.start].strip() == ""
        assert count([passage.text])[0] <= max_tokens or len(passage.text) == 1
        start, covered = passage.start, passage.end
    assert text[covered:].strip() == ""


SECTIONS = st.lists(
    st.tuples(st.sampled_from(["## Titre {}\n", "## Titre {}\n\n", "Titre {}\n\n"]), st.integers(1, 12)),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(SECTIONS, st.integers(15, 60), st.integers(0, 3))
def test_a_passage_never_ends_with_an_intertitle_and_knows_its_own(
    sections: list[tuple[str, int]], max_tokens: int, overlap: int
) -> None:
    heads = [head.format(number) for number, (head, _) in enumerate(sections)]
    text = "\n\n".join(head + " ".join([SENTENCE] * length) for head, (_, length) in zip(heads, sections, strict=True))
    covered = 0
    for passage in split(article(text), words, max_tokens=max_tokens, overlap_sentences=overlap):
        assert passage.text.endswith(".")
        assert words([passage.text])[0] <= max_tokens
        new = text[max(covered, passage.start) : passage.end]
        first_new = max(covered, passage.start) + new.index("Le maire")
        above = [line for line in text[:first_new].splitlines() if "Titre" in line]
        assert passage.heading == above[-1].lstrip("# ")
        covered = passage.end


def test_windows_overlap_by_whole_sentences() -> None:
    text = " ".join(f"Phrase numéro {number} du texte." for number in range(12))  # 5 words each
    found = [passage.text for passage in passages(text, max_tokens=25, overlap=1)]
    assert found[0].endswith("Phrase numéro 4 du texte.")
    assert found[1].startswith("Phrase numéro 4 du texte. Phrase numéro 5 du texte.")
    assert [passage.text for passage in passages(text, max_tokens=25)][1].startswith("Phrase numéro 5 du texte.")


def test_an_overlap_leaves_room_for_new_text() -> None:
    text = " ".join([SENTENCE] * 3)
    assert [p.text for p in passages(text, max_tokens=12, overlap=2)] == [SENTENCE] * 3


def test_an_overlap_fills_a_third_of_a_passage_at_most() -> None:
    found = passages(" ".join([SENTENCE] * 5), max_tokens=30, overlap=1)
    assert sum(len(p.text.split()) for p in found) == 5 * 12


def test_an_overlap_never_repeats_the_whole_passage_before() -> None:
    text = f"# Un\n{SENTENCE}\n\n# Deux\n{SENTENCE} {SENTENCE} {SENTENCE}"
    assert [p.text[:6] for p in passages(text, max_tokens=48, overlap=1)] == ["# Un\nL", "# Deux"]


def test_the_last_passage_is_not_tiny() -> None:
    text = " ".join(["Il pleut sur Brest ce matin."] * 7)  # 7 sentences of 6 words; 36 fit
    assert [len(p.text.split()) for p in passages(text, max_tokens=36)] == [24, 18]


def test_a_long_sentence_is_cut_between_words_into_even_parts() -> None:
    text = " ".join(f"mot{number}" for number in range(45))
    found = passages(text, max_tokens=20)
    assert [len(p.text.split()) for p in found] == [15, 15, 15]
    assert " ".join(p.text for p in found) == text


def test_a_long_word_is_cut_anywhere() -> None:
    found = passages("x" * 1000, max_tokens=10, count=quarters)
    assert "".join(p.text for p in found) == "x" * 1000
    assert max(len(p.text) for p in found) <= 40


def test_a_word_that_the_tokenizer_gives_up_on_is_cut_too() -> None:
    found = passages("x" * 100_000, max_tokens=20, count=lambda texts: [1] * len(texts))
    assert max(len(p.text) for p in found) <= 20 * 17


def test_a_new_section_begins_a_passage_where_the_one_at_hand_is_half_full() -> None:
    section = " ".join([SENTENCE] * 3)
    text = f"# Un\n{section}\n\n# Deux\n{section}\n\n# Trois\n{section}"
    assert [p.text.split("\n")[0] for p in passages(text, max_tokens=60)] == ["# Un", "# Deux", "# Trois"]
    assert [p.heading for p in passages(text, max_tokens=60)] == ["Un", "Deux", "Trois"]
    assert [p.heading for p in passages(text, max_tokens=100)] == ["Un", "Deux"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("\n\nLe rôle du maire\n\n", "Le rôle du maire"),
        ("\n\nQue faire ?\n\n", "Que faire ?"),
        ("\n\n## Le rôle ##\n", "Le rôle"),
        ("\n\n**Le rôle**\n\n", "Le rôle"),
        ("\n\nLe rôle\n-------\n", "Le rôle"),
        ("\n\nLe rôle\n=======\n\n", "Le rôle"),
        ("\n\nLe maire est là.\n\n", ""),
        ("\n\nVoici la liste :\n\n", ""),
        ("\n\n- un élément\n\n", ""),
        ("\n\n" + "Un titre bien trop long pour un intertitre " * 3 + "\n\n", ""),
        ("\n\nUn\n\nDeux\n\nTrois\n\nQuatre\n\n", "Quatre"),
        ("\nLe rôle\n", ""),
    ],
)
def test_what_an_intertitle_is(line: str, heading: str) -> None:
    text = f"{SENTENCE}{line}{SENTENCE}"
    assert passages(text, max_tokens=18)[-1].heading == heading


def test_an_intertitle_takes_its_place_in_the_passage() -> None:
    found = passages(f"# Le titre\n\n{SENTENCE}", max_tokens=12)
    assert [p.heading for p in found] == ["Le titre", "Le titre"]
    assert [len(p.text.split()) for p in found] == [9, 6]


def test_an_intertitle_that_fills_half_a_passage_is_text() -> None:
    found = passages(f"# Un titre de sept mots est trop\n\n{SENTENCE}", max_tokens=12)
    assert [p.heading for p in found] == ["", ""]


def test_short_lines_in_a_row_are_a_list_and_may_be_parted() -> None:
    found = passages(f"Un\n\nDeux\n\nTrois\n\nQuatre\n\n{SENTENCE}", max_tokens=15)
    assert [p.text for p in found] == ["Un\n\nDeux\n\nTrois", f"Quatre\n\n{SENTENCE}"]


def test_an_intertitle_at_the_end_is_text() -> None:
    assert [p.heading for p in passages(f"{SENTENCE}\n\nJeanne Martin")] == [""]


def test_a_passage_has_its_own_language_where_it_is_long_enough() -> None:
    english = (
        "The mayor of the town said that she would not sign the treaty before the winter, whatever the others did."
    )
    text = f"{SENTENCE} {SENTENCE}\n\n{english}\n\nThe end."
    assert [p.language for p in passages(text, max_tokens=24)] == ["fr", "en"]
    assert [p.language for p in passages("The end is near.", language="fr")] == ["fr"]


def test_metadata_before_the_body_is_never_a_passage() -> None:
    text = f"date 2022-01\n{SENTENCE}"
    assert [p.text for p in passages(text, body_start=13)] == [SENTENCE]
    assert passages("date 2022-01\n ", body_start=13) == []
    assert passages("") == []


def test_the_id_names_the_place_and_the_text() -> None:
    (passage,) = passages(f"  {SENTENCE}")
    digest = hashlib.blake2b(SENTENCE.encode(), digest_size=4).hexdigest()
    assert passage.id == f"a1:2-{2 + len(SENTENCE)}:{digest}"


def test_all_sentences_are_counted_in_one_call() -> None:
    calls: list[int] = []

    def count(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return words(texts)

    passages(" ".join([SENTENCE] * 30), count=count)
    assert calls == [30]
