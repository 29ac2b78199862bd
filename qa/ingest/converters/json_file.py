"""JSON documents: the articles of an array, or one article."""

from __future__ import annotations

from qa.ingest.converters.base import Format
from qa.ingest.converters.jsonl import read_json
from qa.ingest.converters.text import decode

FORMAT = Format("application/json", (".json",), lambda data: read_json(decode(data)))
