"""The catalogues: every sentence of the code has its translation, none is left over, and all are compiled."""

from __future__ import annotations

import ast
import gettext
import io
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from qa.interfaces.i18n import DOMAIN, LOCALE, day, number, say_count, say_in_context
from qa.interfaces.locale.__main__ import ERRORS, KEYWORDS, PACKAGE, compiled, extracted, update, written
from qa.values import LanguageCode

FILES = sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
in_code = cache(extracted)  # takes seconds


def sentences(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A sentence, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, domain=DOMAIN)


FRENCH = read(LOCALE / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po")


def test_there_is_a_catalogue_of_french_and_many_sentences() -> None:
    assert [file.parent.parent.name for file in FILES] == ["fr"]
    assert len(sentences(in_code())) > 300


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
class TestCatalogue:
    def test_it_holds_the_sentences_of_the_code_and_no_others(self, file: Path) -> None:
        there = {(message.context, message.id) for message in sentences(read(file))}
        assert there == {(message.context, message.id) for message in sentences(in_code())}, (
            "run python -m qa.interfaces.locale, then translate what is new"
        )

    def test_every_sentence_is_translated_and_none_is_fuzzy(self, file: Path) -> None:
        found = read(file)
        assert [m.id for m in sentences(found) if m.fuzzy or not all(forms(m.string)) or not m.string] == []
        assert list(found.obsolete) == []
        assert [m.id for m in sentences(found) if m.pluralizable and len(forms(m.string)) != found.num_plurals] == []

    def test_translations_have_the_placeholders_of_the_english(self, file: Path) -> None:
        wrong = [
            message.id
            for message in sentences(read(file))
            if {frozenset(placeholders(form)) for form in (*forms(message.id), *forms(message.string))}
            != {frozenset(placeholders(forms(message.id)[0]))}
        ]
        assert wrong == []

    def test_it_is_written_as_the_command_writes_it(self, file: Path) -> None:
        body, again = (text.partition(b"\n\n")[2] for text in (file.read_bytes(), written(update(file))))
        assert body == again, "run python -m qa.interfaces.locale"

    def test_it_is_compiled(self, file: Path) -> None:
        with file.with_suffix(".mo").open("rb") as binary:
            there = gettext.GNUTranslations(binary)
        expected = gettext.GNUTranslations(io.BytesIO(compiled(read(file))))
        catalogues = [dict(vars(one)["_catalog"], **{"": ""}) for one in (there, expected)]
        assert catalogues[0] == catalogues[1], "run python -m qa.interfaces.locale"


def test_french_is_typeset_as_french() -> None:
    for message in sentences(FRENCH):
        for french in forms(message.string):
            plain = re.sub(r"\{\w+(?:!r)?\}(?::\{\w+\})?|\"text\":", "x", french)
            assert not re.search(r"'|\S[:;?!»]|«\S|\S%", plain), french


# ---------------------------------------------------------------- the calls


@dataclass(frozen=True)
class Call:
    """A call that makes a sentence for the user."""

    place: str
    function: str
    templates: list[ast.expr]
    names: set[str]  # of the values that are given one by one
    more: ast.expr | None  # what stands after **


@cache
def calls() -> tuple[Call, ...]:
    return tuple(_calls())


def _calls() -> Iterator[Call]:
    first = {**dict.fromkeys((*ERRORS, "Message", "_", "N_"), 0), "say": 1, "say_count": 1, "say_in_context": 2}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in first and len(node.args) > first[name]:
                templates = node.args[first[name] : first[name] + (2 if name == "say_count" else 1)]
                yield Call(
                    place=f"{file.relative_to(PACKAGE)}:{node.lineno}",
                    function=name,
                    templates=templates,
                    names={keyword.arg for keyword in node.keywords if keyword.arg}
                    | ({"count"} if name == "say_count" else set()),
                    more=next((keyword.value for keyword in node.keywords if keyword.arg is None), None),
                )


def _literals(template: ast.expr) -> list[str]:
    if isinstance(template, ast.IfExp):
        return _literals(template.body) + _literals(template.orelse)
    return [template.value] if isinstance(template, ast.Constant) and isinstance(template.value, str) else []


def _forwards(call: Call) -> bool:
    """Whether the call hands on a template with its values: parameters of its own, or those of a message."""
    given = [ast.unparse(node) for node in (*call.templates, *filter(None, [call.more]))]
    return given[1:] and re.fullmatch(r"template,values|(\w+)\.template,\1\.values", ",".join(given)) is not None


def test_the_calls_are_of_every_kind() -> None:
    assert {"Message", "_", "say", "say_count", "SettingsError", "UnreadableFile", "N_"} <= {
        c.function for c in calls()
    }
    assert set(KEYWORDS) >= {call.function for call in calls()}
    assert len(calls()) > 300


def test_a_sentence_is_written_out_where_it_is_made() -> None:
    """What `say` shows may come from a table, whose sentences are marked with `N_`; nothing else may."""
    wrong = []
    for call in calls():
        from_table = call.function == "say" and isinstance(call.templates[0], ast.Name | ast.Attribute | ast.Subscript)
        if not (all(map(_literals, call.templates)) or from_table or _forwards(call)):
            wrong.append(f"{call.place}: {ast.unparse(call.templates[0])}")
    assert wrong == []


def test_every_placeholder_gets_its_value() -> None:
    wrong = []
    for call in calls():
        if call.more is None and call.function != "N_":
            for text in (text for template in call.templates for text in _literals(template)):
                if call.names != placeholders(text):
                    wrong.append(f"{call.place}: {text} {sorted(call.names)}")
    assert wrong == []


# ---------------------------------------------------------------- counts, numbers, dates


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 articles", "0 article"),
        (1, "1 article", "1 article"),
        (2, "2 articles", "2 articles"),
        (12_345, "12,345 articles", "12\u202f345 articles"),
    ],
)
def test_counts_agree_with_their_nouns(count: int, english: str, french: str) -> None:
    said = [say_count(language, "{count} article", "{count} articles", count) for language in ("en", "fr")]
    assert said == [english, french]


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert [number(1234.56, language, decimals=1) for language in ("en", "fr")] == ["1,234.6", "1\u202f234,6"]
    assert [number(1234.56, language) for language in ("en", "fr")] == ["1,235", "1\u202f235"]


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [
        ("2022-01-06", "6 January 2022", "6 janvier 2022"),
        ("2022-11-01", "1 November 2022", "1er novembre 2022"),
        ("1863-03-11", "11 March 1863", "11 mars 1863"),
        ("1863-03", "March 1863", "mars 1863"),
        ("1863", "1863", "1863"),
        ("2022-13", "2022-13", "2022-13"),
        ("2022-02-30", "2022-02-30", "2022-02-30"),
        ("hier", "hier", "hier"),
        ("", "", ""),
    ],
)
def test_dates_are_written_as_each_language_writes_them(iso: str, english: str, french: str) -> None:
    assert [day(iso, language) for language in ("en", "fr")] == [english, french]


def test_a_context_is_never_shown() -> None:
    languages: tuple[LanguageCode, ...] = ("en", "fr")
    assert [say_in_context(language, "first day of a month", "1") for language in languages] == ["1", "1er"]
