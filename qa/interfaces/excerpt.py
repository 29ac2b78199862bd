"""What a reply shows of a passage: the sentences of its quote, and those around them that leave it quick to read."""

from __future__ import annotations

from qa.lang.sentences import sentences
from qa.values import Citation

LONGEST = 320  # characters, unless the sentences of the quote alone are longer
ELLIPSIS = "…"  # stands where the passage goes on


def excerpt(citation: Citation) -> tuple[int, int]:
    """Where it begins and ends in the article: whole sentences, around a quote those of its own paragraph.

    A passage that is quoted whole, since nothing in it answers, is shown from its beginning.
    """
    passage, base = citation.passage, citation.passage_start
    spans = sentences(passage, citation.language)
    if len(passage) <= LONGEST or not spans:
        return base, base + len(passage)
    whole = citation.quote == passage
    start, end = (0, 0) if whole else (citation.start - base, citation.end - base)
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
