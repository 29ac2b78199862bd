"""The formats that are read. A new one is a file beside this one and its name here."""

from __future__ import annotations

from qa.ingest.converters import (
    archives,
    csv,
    docx,
    epub,
    html,
    json_file,
    jsonl,
    mail,
    mailbox,
    markdown,
    mhtml,
    odp,
    ods,
    opendocument,
    pdf,
    picture,
    pptx,
    rtf,
    text,
    xlsx,
    xml,
)
from qa.ingest.converters.base import Format

FORMATS: tuple[Format, ...] = tuple(
    one.FORMAT
    for one in (
        text,
        markdown,
        html,
        mhtml,
        pdf,
        docx,
        opendocument,
        odp,
        ods,
        rtf,
        epub,
        pptx,
        xlsx,
        csv,
        jsonl,
        json_file,
        xml,
        mail,
        mailbox,
        archives,
        picture,
    )
)
BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}
SUFFIXES = tuple(BY_SUFFIX)
