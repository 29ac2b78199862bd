"""What a reply shows of a passage: the sentence of its quote, and those around it that leave it quick to read."""

from __future__ import annotations

from itertools import dropwhile
from pathlib import PurePosixPath

from qa.ask.boundaries import headlines, is_headline, sentences_below
from qa.ingest.converters.markdown import FORMAT as MARKDOWN
from qa.interfaces.markup import signs
from qa.values import Citation

LONGEST = 320  # characters, unless the sentences of the quote alone are longer
LONGEST_LEAD = 400  # characters of the sentence that a reply leads with, unless the quote alone is longer
ELLIPSIS = "…"  # stands where the passage goes on


def excerpt(citation: Citation) -> tuple[int, int]:
    """Where it begins and ends in the article: whole sentences, around a quote those of its own paragraph.

    A passage that is quoted whole, since nothing in it answers, is shown from its beginning. The headlines above a text
    are no part of it: the title stands with the place.
    """
    passage, base = citation.passage, citation.passage_start
    whole = citation.quote == passage
    spans = sentences_below(passage, citation.language, citation.title)
    begins = below_headlines(citation) - base
    if not whole and citation.start - base < begins:
        begins = 0
    spans = tuple(span for span in spans if span[0] >= begins)
    if len(passage) - begins <= LONGEST or not spans:
        return base + begins, base + len(passage)
    start, end = (begins, begins) if whole else (citation.start - base, citation.end - base)
    holding = [number for number, span in enumerate(spans) if span[0] < end and start < span[1]] or [0]
    first, last = holding[0], holding[-1]
    grows = True
    while grows:  # by the sentence after, then by the one before
        grows = False
        for sooner, later in ((first, last + 1), (first - 1, last)):
            if sooner >= 0 and later < len(spans):
                shown = passage[spans[sooner][0] : spans[later][1]]
                if len(shown) <= LONGEST and (whole or "\n\n" not in shown.replace("\r\n", "\n")):
                    first, last, grows = sooner, later, True
    return base + min(start, spans[first][0]), base + max(end, spans[last][1])


def below_headlines(citation: Citation) -> int:
    """Where the text of a passage begins in the article, below its title and intertitle; they stay where all is one."""
    known = headlines(citation.title, citation.heading)
    spans = sentences_below(citation.passage, citation.language, citation.title)
    below = dropwhile(lambda span: is_headline(citation.passage[slice(*span)], known), spans)
    first = next(below, None)
    return citation.passage_start if first is None or first == spans[0] else citation.passage_start + first[0]


def lead(citation: Citation) -> tuple[int, int]:
    """Where the sentence of a quote begins and ends in the article; of a very long one the words around the quote."""
    base, sentence = citation.sentence_start, citation.sentence
    start, end = base, base + len(sentence)
    if len(sentence) <= LONGEST_LEAD:
        return start, end
    room = max(0, LONGEST_LEAD - (citation.end - citation.start)) // 2
    if citation.start - room > start:
        start = base + sentence.find(" ", citation.start - room - base, citation.start - base) + 1 or citation.start
    if citation.end + room < end:
        cut = sentence.rfind(" ", citation.end - base, citation.end + room - base)
        end = citation.end if cut < 0 else base + cut
    return min(start, citation.start), max(end, citation.end)


def looks(citation: Citation, start: int, end: int) -> str:
    """Characters of the passage as its article looks: without the signs of Markdown, where it is written in that."""
    base = citation.passage_start
    name = PurePosixPath(citation.path.partition("#")[0])
    if name.suffix.lower() not in MARKDOWN.suffixes:
        return citation.passage[start - base : end - base]
    shown, at = "", start - base
    for left, right in signs(citation.passage):
        if left >= end - base:
            break
        shown += citation.passage[at : max(at, left)]
        at = max(at, right)
    return shown + citation.passage[at : max(at, end - base)]
