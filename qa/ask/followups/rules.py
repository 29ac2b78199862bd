"""The rules that complete a follow-up question from its conversation: "et à Paris ?", "when?", "who built it?", "more".

No model: word lists of `qa.lang` and the shape of the former question. What stands on its own is never changed, and
what no rule is sure of is left alone, since a wrong completion is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.ask.date_filters import SaidPeriod, said_period
from qa.ask.followups.antecedent import antecedents, only_points_back, points_back
from qa.ask.followups.fragment import LONGEST_FRAGMENT, Fragment
from qa.lang import LANGUAGES
from qa.lang.dates import ends_cut_short
from qa.lang.detect import detect_language
from qa.lang.folding import plain
from qa.lang.followup_words import FollowUpWords
from qa.lang.periods import is_period, names_articles
from qa.lang.phrases import read
from qa.lang.reading import Date, Question, compiled
from qa.lang.rewrite import capitalised
from qa.values import Answer, Citation, CompletionKind, LanguageCode, Place, Turn, Value

LONGEST = 200  # characters: a longer question explains itself
LONGEST_FORMER = 400  # characters of a question that can be asked again in other words
_EDGE = " ,;:.!?…-–—"


@dataclass(frozen=True, slots=True)
class Completion(Value):
    """What a follow-up question means in its conversation."""

    text: str  # the completed question, or the same where it stands on its own
    kind: CompletionKind | None = None  # None where it was left alone
    articles: tuple[str, ...] = ()  # ids of the only articles to answer from; none: all
    shown: tuple[Place, ...] = ()  # what not to show again


def turn_of(answer: Answer) -> Turn:
    """What a conversation keeps of an answer."""
    query = answer.query
    cited = answer.citations or answer.passages_on_it
    quoted = [other for alternative in answer.alternatives for other in alternative.citations]
    return Turn(
        question=answer.question if query is None else query.meant,
        language=answer.language,
        answer=answer.text,
        articles=tuple(dict.fromkeys(citation.article_id for citation in cited)),
        titles=tuple(dict.fromkeys(citation.title for citation in cited)),
        only=() if query is None else query.filters.articles,
        shown=(*map(_passage, cited), *(Place(other.article_id, other.start, other.end) for other in quoted)),
        asked=answer.question,
    )


def _passage(citation: Citation) -> Place:
    return Place(citation.article_id, citation.passage_start, citation.passage_start + len(citation.passage))


def complete(question: str, history: Sequence[Turn]) -> Completion:
    """What a question means after the turns before it.

    Args:
        question: as it was typed.
        history: the conversation, oldest turn first.

    Returns:
        The question itself, with `kind` None, where it stands on its own or nothing sure can be made of it.
    """
    text = " ".join(question.split())
    found = _complete(text, history)
    if found is None or (found.text == text and not found.articles and not found.shown):
        return Completion(question)
    # What still points back, or would be completed again, was not understood.
    shortened = found.kind in ("ellipsis", "substitution")
    pointing = shortened and points_back(read(found.text, detect_language(found.text)))
    return Completion(question) if pointing or _complete(found.text, history) is not None else found


def is_unclear(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question that was not completed seems to go on from the turns before it: "and there?", "is he?"."""
    text = " ".join(question.split())
    core, opened = _bare(text)
    if not core or len(text) > LONGEST or not any(_asks(turn.question) for turn in history):
        return False
    language = detect_language(text)
    found = read(core, language)
    words = LANGUAGES[language].follow_ups
    if any(compiled(pattern).fullmatch(plain(core)) for pattern, _ in (words.who_is, words.what_is)):
        return True
    fragment = opened and found.asking is None and len(found.tokens) <= LONGEST_FRAGMENT
    return fragment or _is_bare_asking(found) or only_points_back(found)


def _is_bare_asking(question: Question) -> bool:
    return question.asking is not None and not question.predicate


def _complete(text: str, history: Sequence[Turn]) -> Completion | None:
    turns = [turn for turn in history if _asks(turn.question)]
    if not turns or len(text) > LONGEST or any(text.casefold() == turn.question.casefold() for turn in turns):
        return None
    core, opened = _bare(text)
    if not core:
        return None
    turns[-1] = last = _with_its_answer(turns)
    if _is(core, "more"):
        shown = tuple(place for turn in turns if turn.question == last.question for place in turn.shown)
        return Completion(last.question, "more", last.only, shown)
    if _is(core, "same_article"):
        return Completion(last.question, "same_article", last.articles) if last.articles else None
    if len(last.question) > LONGEST_FORMER:
        return None
    language = detect_language(text)
    if names_articles(core, language):  # for `take_dates`; the articles are no part of what is asked
        held = said_period(last.question, last.language)
        asked = last.question if held is None or held.first else last.question[: held.outer] + _closing(last.question)
        return Completion(_at_end(asked, f", {core}"), "substitution") if last.language == language else None
    return _in_this_article(core, text, language, turns) or _understood(core, opened, text, language, turns)


def _with_its_answer(turns: Sequence[Turn]) -> Turn:
    """The last turn; where it found nothing more about a question, with what was found about it before."""
    last = turns[-1]
    for turn in reversed(turns):
        if turn.question == last.question and turn.answer:
            return replace(last, answer=turn.answer, articles=turn.articles, titles=turn.titles)
    return last


def _understood(core: str, opened: bool, text: str, language: LanguageCode, turns: Sequence[Turn]) -> Completion | None:
    """The completion of a question that is not a command."""
    follow_up = Fragment(core, opened, text.rstrip().endswith("?"), language, turns)
    that = follow_up.what_is_that()
    if that is not None:
        return Completion(that, "pronoun") if that else None
    shortened = _shortened(follow_up)
    if shortened is not None or " " not in core:
        return shortened
    stripped = capitalised(core) + _closing(text) if opened or not text.startswith(core) else text
    completed = antecedents(read(stripped, language), tuple(map(_without_period, turns)))
    return None if completed is None else Completion(completed, "pronoun")


def _shortened(follow_up: Fragment) -> Completion | None:
    """The completion of a fragment; the period of articles that was typed last goes on, at its end."""
    core, language, last = follow_up.core, follow_up.language, follow_up.turns[-1]
    held, said, period = said_period(last.question, last.language), said_period(core, language), ""
    if held is not None and is_period(core, language):
        asked = capitalised(f"{last.question[: held.start]}{core}{last.question[held.end :]}")
        meant = language == last.language and (follow_up.opened or follow_up.marked)
        return Completion(asked, "substitution") if meant else None
    if said is not None and said.apart and not said.first and language == last.language:
        core, period = core[: said.outer], core[said.outer :]
    dates = read(core, language).dates
    if held is not None and dates and not held.apart:
        held = None  # "What happened before 2019?": "and in 2021?" is instead of it
    if held is not None:
        others = [date for date in read(last.question, last.language).dates if not held.start <= date.start < held.end]
        if (dates and not others and not _inside(dates[0], held)) or (held.first and period):
            return None
        if not held.first:
            period = period or last.question[held.outer : held.after]
            last = replace(last, question=last.question[: held.outer] + last.question[held.after :])
    fragment = replace(follow_up, core=core, turns=(*follow_up.turns[:-1], last))
    rules: tuple[tuple[CompletionKind, Callable[[], str | None]], ...] = (
        ("ellipsis", fragment.ask_otherwise),
        ("substitution", fragment.ask_of_another),
    )
    completed = ((rule(), kind) for kind, rule in rules)
    return next((Completion(_at_end(asked, period), kind) for asked, kind in completed if asked is not None), None)


def _without_period(turn: Turn) -> Turn:
    """The turn without the period of articles at the end of its question: nothing in it is spoken of again."""
    held = said_period(turn.question, turn.language)
    if held is None or held.first or not held.apart:
        return turn
    return replace(turn, question=turn.question[: held.outer] + turn.question[held.after :])


def _inside(date: Date, held: SaidPeriod) -> bool:
    """Whether articles of a period can be about a date."""
    return not held.moving and date.year is not None and (held.last_year is None or int(date.year) <= held.last_year)


def _at_end(question: str, period: str) -> str:
    """The question with a period of articles before its question mark."""
    end = _closing(question)
    return f"{question.removesuffix(end)}{period}{end}"


def _in_this_article(core: str, text: str, language: LanguageCode, turns: Sequence[Turn]) -> Completion | None:
    """A question that names the article at its head or end, without these words."""
    pattern = LANGUAGES[language].follow_ups.in_this_article
    straight = plain(core)
    found = compiled(rf"(?:{pattern})\b[ ,:]*").match(straight) or compiled(rf"[ ,]*\b(?:{pattern})$").search(straight)
    if found is None or not turns[-1].articles:
        return None
    rest = (core[: found.start()] + core[found.end() :]).strip(_EDGE)
    if len(rest.split()) < 2:
        return None
    asked = capitalised(rest) + _closing(text)
    completed = _understood(*_bare(asked), asked, language, turns)
    return Completion(asked if completed is None else completed.text, "same_article", turns[-1].articles)


# ---------------------------------------------------------------- what was typed


def _bare(text: str) -> tuple[str, bool]:
    """The question without courtesies, openers ("and", "what about") and its question mark; whether it was opened."""
    core = text.strip(_EDGE + "\u202f\u00a0")
    for words in _every_language():
        while True:
            straight = plain(core)
            found = compiled(rf"(?:{words.courtesy})(?=$|[ ,.!;:])").match(straight) or compiled(
                rf"(?:^|[ ,])(?:{words.courtesy})$"
            ).search(straight)
            if found is None or not found[0].strip(_EDGE):
                break
            core = (core[: found.start()] + core[found.end() :]).strip(_EDGE)
    if f"{core}." in text and any(ends_cut_short(core, language) for language in LANGUAGES):
        core += "."  # "et en févr. ?"
    for words in _every_language():
        found = compiled(rf"(?:{words.openers})(?:,? |(?<=')|(?<=' ))").match(plain(core))
        if found is not None:
            return core[found.end() :].lstrip(_EDGE), True
    return core, False


def _every_language() -> Iterator[FollowUpWords]:
    return (language.follow_ups for language in LANGUAGES.values())


def _asks(question: str) -> bool:
    """Whether a turn asked anything: "thanks" did not."""
    return bool(_bare(question)[0])


def _is(core: str, command: str) -> bool:
    """Whether a question is nothing but a command, in any of the languages."""
    return any(compiled(getattr(words, command)).fullmatch(plain(core)) for words in _every_language())


def _closing(text: str) -> str:
    """The question mark of a question, with the space before it."""
    return text[len(plain(text).rstrip(" ?!.…")) :]
