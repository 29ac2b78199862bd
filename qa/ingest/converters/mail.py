"""Mails, one in a file or many in a mailbox, each with the files that are attached to it."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import Format, RawArticle, Rows
from qa.ingest.converters.contained import read_contained
from qa.ingest.converters.html import without_tags
from qa.ingest.converters.mail_text import paragraphs_of
from qa.ingest.converters.text import decode

_START = re.compile(rb"^From [^\n]*\n(?=[A-Za-z-]+:)", re.MULTILINE)  # of a message in a mailbox


def read_eml(data: bytes) -> RawArticle | Rows:
    """A mail: its text under its subject, sender and recipients; with attached files, one article each after it.

    Raises:
        UnreadableFile: it is no mail.
    """
    article, attached, notes = _read(data)
    if not attached:
        return RawArticle(
            **{name: getattr(article, name) for name in ("text", "title", "date", "date_source")}, notes=tuple(notes)
        )
    return Rows(tuple(enumerate((article, *attached), start=1)), (), tuple(notes))


def read_mbox(data: bytes) -> Rows:
    """The mails of a mailbox and the files attached to them, numbered from 1.

    Raises:
        UnreadableFile: it holds no mail.
    """
    starts = [match.end() for match in _START.finditer(data)]
    if not starts:
        raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
    begins = [*(match.start() for match in _START.finditer(data)), len(data)][1:]
    articles: list[RawArticle] = []
    notes: list[Message] = []
    for start, end in zip(starts, begins, strict=True):
        try:
            article, attached, own = _read(re.sub(rb"^>(>*From )", rb"\1", data[start:end], flags=re.MULTILINE))
        except UnreadableFile as error:
            notes.append(error.message)
            continue
        articles += [article, *attached]
        notes += own
    return Rows(tuple(enumerate(articles, start=1)), (), tuple(notes))


def _read(data: bytes) -> tuple[RawArticle, list[RawArticle], list[Message]]:
    try:
        mail = message_from_bytes(data, policy=default)
        if not isinstance(mail, EmailMessage) or not (mail["from"] or mail["subject"] or mail["date"]):
            raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
        subject = _head(mail, "subject")
        heads = ((name, _head(mail, name)) for name in ("From", "To", "Cc"))
        people = "\n".join(f"{name}: {value}" for name, value in heads if value)
        body = _body(mail)
        files = list(_files(mail))
    # What the standard library's parser lets through on damaged mails.
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise UnreadableFile(
            "The file is damaged or not of its type: open it in its program and save it again."
        ) from error
    attached, notes = read_contained(files, within=subject)
    date = _day(written) or written if (written := str(mail["date"] or "")) else ""
    text = f"{people}\n\n{body}" if people else body
    return RawArticle(text, title=subject, date=date, date_source="column" if date else None), attached, notes


def _head(mail: EmailMessage, name: str) -> str:
    """A line of the head; letters that are not encoded, as old programs sent them, are read as a text is."""
    value = str(mail[name] or "")
    if "\ufffd" in value:
        # Kept by the parser as halves of characters, which it shows as that sign.
        written = next((text for key, text in mail.raw_items() if key.lower() == name.lower()), "")
        value = decode(str(written).encode("ascii", "surrogateescape")) if _is_raw(str(written)) else value
    return " ".join(value.split())


def _is_raw(written: str) -> bool:
    return all(sign.isascii() or "\udc80" <= sign <= "\udcff" for sign in written) and "=?" not in written


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    text = decode(data, part.get_content_charset()) if isinstance(data, bytes) and data.strip() else ""
    if part.get_content_subtype() == "html":
        return without_tags(text).strip()
    is_flowed = _is_set(part.get_param("format"), "flowed")
    return paragraphs_of(text, is_flowed=is_flowed, drops_space=_is_set(part.get_param("delsp"), "yes"))


def _is_set(parameter: object, value: str) -> bool:
    return isinstance(parameter, str) and parameter.strip().lower() == value


def _files(mail: EmailMessage) -> list[tuple[str, bytes]]:
    files = []
    for part in mail.iter_attachments():
        name = part.get_filename() or ("message.eml" if part.get_content_type() == "message/rfc822" else "")
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        data = first.as_bytes() if isinstance(first, EmailMessage) else part.get_payload(decode=True)
        # A picture in the text is that of a signature, most often.
        is_shown = part.get_content_maintype() == "image" and (part["content-id"] or not part.is_attachment())
        if name and isinstance(data, bytes) and data and not is_shown:
            files.append((name, data))
    return files


def _day(written: str) -> str:
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""


FORMAT = Format("message/rfc822", (".eml",), read_eml)
