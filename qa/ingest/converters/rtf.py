"""Rich text (RTF), with its title and the day on which it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.media import edges_note, pictures_note
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
    from qa.ingest.converters.rtf_text import RtfText


def read_rtf(data: bytes) -> RawArticle:
    """The text, a blank line between blocks, the cells of a row joined by " | ", its notes at the end.

    Raises:
        UnreadableFile: it is no RTF.
    """
    from qa.ingest.converters.rtf_text import rtf_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
    found = rtf_text(data.decode("latin-1"))
    made = "-".join(str(found.made[part]) for part in ("yr", "mo", "dy")) if len(found.made) == 3 else ""
    text = "\n\n".join(found.blocks()).encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of \u
    return RawArticle(
        text,
        title=real_title(" ".join(found.title.ended())),
        date=made,
        date_source="document properties" if made else None,
        notes=tuple(_notes(found, text)),
    )


def _notes(found: RtfText, text: str) -> Iterator[Message]:
    if found.saw_hidden:
        yield Message("Hidden text was not read.")
    if found.saw_struck:
        yield Message("Struck text was not read.")
    if found.comments:
        yield Message("Comments in the margin were not read ({count}).", count=found.comments)
    yield from edges_note(found.edges.ended(), text)
    yield from pictures_note(found.pictures)


FORMAT = Format("application/rtf", (".rtf",), read_rtf)
