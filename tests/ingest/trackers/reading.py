"""What the tests of this folder share: a file's bytes to its articles, as a build reads it."""

from __future__ import annotations

from pathlib import Path

from qa.ingest.articles import FileArticles, read_articles
from qa.ingest.discover import SourceFile
from qa.values import Article


def read(name: str, data: bytes | str) -> FileArticles:
    """Everything that a file gives."""
    content = data.encode() if isinstance(data, str) else data
    return read_articles(SourceFile(Path("/nowhere") / name, name), content)


def articles(name: str, data: bytes | str) -> tuple[Article, ...]:
    return read(name, data).articles


def text(name: str, data: bytes | str) -> str:
    """The bodies of its articles."""
    return "\n\n".join(article.text[article.body_start :] for article in articles(name, data))


def squeezed(found: str) -> str:
    """A text on one line."""
    return " ".join(found.split())
