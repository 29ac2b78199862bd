"""What an empty conversation shows: what the index holds, and questions to click that its articles answer."""

from __future__ import annotations

from dataclasses import dataclass

from qa.ask.engine import Engine
from qa.ask.starters import read_starters
from qa.errors import GazetteError, IndexMissing
from qa.interfaces.format import articles_text
from qa.interfaces.i18n import N_, day, say
from qa.interfaces.places import language_word
from qa.reports import IndexStatus
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


def welcome(engine: Engine, language: LanguageCode) -> Welcome:
    """What a page in this language shows: the questions, where the index holds the articles that answer them."""
    try:
        status = engine.status()
        if not status.articles:
            return Welcome(note=say(language, NO_ARTICLES))
        questions = read_starters(engine.settings.index_folder, status.generation)
        if (len(status.sources) == 1 or not questions) and all(map(engine.holds, SEED_ARTICLES)):
            questions = SEED_EXAMPLES
        return Welcome(questions, held(status, language) if status.problem is None else "")
    except IndexMissing:
        return Welcome(note=say(language, NO_ARTICLES))
    except GazetteError:  # said when a question is asked
        return Welcome()


def held(status: IndexStatus, language: LanguageCode) -> str:
    """What an index holds, in a sentence: articles, dates, languages."""
    articles = articles_text(status.articles, language)
    names = [f"{language_word(code, language)} {count}" for code, count in status.languages if count]
    languages = ", ".join(names)
    if status.first_date is None or status.last_date is None:
        return say(language, "{articles} to ask ({languages}).", articles=articles, languages=languages)
    first, last = day(status.first_date, language), day(status.last_date, language)
    return say(
        language,
        "{articles} to ask ({languages}), {first} – {last}.",
        articles=articles,
        languages=languages,
        first=first,
        last=last,
    )
