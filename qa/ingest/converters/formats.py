"""The formats that are read. A new one is a file beside this one and its name here."""

from __future__ import annotations

from qa.ingest.converters import csv, docx, html, json_file, jsonl, markdown, pdf, text
from qa.ingest.converters.base import Format

FORMATS: tuple[Format, ...] = tuple(one.FORMAT for one in (text, markdown, html, pdf, docx, jsonl, json_file, csv))
BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}
SUFFIXES = tuple(BY_SUFFIX)
