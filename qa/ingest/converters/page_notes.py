"""What a report says of the pages of a file that cannot be read, or only from their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.ocr import NO_PROGRAM, remedy
from qa.ingest.converters.pdf_page import PageContent


def refuse(pages: Sequence[PageContent]) -> None:
    """Raise where no page can be read.

    Raises:
        UnreadableFile: it says why and what to do.
    """
    wanted = remedy()
    has_letters = any(char.isalpha() for page in pages for run in page.runs for char in run.text)
    if not has_letters and any(page.is_scan or page.is_drawn for page in pages):
        if wanted is None:
            raise UnreadableFile("The file holds images in which no text can be read: scan it again, or remove it.")
        raise UnreadableFile("The file looks scanned: it holds images but no text: {remedy}", remedy=wanted)
    if any(page.is_gibberish for page in pages) and all(page.is_gibberish or not page.runs for page in pages):
        raise UnreadableFile(
            "The letters of the file have no meaning for a program: print it to a new PDF, or {remedy}",
            remedy=wanted or NO_PROGRAM,
        )
    form = " ".join(run.text for page in pages for run in page.runs)[:400]
    if len(pages) == 1 and form.startswith("Please wait") and "Adobe" in form:
        raise UnreadableFile("The file is a form that only Adobe Reader shows: print it there to a new PDF.")


def notes_of(
    pages: Sequence[PageContent], broken: Sequence[int], late: Sequence[int], attached: int
) -> tuple[Message, ...]:
    """What was not read."""
    scans = [at for at, page in enumerate(pages, start=1) if (page.is_scan or page.is_drawn) and at not in late]
    unread = [number for number, page in enumerate(pages, start=1) if page.is_gibberish]
    total = len(pages)
    notes = [*late_note(late, total), *_unread_notes(scans, unread, total)]
    if broken:
        notes.append(
            Message(
                "{count} of {total} pages are damaged and were not read ({pages}): open the file in a viewer and save "
                "it again.",
                count=len(broken),
                total=total,
                pages=page_list(broken),
            )
        )
    hidden = [at for at, page in enumerate(pages, start=1) if page.has_hidden]
    if hidden:
        notes.append(
            Message(
                "Hidden text of {count} of {total} pages was not read ({pages}).",
                count=len(hidden),
                total=total,
                pages=page_list(hidden),
            )
        )
    if comments := sum(page.comments for page in pages):
        notes.append(Message("Comments in the margin were not read ({count}).", count=comments))
    if attached:
        notes.append(Message("{count} files are attached to it and were not read: save them apart.", count=attached))
    return tuple(notes)


def _unread_notes(scans: Sequence[int], unread: Sequence[int], total: int) -> Iterator[Message]:
    """Pages that an OCR program could read."""
    wanted = remedy() or NO_PROGRAM
    if scans:
        yield Message(
            "{count} of {total} pages hold images and no text that can be read ({pages}): {remedy}",
            count=len(scans),
            total=total,
            pages=page_list(scans),
            remedy=wanted,
        )
    if unread:
        yield Message(
            "The letters of {count} of {total} pages have no meaning for a program ({pages}): print the file to a new "
            "PDF, or {remedy}",
            count=len(unread),
            total=total,
            pages=page_list(unread),
            remedy=wanted,
        )


def late_note(pages: Sequence[int], total: int) -> tuple[Message, ...]:
    """Pages that took too long."""
    if not pages:
        return ()
    return (
        Message(
            "Recognising the text of {count} of {total} pages takes too long ({pages}): raise the setting "
            "max_file_seconds, or save the pages smaller.",
            count=len(pages),
            total=total,
            pages=page_list(pages),
        ),
    )


def page_list(numbers: Sequence[int]) -> str:
    """1, 3-5, 9: numbers in order, runs of them shortened."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
