"""A build of 10,000 articles against sentence-transformers and Chroma, and the update of one of them against all."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.articles import write_articles
from tests.benchmarks.measures import Measure
from tests.benchmarks.process import run

ARTICLES, WORDS = 10_000, 150
SAMPLE = 192  # passages that the peer embeds: its quantity is a rate

BUILD = """
started = time.perf_counter()
from qa import build
report = build(sys.argv[1], index=sys.argv[2])
tell(seconds=time.perf_counter() - started, passages=report.passages, embedded=report.embedded)
"""

PEER = """
import chromadb
from pathlib import Path
from sentence_transformers import SentenceTransformer
from qa.index.opening import open_generation
from tests.benchmarks.peers import passages_of
index, embedder, folder, sample = sys.argv[1:]
passages = passages_of(open_generation(Path(index)))
step = len(passages.ids) // int(sample)
ids, texts = passages.ids[::step], passages.texts[::step]
model = SentenceTransformer(embedder, device="cpu")
collection = chromadb.PersistentClient(path=folder).create_collection("passages", embedding_function=None)
model.encode(texts[:16])
started = time.perf_counter()
vectors = model.encode(texts)
collection.add(ids=ids, documents=texts, embeddings=vectors)
tell(seconds=time.perf_counter() - started, passages=len(ids))
"""


def measure(home: Path, *, articles: int = ARTICLES, sample: int = SAMPLE) -> list[Measure]:
    """The first build, the peer's rate on a sample of its passages, then an update of one article."""
    folder, index = home / "articles", home / "index"
    write_articles(folder, articles, WORDS)
    first = run(BUILD, folder, index)
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    peer = run(PEER, index, home / "models" / "embedder", home / "peer-chroma", str(sample))
    changed = sorted(folder.iterdir())[articles // 2]
    updates = []
    for number in range(3):
        changed.write_text(f"No. {number}\n\nAn article that was written again for the {number}th time.", "utf-8")
        updates.append(run(BUILD, folder, index))
    if any(update["embedded"] != 1 for update in updates):
        raise RuntimeError(f"an update embedded more than the one new passage: {updates}")
    update = min(updates, key=lambda one: one["seconds"])
    rate, others = first["passages"] / first["seconds"], peer["passages"] / peer["seconds"]
    name = f"build of {articles:,} articles"
    return [
        Measure(
            f"{name}: passages a second",
            rate,
            "1/s",
            "sentence-transformers encode + collection.add, PyTorch 32 bits, embedding and writing alone",
            others,
            rate / others,
            least=4,
            note=f"{first['passages']:,} passages; ours also reads, cuts and indexes the words",
        ),
        Measure(f"{name}: peak memory", first["peak_mb"], "MB", most=1500),
        Measure(f"{name}: size on disk", size / 1e6, "MB"),
        Measure(
            f"update of one article in {articles:,}, in a new process",
            update["seconds"],
            "s",
            "the full build",
            first["seconds"],
            first["seconds"] / update["seconds"],
            least=200,
        ),
    ]
