"""The rules that complete a follow-up question from its conversation: "et à Paris ?", "when?", "who built it?", "more".

No model: word lists of `qa.lang` and the shape of the former question. What stands on its own is never changed, and
what no rule is sure of is left alone, since a wrong completion is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.ask.antecedent import antecedents, points_back
from qa.ask.daterange import names_articles
from qa.ask.fragment import Fragment
from qa.lang.detect import detect_language
from qa.lang.phrases import read
from qa.lang.reading import FOLLOW_UPS, compiled, plain
from qa.lang.rewrite import capitalised
from qa.values import Answer, Citation, Completion, CompletionKind, LanguageCode, Place, Turn

LONGEST = 200  # characters: a longer question explains itself
LONGEST_FORMER = 400  # characters of a question that can be asked again in other words
_EDGE = " ,;:.!?…-–—"


def turn_of(answer: Answer) -> Turn:
    """What a conversation keeps of an answer."""
    query = answer.query
    cited = answer.citations or answer.nearest
    quoted = [other for alternative in answer.alternatives for other in alternative.citations]
    return Turn(
        question=answer.question if query is None else query.meant,
        language=answer.language,
        answer=answer.text,
        articles=tuple(dict.fromkeys(citation.article_id for citation in cited)),
        titles=tuple(dict.fromkeys(citation.title for citation in cited)),
        only=() if query is None else query.articles,
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
        end = _closing(last.question)
        same = last.language == language
        return Completion(f"{last.question.removesuffix(end)}, {core}{end}", "substitution") if same else None
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
    rules: tuple[tuple[CompletionKind, Callable[[], str | None]], ...] = (
        ("pronoun", follow_up.what_is_that),
        ("ellipsis", follow_up.ask_otherwise),
        ("substitution", follow_up.ask_of_another),
    )
    for kind, rule in rules:
        completed = rule()
        if completed is not None:
            return Completion(completed, kind) if completed else None
    if " " not in core:
        return None
    stripped = capitalised(core) + _closing(text) if opened or not text.startswith(core) else text
    completed = antecedents(read(stripped, language), turns)
    return None if completed is None else Completion(completed, "pronoun")


def _in_this_article(core: str, text: str, language: LanguageCode, turns: Sequence[Turn]) -> Completion | None:
    """A question that names the article at its head or end, without these words."""
    pattern = FOLLOW_UPS[language].in_this_article
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
    for words in FOLLOW_UPS.values():
        while True:
            straight = plain(core)
            found = compiled(rf"(?:{words.courtesy})(?=$|[ ,.!;:])").match(straight) or compiled(
                rf"(?:^|[ ,])(?:{words.courtesy})$"
            ).search(straight)
            if found is None or not found[0].strip(_EDGE):
                break
            core = (core[: found.start()] + core[found.end() :]).strip(_EDGE)
    for words in FOLLOW_UPS.values():
        found = compiled(rf"(?:{words.openers})(?:,? |(?<=')|(?<=' ))").match(plain(core))
        if found is not None:
            return core[found.end() :].strip(_EDGE), True
    return core, False


def _asks(question: str) -> bool:
    """Whether a turn asked anything: "thanks" did not."""
    return bool(_bare(question)[0])


def _is(core: str, command: str) -> bool:
    """Whether a question is nothing but a command, in any of the languages."""
    return any(compiled(getattr(words, command)).fullmatch(plain(core)) for words in FOLLOW_UPS.values())


def _closing(text: str) -> str:
    """The question mark of a question, with the space before it."""
    return text[len(plain(text).rstrip(" ?!.…")) :]
