"""Words for where a quote stands in its article: the page, the line, or nothing beyond the article's name."""

from __future__ import annotations

from qa.interfaces.i18n import say
from qa.lang import LANGUAGES
from qa.values import LanguageCode


def where(line: int | None, page: int | None, language: LanguageCode) -> str:
    """The page of a PDF, the line of a text; "" for other media, where a reader has neither to count."""
    if page is not None:
        return say(language, "page {page}", page=page)
    return "" if line is None else say(language, "line {line}", line=line)


def language_word(code: LanguageCode, language: LanguageCode) -> str:
    """The name of a language, in that of the reader: "French", « français »."""
    from babel import Locale  # here: 40 ms that most questions on the command line never need

    known = LANGUAGES[code].name if code in LANGUAGES else code
    return str(Locale.parse(language).languages.get(code, known))


def language_name(code: LanguageCode, language: LanguageCode) -> str:
    """The language that an article is in, said in that of the reader: "in French", « en français »."""
    return say(language, "in {name}", name=language_word(code, language))
