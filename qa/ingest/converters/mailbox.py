"""Mailboxes (mbox): the mails of a folder in one file."""

from __future__ import annotations

from qa.ingest.converters.base import Format
from qa.ingest.converters.mail import read_mbox

FORMAT = Format("application/mbox", (".mbox",), read_mbox)
