"""What many servers cost and give: workers, the switch to a new generation, a Chroma server, and Ray."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import numpy as np

from qa.ask.opened import OpenIndex
from qa.index.chroma import CHROMA_FOLDER, DenseWriter
from qa.index.copying import Copy
from qa.index.generation import current_number, generation_folder, new_generation, only_writer, publish, size_bytes
from qa.index.manifest import Hnsw
from qa.index.publishing import publish_to
from qa.index.server import ChromaServer, upload
from qa.index.share import share_of
from qa.index.vectors import Vectors, write_vectors
from tests.benchmarks.articles import sentences_of
from tests.benchmarks.measures import Measure, percentile
from tests.benchmarks.process import run
from tests.benchmarks.question import QUESTIONS
from tests.benchmarks.retrieval import CHUNK, DIMENSION, Synthetic, write_index
from tests.conftest import SEEDS
from tests.interfaces.browser import free_port, serving

ASKERS, SEARCHES = 8, 300

SEARCH = """
import numpy as np
from pathlib import Path
from qa.index.chroma import Dense
from qa.index.server import ChromaServer
from qa.index.vectors import Vectors
folder, count, url = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
vectors = Vectors(folder, count, 384)
server = ChromaServer(url, None, "default_tenant", "default_database", None) if url else None
started = time.perf_counter()
dense = Dense(folder, {"en": np.arange(count)}, vectors, "bench" if url else "", server)
dense.search("en", np.asarray(vectors.of([0])[0]), 40)
opened, random, taken, right = time.perf_counter() - started, np.random.default_rng(5), [], 0
for number in range(int(sys.argv[4]) + 50):
    asked = vectors.of([int(random.integers(0, count))])[0] + 0.03 * random.normal(size=384)
    asked = np.asarray(asked / np.linalg.norm(asked), dtype=np.float32)
    started = time.perf_counter()
    found = dense.search("en", asked, 40)
    if number >= 50:
        taken.append(time.perf_counter() - started)
assert dense.trouble is None, dense.trouble
tell(taken=taken, opened=opened)
"""

EMBED = """
import resource
from qa.models import ray_embedder
from qa.models.embedder import load_embedder
from qa.models.ray_cluster import RayCluster
from qa.settings import load_settings
ray_embedder.LEAST = ray_embedder.BATCH = 16
settings = load_settings(embedder="embedded", ray=True)
embedder, texts = load_embedder(settings), Path(sys.argv[1]).read_text().split("\\n")
def seconds(own):
    started = time.perf_counter()
    vectors = np.concatenate(list(own.embed_passages(texts)))
    return time.perf_counter() - started, vectors
"""
EMBED = "import numpy as np\nfrom pathlib import Path\n" + EMBED
EMBED += """
with RayCluster(settings) as cluster:
    bulk = ray_embedder.RayEmbedder(embedder, settings, cluster)
    started = time.perf_counter()
    cluster.start()
    start = time.perf_counter() - started
    plain, ray = [], []
    for _ in range(int(sys.argv[2])):
        one, ours = seconds(embedder)
        other, theirs = seconds(bulk)
        plain.append(one)
        ray.append(other)
tell(plain=plain, ray=ray, start=start, apart=float(np.abs(ours - theirs).max()), passages=len(texts))
"""


def workers(home: Path, *, rounds: int = 3, each: int = 24) -> list[Measure]:
    """Questions a second of one process and of two on one port, in turns."""
    index = home / "workers"
    if not (index / "CURRENT").exists():
        run("from qa import build\nbuild(sys.argv[1], index=sys.argv[2])\ntell()", SEEDS, index)
    questions = [question for own in QUESTIONS.values() for question in own]
    asked = (questions * each)[:each]
    rates: dict[str, list[float]] = {"1": [], "2": []}
    patient = {"questions_waiting": "100", "question_wait_seconds": "120"}  # nobody is turned away
    with (
        serving(index, home, workers="1", **patient) as one,
        serving(index, home, workers="2", **patient) as two,
        ThreadPoolExecutor(ASKERS) as pool,
    ):
        for number in range(rounds + 1):
            for count, server in (("1", one), ("2", two)):

                def ask(item: tuple[int, str], url: str = server.url) -> None:
                    question = f"{item[1]} ({number}.{item[0]})"  # noqa: B023 - nobody answers it from memory
                    httpx.post(f"{url}/ask", json={"question": question}, timeout=120).raise_for_status()

                started = time.perf_counter()
                list(pool.map(ask, enumerate(asked)))
                if number:  # the first round opens models and index
                    rates[count].append(len(asked) / (time.perf_counter() - started))
    ratio = statistics.median(b / a for a, b in zip(rates["1"], rates["2"], strict=True))
    one_, two_ = (statistics.median(rates[count]) for count in ("1", "2"))
    name = f"{ASKERS} askers, two workers: questions a second"
    return [Measure(name, two_, "1/s", "one worker", one_, ratio)]


@contextmanager
def chroma(folder: Path) -> Iterator[tuple[str, int]]:
    """`chroma run`: its address and process."""
    port = free_port()
    program = Path(sys.executable).with_name("chroma")
    command = [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.kill()
        process.wait()


def _seconds(opened: OpenIndex) -> float:
    """How long a question waits for the generation that was just published."""
    started = time.perf_counter()
    with opened.current():
        return time.perf_counter() - started


def switch(home: Path, *, passages: int = 30_000) -> list[Measure]:
    """The change-over to a generation: built here, and published by another machine."""
    index, share, other = home / "switch" / "news", home / "share", home / "other" / "news"
    if not (index / "CURRENT").exists():
        write_index(index, passages, Synthetic())
    place = share_of(str(share), index)
    if place is None:
        raise AssertionError("a folder is one")
    here, copied = OpenIndex(index), Copy(place, other, 2)
    _seconds(here)
    took: dict[str, list[float]] = {"publish": [], "copy": []}
    for _ in range(2):
        for step, act in (("publish", lambda: publish_to(place, index, 2)), ("copy", copied.update)):
            started = time.perf_counter()
            act()
            took[step].append(time.perf_counter() - started)
        with only_writer(index):  # a generation of which one file of text changed
            old = generation_folder(index, current_number(index) or 0)
            number, folder = new_generation(index)
            shutil.copytree(old, folder, dirs_exist_ok=True)
            publish(index, number)
    switches = [_seconds(here)]
    there = OpenIndex(other)
    _seconds(there)
    size = size_bytes(generation_folder(index, 1)) / 1e6
    here.close()
    there.close()
    about = f"{passages:,} passages, {size:.0f} MB"
    return [
        Measure("switch to a generation that was built here: the first question waits", switches[0], "s", note=about),
        Measure("publishing a generation, nothing there", took["publish"][0], "s", note=about),
        Measure("publishing it again, all there", took["publish"][1], "s", "nothing there", took["publish"][0]),
        Measure("copying it, nothing here, before the switch", took["copy"][0], "s", note=about),
    ]


def server(home: Path, *, passages: int = 300_000, searches: int = SEARCHES) -> list[Measure]:
    """Searches in a local Chroma server against Chroma in the folder of the generation."""
    folder, own = home / f"dense-{passages}", np.arange(passages)
    wrote = write_graph(folder, passages)
    vectors = Vectors(folder, passages, DIMENSION)

    def fill() -> None:
        with chroma(home / f"server-{passages}") as (url, _):
            target = ChromaServer(url, None, "default_tenant", "default_database", None)
            upload(target, "bench", {"en": own}, vectors, Hnsw())

    sent = _once(home / f"server-{passages}.seconds", fill)
    here = run(SEARCH, folder, str(passages), "", str(searches))
    with chroma(home / f"server-{passages}") as (url, process):
        there = run(SEARCH, folder, str(passages), url, str(searches))
        memory = _peak_mb(process)
    disk, served = size_bytes(folder / CHROMA_FOLDER) / 1e6, size_bytes(home / f"server-{passages}") / 1e6
    name, against = f"search among {passages:,} vectors in a Chroma server", "in the folder"
    measures = [
        Measure(f"{name}: p{share:.0f}", theirs * 1000, "ms", against, ours * 1000, theirs / ours)
        for share in (50, 95)
        for ours, theirs in [[percentile(found["taken"], share / 100) for found in (here, there)]]
    ]
    return [
        *measures,
        Measure(f"{name}: memory of the client", there["peak_mb"], "MB", against, here["peak_mb"]),
        Measure(f"{name}: memory of the server", memory, "MB"),
        Measure(f"{name}: graph on the disk", served, "MB", against, disk, served / disk),
        Measure(f"{name}: written", sent, "s", against, wrote, sent / wrote),
    ]


def write_graph(folder: Path, passages: int) -> float:
    """Vectors and Chroma's graph of them, unless they are there already; how many seconds it took."""
    synthetic = Synthetic()

    def write() -> None:
        folder.mkdir(parents=True)
        with closing(DenseWriter(folder, Hnsw())) as draft:
            for first in range(0, passages, CHUNK):
                numbers = range(first, min(first + CHUNK, passages))
                made = synthetic.vectors(first, len(numbers)).astype(np.float32)
                write_vectors(folder, passages, numbers, made)
                draft.add("en", numbers, made)
            draft.finish()

    return _once(folder.with_suffix(".seconds"), write)


def _once(told: Path, act: Callable[[], None]) -> float:
    """How many seconds it took, now or in an earlier run that kept its folder."""
    if not told.exists():
        started = time.perf_counter()
        act()
        told.write_text(str(time.perf_counter() - started))
    return float(told.read_text())


def _peak_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def ray(home: Path, *, passages: int = 64, rounds: int = 2) -> list[Measure]:
    """Passages a second through Ray on this machine against the embedder alone, in turns."""
    stock = [*sentences_of("en"), *sentences_of("fr")]
    texts = [" ".join(stock[number : number + 6]) for number in range(passages)]
    file = home / "passages.txt"
    file.write_text("\n".join(texts), encoding="utf-8")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    found = run(EMBED, file, str(rounds))
    if found["apart"] > 1e-6:
        raise RuntimeError(f"vectors differ by {found['apart']}")
    ours, theirs = (found["passages"] / min(found[side]) for side in ("ray", "plain"))
    return [
        Measure("passages a second through Ray, on one machine", ours, "1/s", "without", theirs, ours / theirs),
        Measure("Ray's start", found["start"], "s"),
    ]
