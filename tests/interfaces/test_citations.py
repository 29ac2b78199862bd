"""BibTeX, RIS, CSL-JSON and footnotes, read back by parsers that are not ours; hostile titles stay text."""

from __future__ import annotations

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from bibtexparser.customization import convert_to_unicode
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.interfaces.citations import address, cited_as, footnote
from qa.values import Citation

QUOTE = "Le viaduc a été inauguré\npar Jacques Chirac."
CITED = Citation(
    quote=QUOTE,
    article_id="a1:0123456789abcdef",
    title="Le viaduc & ses 100 % d'acier_#1",
    path="news/viaduc.txt",
    date="2004-12-17",
    language="fr",
    start=10,
    end=10 + len(QUOTE),
    passage=QUOTE,
    passage_start=10,
    sentence=QUOTE,
    sentence_start=10,
    line=4,
    page=None,
    url="https://example.org/viaduc?a=1&b=2",
)
OTHER = replace(CITED, article_id="a1:fedcba9876543210", title="Tea", date="2021-05", language="en", url=None, page=3)
UNDATED = replace(OTHER, article_id="a1:00", title="…", date=None, url="javascript:alert(1)")


def entries(text: str) -> list[dict[str, str]]:
    parser = BibTexParser(common_strings=True)
    parser.customization = convert_to_unicode
    found: list[dict[str, str]] = bibtexparser.loads(text, parser).entries
    return found


def test_bibtex() -> None:
    first, second, third = entries(cited_as("bibtex", [CITED, replace(CITED, quote="Encore."), OTHER, UNDATED], "fr"))
    assert first["ENTRYTYPE"] == "misc"
    assert first["title"] == CITED.title
    assert (first["date"], first["year"], first["month"], first["langid"]) == ("2004-12-17", "2004", "12", "french")
    assert first["url"] == CITED.url
    assert "« Le viaduc a été inauguré par Jacques Chirac. » (ligne 4) ; « Encore. »" in first["note"]
    assert (second["date"], second["langid"]) == ("2021-05", "english")
    assert third.keys() & {"date", "year", "url"} == set()
    assert len({first["ID"], second["ID"], third["ID"]}) == 3


def test_ris() -> None:
    first, second, third = rispy.loads(cited_as("ris", [CITED, OTHER, UNDATED], "en"))
    assert (first["title"], first["year"], first["date"]) == (CITED.title, "2004", "2004/12/17/")
    assert first["urls"] == [CITED.url]
    assert first["notes"] == ["“Le viaduc a été inauguré par Jacques Chirac.” (line 4)"]
    assert second["date"] == "2021/05//"
    assert not third.keys() & {"date", "year", "urls"}


def test_csl() -> None:
    first, second, third = json.loads(cited_as("csl", [CITED, OTHER, UNDATED], "en"))
    assert (first["type"], first["title"], first["URL"]) == ("document", CITED.title, CITED.url)
    assert first["issued"] == {"date-parts": [[2004, 12, 17]]}
    assert second["issued"] == {"date-parts": [[2021, 5]]}
    assert not third.keys() & {"issued", "URL"}


def test_footnotes() -> None:
    assert footnote(CITED, "fr") == (
        f"« {CITED.title} », 17 décembre 2004, news/viaduc.txt, ligne 4, {CITED.url} : "
        "« Le viaduc a été inauguré par Jacques Chirac. »"
    )
    assert footnote(OTHER, "en").startswith("“Tea”, May 2021, news/viaduc.txt, page 3: “Le viaduc")
    assert cited_as("footnotes", [CITED, CITED, OTHER], "en").count("\n") == 2


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "ftp://a/b", "https://", "https://a b", "x\n"])
def test_only_addresses_of_the_web_are_given(url: str | None) -> None:
    assert address(replace(CITED, url=url)) == ""


@settings(max_examples=40)  # reading BibTeX is slow
@given(st.text(min_size=1), st.text(min_size=1))
def test_no_title_or_quote_ends_an_entry(title: str, quote: str) -> None:
    cited = replace(CITED, title=title, quote=quote, path=title)
    for one in (cited, OTHER):
        assert address(one) in (CITED.url, "")
    assert len(entries(cited_as("bibtex", [cited, OTHER], "en"))) == 2
    first, second = rispy.loads(cited_as("ris", [cited, OTHER], "en"))
    assert second["title"] == "Tea"
    assert len(first["notes"]) == 1
    assert len(json.loads(cited_as("csl", [cited, OTHER], "fr"))) == 2
