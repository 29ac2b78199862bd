"""The questions to click on an empty conversation: ones that the index's own articles answer."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qa.ask.engine import Engine
from qa.ask.examples import suggest
from qa.errors import GazetteError
from qa.index.articles import Texts
from qa.index.generation import current_number, generation_folder
from qa.index.manifest import read_manifest
from qa.interfaces.i18n import N_, say
from qa.values import LanguageCode

SEED_ARTICLES = {  # of the articles that ship, a question that each answers
    "seeds/kazakhstan-janvier-2022.txt": (
        "Qui est devenu Premier ministre du Kazakhstan après la crise de janvier 2022 ?"
    ),
    "seeds/great-fire-of-london.txt": "In whose bakery did the Great Fire of London of 1666 start?",
    "seeds/apollo-11-moon-landing.txt": "Quel navire a récupéré l’équipage d’Apollo 11 dans le Pacifique ?",
    "seeds/rosetta-stone-british-museum.txt": (
        "Which French officer realised the importance of the Rosetta Stone when it was found in 1799?"
    ),
    "seeds/premier-tour-de-france-1903.txt": "Quel journaliste a eu l’idée du Tour de France cycliste ?",
    "seeds/james-webb-first-images.txt": "What rocket launched the James Webb Space Telescope?",
}
SEED_EXAMPLES = tuple(SEED_ARTICLES.values())


NO_ARTICLES = N_(
    "There are no articles to ask yet: add some in the tab “Articles”, or run gazette build with their folder."
)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What an empty conversation shows."""

    questions: tuple[str, ...] = ()
    note: str = ""


class Examples:
    """Finds them once for each generation of the index and each language; one page looks, the others wait for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._found: dict[tuple[int, LanguageCode], tuple[str, ...]] = {}

    def welcome(self, language: LanguageCode) -> Welcome:
        """Questions for a page in this language, or what to do where there is nothing to ask."""
        folder = self._engine.settings.index_folder
        try:
            number = current_number(folder)
            manifest = None if number is None else read_manifest(generation_folder(folder, number))
            if number is None or manifest is None or not manifest.articles:
                return Welcome(note=say(language, NO_ARTICLES))
            if _holds_seeds(generation_folder(folder, number)):
                return Welcome(SEED_EXAMPLES)
            return Welcome(self._of(number, language))
        except (GazetteError, OSError):  # told when a question is asked
            return Welcome()

    def _of(self, number: int, language: LanguageCode) -> tuple[str, ...]:
        with self._lock:
            if (number, language) not in self._found:
                self._found = {key: found for key, found in self._found.items() if key[0] == number}
                self._found[number, language] = suggest(self._engine, language)
            return self._found[number, language]


def _holds_seeds(generation: Path) -> bool:
    """Whether the articles that ship are there: another folder may have the same name."""
    with closing(Texts(generation)) as texts:
        return all(map(texts.holds, SEED_ARTICLES))
