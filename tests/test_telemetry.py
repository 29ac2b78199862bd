"""A process that answers does not load what it never uses, and Chroma works without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OPEN = """
import sys
from qa.ask.engine import open_engine
from qa.settings import Settings
open_engine(Settings(index=sys.argv[1])).ask("Who?")
"""
EXPORTER = "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"


def told(code: str, *arguments: str) -> list[str]:
    return subprocess.check_output([sys.executable, "-c", code, *arguments], text=True).split()


def test_answering_needs_no_exporter(tiny_index: Path) -> None:
    shown = "print('chromadb' in sys.modules, *({'grpc', 'torch', 'haystack'} & set(sys.modules)))"
    assert told(OPEN + shown, str(tiny_index)) == ["False"]  # few passages are compared without Chroma
    by_the_graph = "from qa.index import chroma; chroma.COMPARED = 0" + OPEN + shown
    assert told(by_the_graph, str(tiny_index)) == ["True"]


def test_the_exporter_is_there_for_others_afterwards() -> None:
    code = f"""
import sys
from qa.telemetry import exporter_hidden
with exporter_hidden():
    import chromadb
from {EXPORTER} import OTLPSpanExporter
collection = chromadb.EphemeralClient().create_collection("abc", embedding_function=None)
print(OTLPSpanExporter is not None, collection.count())
with exporter_hidden():
    print(sys.modules[{EXPORTER!r}].OTLPSpanExporter is OTLPSpanExporter)
"""
    assert told(code) == ["True", "0", "True"]


def test_chroma_is_imported_without_comparing_signatures_and_others_are_compared_afterwards() -> None:
    code = """
from qa.telemetry import exporter_hidden
with exporter_hidden():
    import chromadb
from chromadb.api.client import Client
from overrides import EnforceOverrides, override
print(Client.heartbeat.__override__)
class Above(EnforceOverrides):
    def one(self) -> int: return 1
try:
    class Below(Above):
        @override
        def one(self, more) -> int: return 2
except TypeError:
    print("compared")
"""
    assert told(code) == ["True", "compared"]
