"""Front matter is metadata, the rest of the file is the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.converters.markdown import read_markdown


def test_front_matter() -> None:
    text = "---\ntitle: La Loire déborde\ndate: 2023-04-09\nurl: https://example.org/loire\n---\n\n# Crue\n\nTexte."
    draft = read_markdown(text)
    assert draft.text == text
    assert text[draft.body_start :] == "# Crue\n\nTexte."
    assert (draft.title, draft.date, draft.date_source) == ("La Loire déborde", "2023-04-09", "front matter")
    assert draft.url == "https://example.org/loire"


@pytest.mark.parametrize(
    ("block", "title", "date"),
    [
        ("Titre: 'Crue : suite'\nPublié le: 2023-04", "Crue : suite", "2023-04"),
        ("title: Oui\ndate: 2023", "Oui", "2023"),
        ("title: 1984", "1984", ""),
        ("title: >\n  La Loire\n  déborde\ntags: [a, b]", "La Loire déborde\n", ""),
        ("# made by hand\ntitle: La Loire", "La Loire", ""),
        ("title: [a, b]\ndate: {a: b}", "Crue", ""),
        ("date: 2023-02-31", "Crue", "2023-02-31"),
        ("", "Crue", ""),
    ],
)
def test_fields_are_taken_as_they_are_written(block: str, title: str, date: str) -> None:
    text = f"---\n{block}\n---\n# Crue\n\nTexte."
    draft = read_markdown(text)
    assert (draft.title, draft.date) == (title, date)
    assert text[draft.body_start :].startswith("# Crue")


@pytest.mark.parametrize(
    "block",
    [
        "title: La Loire: elle déborde\ndate: 2023-04-09",
        'title: "La Loire: elle déborde\ndate: 2023-04-09',
        "a: " + "[" * 5000,
    ],
)
def test_a_broken_front_matter_does_not_lose_the_file(block: str) -> None:
    text = f"---\n{block}\n---\nTexte."
    draft = read_markdown(text)
    assert text[draft.body_start :] == "Texte."
    if "title" in block:
        assert (draft.title, draft.date) == ("La Loire: elle déborde", "2023-04-09")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nUn texte entre deux filets.\n\n---\n\nLa suite.",
        "---\n\n[Un texte que YAML refuse : à tort : ou à raison.\n\n---\n\nLa suite.",
        "---\ntitle: jamais fermé\n\nTexte.",
        "Texte.\n\n---\ntitle: trop tard\n---\n",
        "---",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    draft = read_markdown(text)
    assert (draft.text, draft.body_start, draft.date_source) == (text, 0, None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro.\n\n## La **Loire** [déborde](https://a.org) ##\n\nTexte.", "La Loire déborde"),
        ("# Crue [![état](a.svg)](https://a.org) ![b][c]", "Crue"),
        ("La Loire déborde\n================\n\nTexte.", "La Loire déborde"),
        ("```\n# a comment\n```\n\n# Crue", "Crue"),
        ("~~~\n```\n# a comment\n~~~\n# Crue", "Crue"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ""),
        ("- un\n- deux\n---\n", ""),
        ("#hashtag\n\nTexte.", ""),
        ("Texte.", ""),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str) -> None:
    assert read_markdown(text).title == title


@given(st.text() | st.text("-:ab\n \t\"'[{#=&*!").map(lambda block: f"---\na: {block}\n---\nTexte"))
def test_any_text_is_read(text: str) -> None:
    draft = read_markdown(text)
    assert draft.text == text
    assert 0 <= draft.body_start <= len(text)


# ---------------------------------------------------------------- kinds that readers of other tools reported


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Crue"\ndate = 2023-04-09T10:00:00Z\ndraft = false\n+++\n',
        '+++\ntitle = "Crue"\ndate = "2023-04-09"\n[params]\nx = 1\n+++\n\n',
        "+++\ntitle = Crue\ndate = 2023-04-09\nbroken = [\n+++\n",
        '{\n  "title": "Crue",\n  "date": "2023-04-09"\n}\n\n',
    ],
)
def test_other_front_matter(front: str) -> None:
    draft = read_markdown(front + "# Titre\nTexte.")
    assert (draft.title, draft.date[:10], draft.date_source) == ("Crue", "2023-04-09", "front matter")
    assert draft.text[draft.body_start :] == "# Titre\nTexte."


@pytest.mark.parametrize("block", ["+++\nTexte sans champ.\n+++\n", "{\nTexte\n}\n"])
def test_what_only_looks_like_front_matter_is_text(block: str) -> None:
    assert read_markdown(block + "Suite.").body_start == 0


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Un <!-- la directrice est Jeanne -->texte.", "Un texte."),
        ("Un\n<!-- une note\nsur deux lignes -->\ntexte.", "Un\n\n\ntexte."),
        ("Un texte.<!-- jamais fermé et long", "Un texte."),
        ('Un\n[//]: # (une note cachée)\n[comment]: <> "une autre"\ntexte.', "Un\n\n\ntexte."),
        ("Un %%une note%% texte.", "Un  texte."),
        ("Un {% comment %}une note{% endcomment %}texte.", "Un texte."),
        ("Un `<!-- exemple -->` de code.", "Un `<!-- exemple -->` de code."),
        ("```\n<!-- exemple -->\n```\nUn texte.", "```\n<!-- exemple -->\n```\nUn texte."),
        ("Une hausse de 5 %% ou 6 %% par an.", "Une hausse de 5 %% ou 6 %% par an."),
    ],
)
def test_comments_are_not_seen_and_lines_keep_their_numbers(text: str, seen: str) -> None:
    assert read_markdown(text).text == seen


def test_comments_with_words_are_reported() -> None:
    assert read_markdown("Un <!-- la directrice est Jeanne --> texte.").notes == ("Comments were not read.",)
    assert read_markdown("<!-- more -->\nUn texte.").notes == ()
