"""Files inside a file: those of an archive and those that come with a mail, each read by the converter of its type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import RawArticle, Rows

_MOST_FILES = 5000


def read_contained(files: Iterable[tuple[str, bytes]], *, within: str = "") -> tuple[list[RawArticle], list[Message]]:
    """The articles of some files, each with a title that names its file, and what is wrong with the others.

    An archive inside an archive is not opened.
    """
    from qa.ingest.converters.formats import BY_SUFFIX  # here: that list holds those who call

    articles: list[RawArticle] = []
    notes: list[Message] = []
    for number, (name, data) in enumerate(files):
        file = PurePosixPath(name)
        one = BY_SUFFIX.get(file.suffix.lower())
        if number >= _MOST_FILES:
            notes.append(Message("Only the first {count} files in it were read.", count=_MOST_FILES))
            break
        if one is None or ".zip" in one.suffixes:
            notes.append(Message("{name} in it was not read: files of its type are not.", name=name))
            continue
        try:
            content = one.read(data)
        except UnreadableFile as error:
            notes.append(Message("{name} in it was not read: {reason}", name=name, reason=error.message))
            continue
        found = [article for _, article in content.articles] if isinstance(content, Rows) else [content]
        notes += content.notes
        for article in found:
            body = article.text[article.body_start :]
            title = ": ".join(filter(None, (within, article.title or file.name)))
            articles.append(replace(article, text=body, body_start=0, title=title, notes=()))
    return articles, notes
