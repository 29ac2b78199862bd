"""Articles to measure with: the sentences of the seeds, shuffled by a fixed seed into as many texts as wanted."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from qa.lang.sentences import sentences
from qa.values import LanguageCode

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@cache
def sentences_of(language: LanguageCode) -> list[str]:
    """The sentences of the seeds in a language."""
    found = []
    for file in sorted(SEEDS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        if (" the " in text) == (language == "en"):
            found += [" ".join(text[a:b].split()) for a, b in sentences(text, language)]
    return [sentence for sentence in found if len(sentence.split()) > 6 and not sentence.startswith("date ")]


def write_articles(
    folder: Path, count: int, words: int, seed: int = 7, languages: tuple[LanguageCode, ...] = ("en", "fr")
) -> None:
    """`count` files of about `words` words, in the languages by turns; no two are the same."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    stock: dict[LanguageCode, list[str]] = {"fr": sentences_of("fr"), "en": sentences_of("en")}
    for number in range(count):
        own = stock[languages[number % len(languages)]]
        text, length = [f"date 20{number % 20:02d}-{number % 12 + 1:02d}\nNo. {number}\n\n"], 0
        while length < words:
            sentence = chance.choice(own)
            text.append(sentence + ("\n\n" if chance.random() < 0.2 else " "))
            length += len(sentence.split())
        (folder / f"{number:06d}.txt").write_text("".join(text), encoding="utf-8")
