"""Slides of LibreOffice: read as its texts are, a form feed between two."""

from __future__ import annotations

from qa.ingest.converters.base import Format
from qa.ingest.converters.opendocument import read_opendocument

FORMAT = Format("application/vnd.oasis.opendocument.presentation", (".odp",), read_opendocument)
