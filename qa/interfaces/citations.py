"""Citations for other programs: BibTeX, RIS, CSL-JSON (Zotero and the like), and footnotes to paste into a text.

An entry stands for an article, with its quotes as notes; Gazette does not know whether it is from a newspaper, a report
or a letter, so every entry is of the kind for any document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote

from qa.errors import QuestionError
from qa.interfaces.i18n import day, say
from qa.interfaces.places import web_address, where
from qa.lang.words import spellings
from qa.values import Citation, LanguageCode

CitationForm = Literal["bibtex", "ris", "csl", "footnotes"]
MEDIA_TYPES: dict[CitationForm, str] = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
    "footnotes": "text/plain",
}
SUFFIXES: dict[CitationForm, str] = {"bibtex": "bib", "ris": "ris", "csl": "json", "footnotes": "txt"}
_SPECIAL = str.maketrans(  # of TeX; a brace is named, since BibTeX counts those that a backslash hides too
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"  # all but what could end a field
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def cited_as(form: CitationForm, citations: Sequence[Citation], language: LanguageCode) -> str:
    """The citations in one of the forms; words that are ours in `language`."""
    articles: dict[str, list[Citation]] = {}
    for citation in citations:
        own = articles.setdefault(citation.article_id, [])
        if citation not in own:
            own.append(citation)
    if form == "footnotes":
        return "".join(f"{footnote(one, language)}\n" for own in articles.values() for one in own)
    if form == "csl":
        items = [_csl(own, language) for own in articles.values()]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    write = {"bibtex": _bibtex, "ris": _ris}[form]
    return "\n".join(write(own, language) for own in articles.values())


def citation_form(name: str) -> CitationForm:
    """The form with this name.

    Raises:
        QuestionError: there is none.
    """
    for known in MEDIA_TYPES:
        if known == name:
            return known
    raise QuestionError("format cannot be {value!r}: give one of {known}.", value=name, known=", ".join(MEDIA_TYPES))


def footnote(citation: Citation, language: LanguageCode) -> str:
    """One line: title, date, file, place, address and the quote."""
    places = [
        say(language, "“{title}”", title=_line(citation.title)),
        day(citation.date, language) if citation.date else say(language, "undated"),
        _line(citation.path),
        where(citation, language),
        address(citation),
    ]
    quoted = say(language, "“{quote}”", quote=_line(citation.quote))
    return say(language, "{places}: {quote}", places=", ".join(filter(None, places)), quote=quoted)


def address(citation: Citation) -> str:
    """The article's address where it is one of the web; "" for any other."""
    return quote(web_address(citation.url), safe=_IN_ADDRESSES)


def _line(text: str) -> str:
    """Text on one line, without what could end a field."""
    return _CONTROL.sub(" ", text).strip()


def _key(citation: Citation) -> str:
    """A name for the entry that stays the same: words of the title, the year, digits of the article's id."""
    words = [word for word in spellings(citation.title) if word.isascii() and len(word) > 3][:2]
    return "".join(words or ["article"]) + (citation.date or "")[:4] + "-" + citation.article_id.rpartition(":")[2][:8]


def _note(citation: Citation, language: LanguageCode) -> str:
    """A quote with its place."""
    spot = where(citation, language)
    quoted = say(language, "“{quote}”", quote=_line(citation.quote))
    return f"{quoted} ({spot})" if spot else quoted


def _bibtex(own: Sequence[Citation], language: LanguageCode) -> str:
    first = own[0]
    year, month, _day = _parts(first.date)
    fields = {
        "title": _line(first.title).translate(_SPECIAL),
        "date": first.date or "",  # biblatex's; year and month are BibTeX's
        "year": year,
        "month": str(int(month)) if month else "",
        "langid": {"fr": "french", "en": "english"}.get(first.language, ""),
        "url": address(first),
        "howpublished": _line(first.path).translate(_SPECIAL),
        "note": " ; ".join(_note(one, language) for one in own).translate(_SPECIAL),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(first)},\n" + ",\n".join(lines) + "\n}\n"


def _ris(own: Sequence[Citation], language: LanguageCode) -> str:
    first = own[0]
    year, month, day_ = _parts(first.date)
    fields = [
        ("TY", "GEN"),
        ("ID", _key(first)),
        ("TI", _line(first.title)),
        ("PY", year),
        ("DA", f"{year}/{month}/{day_}/" if year else ""),
        ("LA", first.language),
        ("UR", address(first)),
        ("AV", _line(first.path)),
        *(("N1", _note(one, language)) for one in own),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n"


def _csl(own: Sequence[Citation], language: LanguageCode) -> dict[str, object]:
    first = own[0]
    dates = [int(part) for part in _parts(first.date) if part]
    item: dict[str, object] = {
        "id": _key(first),
        "type": "document",
        "title": _line(first.title),
        "language": first.language,
        "archive_location": _line(first.path),
        "note": "\n".join(_note(one, language) for one in own),
    }
    item |= {"issued": {"date-parts": [dates]}} if dates else {}
    return item | ({"URL": address(first)} if address(first) else {})


def _parts(date: str | None) -> tuple[str, str, str]:
    """Year, month and day of an ISO date, "" for those that it does not say."""
    parts = (date or "").split("-")
    year, month, day_ = (*parts, "", "", "")[:3]
    return year, month, day_
