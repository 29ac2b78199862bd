"""What a format is, and what every one of them gives: texts with the metadata that the file states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from qa.errors import Message
from qa.values import DateSource

FIELDS = {  # names of columns, keys and front matter, French and English, the likeliest first; see `bare_key`
    "title": ("title", "titre", "headline", "webtitle", "intitule", "heading", "subject", "sujet", "objet", "name"),
    "text": (
        "text", "texte", "content", "contenu", "body", "corps", "article", "fulltext", "texteintegral", "articlebody",
        "maintext", "articletext", "bodytext", "plaintext", "contenttext", "contentencoded", "contenthtml", "bodyhtml",
        "selftext", "paragraphs", "transcript", "message", "leadparagraph", "description", "summary", "resume",
        "abstract", "excerpt", "chapo", "snippet",
    ),
    "date": (
        "date", "published", "datepublished", "publicationdate", "dateofpublication", "publishedat", "publishedon",
        "publisheddate", "publishdate", "publishedtime", "publishtime", "publicationtime", "webpublicationdate",
        "firstpublicationdate", "firstpublished", "pubdate", "pubtime", "datetime", "issued", "dcdate", "dctermsissued",
        "releasedate", "postdate", "postedat", "postedon", "displaydate", "articledate", "newsdate", "seendate",
        "datepublication", "datedepublication", "publie", "publiele", "parution", "dateparution", "datedeparution",
        "parule", "datearticle", "jour", "created", "createdat", "createdon", "createdutc", "datecreated",
        "createddate", "creationdate", "timestamp", "time", "year", "annee",
    ),
    "url": ("url", "link", "lien", "permalink", "sourceurl", "weburl", "articleurl", "adresse", "uri", "href"),
}  # fmt: skip
# An object is its value under one of these.
_BOXED = ("$date", "$numberLong", "value", "raw", "#text", "rendered", "main")
_BOXED_TEXTS = ("text", "plain", "content", "html")  # and under one of these where a text is looked for
_MOST_PARTS = 100_000  # paragraphs of a text that is a list
_FIELD_NAMES = frozenset(name for names in FIELDS.values() for name in names)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # "Date (JJ/MM/AAAA)"
# "textedelarticle"
_OF_WHAT = re.compile(r"(?:del|dun|dela|du|ofthe|ofan|of)(?:article|document|page|news|story|actualite)$")
_WHOSE = re.compile(r"^(?:the)?(?:article|document|page|news|post|story)s?(?=[a-z])")  # "articletitle"


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as its format gives it; what the file does not state is ""."""

    text: str
    body_start: int = 0  # characters into `text`: what stands before it is metadata
    title: str = ""
    date: str = ""  # as written
    date_source: DateSource | None = None
    url: str = ""
    notes: tuple[Message, ...] = ()  # what of the file was not read, or is not sure, for the report
    ocr_pages: tuple[int, ...] = ()  # those whose text was recognised in their pictures, from 1
    cells: str = ""  # of a table that it was made of: `qa.cells.Cells`, as written
    is_sheet: bool = False  # each line is a row


@dataclass(frozen=True, slots=True)
class Rows:
    """The articles of a table and what is wrong with its other rows, each with the number that a user finds it by."""

    articles: tuple[tuple[int, RawArticle], ...]
    problems: tuple[tuple[int, Message], ...]
    notes: tuple[Message, ...] = ()  # on the table as a whole


@dataclass(frozen=True, slots=True)
class Format:
    """A type of file that is read. Each has a file of its own here, and its place in `qa.ingest.converters.formats`."""

    media_type: str
    suffixes: tuple[str, ...]  # in lower case
    read: Callable[[bytes], RawArticle | Rows]  # raises UnreadableFile, which says why and what to do


_RAISED = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−–()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₍₎")


def raised(text: str, how: str) -> str:
    """Figures as a superscript or subscript, since 10⁶ is not 106 and 1998³ is a year and its note; else unchanged.

    Letters stay on the line ("1er"), and so does what a program says is neither.
    """
    if not any(map(str.isdecimal, text)):
        return text
    return text.translate(_RAISED if how == "superscript" else _LOWERED if how == "subscript" else {})


@lru_cache(maxsize=1024)  # a table asks for the same few names at every row
def plain_key(name: str) -> str:
    """A column's name in the form of `FIELDS`: "Publié le" is "publie_le"."""
    letters = unicodedata.normalize("NFKD", name.strip().casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "_".join(bare.replace("-", " ").replace("_", " ").split())


def bare_key(name: str) -> str:
    """A column's name in the form of `FIELDS`: "publishedAt", "published_at" and "Published at" are one."""
    return "".join(filter(str.isalnum, plain_key(name)))


@lru_cache(maxsize=1024)
def field_key(name: str) -> str:
    """A column's name in the form of `FIELDS`, also of "Texte de l'article", "Article title", "Date (UTC)"."""
    key = bare_key(_ASIDE.sub("", name)) or bare_key(name)
    shorter = _WHOSE.sub("", _OF_WHAT.sub("", key))
    return shorter if key not in _FIELD_NAMES and shorter in _FIELD_NAMES else key


def pick(record: Mapping[str, object], name: str) -> str:
    """The first text or number that `record` holds under one of the names of a field; "" where there is none.

    A value that stands alone in an object, as some databases export dates, is that value.
    """
    found: dict[str, str] = {}
    for key, value in record.items():
        written = _plain_value(value, is_text=name == "text")
        if written.strip():
            found.setdefault(field_key(key), written)
    return next((found[synonym] for synonym in FIELDS[name] if synonym in found), "")


def _plain_value(value: object, *, is_text: bool = False) -> str:
    """A value as text; a text may be a list of paragraphs, other values are the only one of a list."""
    if isinstance(value, list) and (is_text or len(value) == 1):
        return "\n\n".join(filter(None, (_plain_value(one, is_text=is_text).strip() for one in value[:_MOST_PARTS])))
    if isinstance(value, Mapping):
        inside = [one for key, one in value.items() if key in (*_BOXED, *(_BOXED_TEXTS if is_text else ()))]
        return _plain_value(inside[0], is_text=is_text) if inside else ""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def article_of_fields(record: Mapping[str, object]) -> RawArticle:
    """The article in a row or an object, whatever its fields are called; they may lie in an object inside it."""
    article = _article_of(record)
    if article.text:
        return article
    inside = {name: one for value in record.values() if isinstance(value, Mapping) for name, one in value.items()}
    return _article_of({**inside, **record}) if inside else article


def _article_of(record: Mapping[str, object]) -> RawArticle:
    date = pick(record, "date")
    return RawArticle(
        pick(record, "text"),
        title=pick(record, "title"),
        date=date,
        date_source="column" if date else None,
        url=pick(record, "url"),
    )
