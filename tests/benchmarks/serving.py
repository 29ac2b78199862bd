"""A process that serves 10,000 articles: its memory, and what sixteen askers at once get from it."""

from __future__ import annotations

import statistics
from pathlib import Path

from tests.benchmarks.measures import Measure, percentile
from tests.benchmarks.process import run
from tests.benchmarks.question import QUESTIONS

ASKERS = 16

SERVE = """
from concurrent.futures import ThreadPoolExecutor
from qa import open_engine
index, askers = sys.argv[1], int(sys.argv[2])
questions = sys.argv[3:] * 4
engine = open_engine(index)
engine.ask(questions[0])
def seconds(question):
    started = time.perf_counter()
    engine.ask(question)
    return time.perf_counter() - started
started = time.perf_counter()
alone = [seconds(question) for question in questions]
alone_took = time.perf_counter() - started
with ThreadPoolExecutor(askers) as pool:
    started = time.perf_counter()
    together = list(pool.map(seconds, questions * 2))
    together_took = time.perf_counter() - started
tell(alone=alone, together=together, one=len(alone) / alone_took, many=len(together) / together_took)
"""

SERVER = """
import threading, urllib.request
from qa.settings import load_settings
from qa.interfaces.server.app import serve
port = 17860
threading.Thread(target=serve, args=(load_settings(index=sys.argv[1], port=port),), daemon=True).start()
for _ in range(600):
    time.sleep(0.2)
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
        break
    except OSError:
        pass
for question in sys.argv[2:]:
    body, kind = json.dumps({"question": question}).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/ask", body, kind)
    urllib.request.urlopen(request, timeout=120).read()
tell()
sys.stdout.flush()
import os
os._exit(0)
"""


def measure(home: Path) -> list[Measure]:
    """It takes the index of the benchmark of a build."""
    questions = [question for own in QUESTIONS.values() for question in own]
    found = run(SERVE, home / "index", str(ASKERS), *questions)
    served = run(SERVER, home / "index", *questions)
    single = statistics.median(found["alone"])
    slow = percentile(found["together"], 0.95)
    return [
        Measure("memory of the serving process (chat, REST, MCP), at most", served["peak_mb"], "MB", most=700),
        Measure("memory of an engine alone, at most", found["peak_mb"], "MB"),
        Measure(
            f"{ASKERS} askers at once: questions a second",
            found["many"],
            "1/s",
            "one asker",
            found["one"],
            found["many"] / found["one"],
            least=1.6,
        ),
        Measure(f"{ASKERS} askers at once: p95", slow, "s", "p50 of one asker", single, slow / single, most=12),
    ]
