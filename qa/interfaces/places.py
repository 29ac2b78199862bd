"""Words for where a quote stands: page, slide, line, cells or paragraph, its reference, its address on the web."""

from __future__ import annotations

from urllib.parse import urlsplit

from qa.interfaces.i18n import say
from qa.lang import LANGUAGES
from qa.values import Article, Citation, LanguageCode


def where(cited: Citation, language: LanguageCode) -> str:
    """The page of a PDF, the slide, the line of a text, the cells of a table, else the paragraph; whether by OCR."""
    if cells := cells_text(cited.sheet, cited.cells, language):
        return cells
    if cited.slide is not None:
        return slide_text(cited.slide, language)
    return place_text(cited.line, cited.page, cited.paragraph, language, is_ocr=cited.is_ocr)


def slide_text(slide: int, language: LanguageCode) -> str:
    """The number of a slide."""
    return say(language, "slide {slide}", slide=slide)


def cells_text(sheet: str, cells: str, language: LanguageCode) -> str:
    """Cells of a table, with their sheet where they have one; "" where the text is none."""
    if not cells:
        return ""
    if sheet:
        return say(language, "sheet {sheet}, {cells}", sheet=sheet, cells=cells)
    return say(language, "cells {cells}", cells=cells) if ":" in cells else say(language, "cell {cells}", cells=cells)


def place_text(
    line: int | None, page: int | None, paragraph: int | None, language: LanguageCode, *, is_ocr: bool
) -> str:
    """The same of a place that nothing is quoted from."""
    place = ""
    if page is not None:
        place = say(language, "page {page}", page=page)
    elif line is not None:
        place = say(language, "line {line}", line=line)
    elif paragraph is not None:
        place = say(language, "paragraph {paragraph}", paragraph=paragraph)
    return ", ".join(filter(None, (place, say(language, "read by OCR") if is_ocr else "")))


def when(dated: Article | Citation, language: LanguageCode) -> str:
    """The date of an article, as precise as its source; said to be its file's where it is only that."""
    if dated.date is None:
        return say(language, "undated")
    return (
        say(language, "file of {date}", date=dated.date) if dated.date_source == "document properties" else dated.date
    )


def web_address(url: str | None) -> str:
    """An article's address where it is one of the web (http, https); "" for any other: shown as text alone."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    clean = url is not None and url.isprintable() and not any(map(str.isspace, url))
    return url if clean and url is not None and parts.scheme in ("http", "https") and parts.hostname else ""


def reference(sentence: str, places: list[str], language: LanguageCode) -> str:
    """A sentence of an article on one line with where it stands, for a footnote or a letter."""
    said = [" ".join(place.split()) for place in places]
    return say(language, "“{quote}” — {places}", quote=" ".join(sentence.split()), places=", ".join(filter(None, said)))


def language_word(code: LanguageCode, language: LanguageCode) -> str:
    """The name of a language, in that of the reader: "French", « français »."""
    from babel import Locale  # here: 40 ms that most questions on the command line never need

    known = LANGUAGES[code].name if code in LANGUAGES else code
    return str(Locale.parse(language).languages.get(code, known))


def language_name(code: LanguageCode, language: LanguageCode) -> str:
    """The language that an article is in, said in that of the reader: "in French", « en français »."""
    return say(language, "in {name}", name=language_word(code, language))
