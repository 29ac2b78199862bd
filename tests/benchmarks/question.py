"""One question, warm, ten passages: Gazette, Haystack's own components and txtai in turns, in one process.

Gazette reads as many of the ten as it needs; the others have no rule for that and read them all.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.settings import Settings
from qa.values import LanguageCode
from tests.benchmarks.articles import write_articles
from tests.benchmarks.measures import Measure
from tests.benchmarks.peers import HAYSTACK, fill_chroma, passages_of, save_peer_models
from tests.benchmarks.process import run

ARTICLES, WORDS, ROUNDS = 100, 300, 4
SETS: dict[str, tuple[LanguageCode, ...]] = {"both languages": ("en", "fr"), "English": ("en",), "French": ("fr",)}
QUESTIONS: dict[LanguageCode, tuple[str, ...]] = {
    "fr": (
        "Qui a inauguré le viaduc de Millau ?",
        "En quelle année Marie Curie a-t-elle reçu son premier prix Nobel ?",
        "Quelle est la recette de la pizza ?",
    ),
    "en": (
        "Who was the first patient treated with penicillin?",
        "When did the Great Fire of London begin?",
        "How long is the Channel Tunnel?",
    ),
}

COMPARE = (
    HAYSTACK
    + """
from qa import open_engine
from qa.index.opening import open_generation
from tests.benchmarks.peers import passages_of
index, store, embedder, reader, rounds, with_txtai = sys.argv[1:7]
questions = sys.argv[7:]
engine = open_engine(index)
pipeline = haystack_pipeline(embedder, reader, store)
sides = {
    "ours": lambda question: len(engine.ask(question, top_k=10).trace),
    "haystack": lambda question: len(haystack_ask(pipeline, question)[1]),
}
if with_txtai == "yes":
    from pathlib import Path
    from txtai import Embeddings
    from txtai.pipeline import Questions
    passages = passages_of(open_generation(Path(index)))
    found = Embeddings(path=embedder, content=True, gpu=False, instructions={"query": "query: ", "data": "passage: "})
    found.index(passages.texts)
    class Reading(Questions):  # its own fails where the reader says that there is no answer: by its first token
        def answer(self, context, tokens, start, end):
            try:
                return super().answer(context, tokens, start, end)
            except TypeError:
                return None
    read = Reading(path=reader, gpu=False)
    def txtai_ask(question):
        contexts = [hit["text"] for hit in found.search(question, 10)]
        read([question] * len(contexts), contexts)
        return len(contexts)
    sides["txtai"] = txtai_ask
read_by = {name: [side(question) for question in questions] for name, side in sides.items()}
times = {name: [] for name in sides}
for _ in range(int(rounds)):
    for question in questions:
        for name, side in sides.items():
            started = time.perf_counter()
            side(question)
            times[name].append(time.perf_counter() - started)
lines = [line for question in questions for line in engine.ask(question, top_k=10).trace]
tell(times=times, read=read_by, waves=sum(line.reader_margin is not None for line in lines) / len(questions), answers=[
    [question, engine.ask(question).text, haystack_ask(pipeline, question)[0][0].data] for question in questions])
"""
)


def has_txtai() -> bool:
    """Whether the second peer is installed."""
    try:
        import txtai  # noqa: F401
    except ImportError:
        return False
    return True


def measure(home: Path, *, articles: int = ARTICLES, rounds: int = ROUNDS, questions: int = 3) -> list[Measure]:
    """p50 of each side, on articles in both languages and in each one alone; `questions` in each language."""
    embedder, reader = save_peer_models(home / "models")
    measures = []
    for name, languages in SETS.items():
        folder, index, store = (home / f"{kind}-{'-'.join(languages)}" for kind in ("articles", "index", "chroma"))
        write_articles(folder, articles, WORDS, languages=languages)
        build_index([folder], Settings(index=str(index)))
        fill_chroma(passages_of(open_generation(index)), store)
        asked = [question for language in languages for question in QUESTIONS[language][:questions]]
        each = -(-rounds // len(languages))  # as many questions on each set
        found = run(COMPARE, index, store, embedder, reader, str(each), "yes" if has_txtai() else "no", *asked)
        if any(count != 10 for counts in found["read"].values() for count in counts):
            raise RuntimeError(f"the sides did not read ten passages each: {found['read']}")
        middle = {side: statistics.median(times) for side, times in found["times"].items()}
        for side, label in (("haystack", "Haystack's own components"), ("txtai", "txtai")):
            if side in middle:
                measures.append(
                    Measure(
                        f"one question, warm, 10 passages, {name}: p50",
                        middle["ours"],
                        "s",
                        f"{label}, PyTorch 32 bits",
                        middle[side],
                        middle[side] / middle["ours"],
                        least=6,
                        note=f"{found['waves']:.1f} of the 10 read, about, as these settle the answer",
                    )
                )
    return measures
