"""The frozen values of both journeys, in the order in which the data meets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Self

LanguageCode = str  # ISO 639-1, one of `qa.lang.LANGUAGES`
State = Literal["found", "unsure", "not_found", "extracts"]  # the last: all that is said of a topic was asked for
Reason = Literal["empty_index", "filtered_out", "no_passage", "low_confidence"]
QuestionKind = Literal["yes_no", "definition", "list", "why", "how", "other"]
CompletionKind = Literal["substitution", "pronoun", "ellipsis", "more", "same_article"]
Refusal = Literal["completion", "typed_dates", "filters"]
DateSource = Literal[
    "header", "front matter", "html meta", "column", "export", "dateline", "file name", "document properties"
]


class Value:
    """Root of the values: frozen, so a copy is itself. Haystack deep-copies what it hands from step to step."""

    __slots__ = ()

    def __deepcopy__(self, memo: object) -> Self:
        return self


# ---------------------------------------------------------------- rebuild: files -> articles -> passages -> index


@dataclass(frozen=True, slots=True)
class Article(Value):
    """One text with its metadata; every offset of the project counts characters of `text`."""

    id: str
    path: str  # as shown to users: root folder's name, then the path inside it; "news.csv#3" for a row
    title: str
    text: str
    body_start: int  # characters before it are metadata (a date header, a front matter): never a passage, never quoted
    date: str | None  # ISO 8601, as precise as the source: "2022", "2022-01" or "2022-01-06"
    date_source: DateSource | None  # filters pass over "document properties", the day on which the file was made
    language: LanguageCode
    sha256: str  # of the bytes that it was read from
    media_type: str
    url: str | None = None
    ocr_pages: str = ""  # numbers of the pages whose text was recognised in their pictures and may be misread: "1,3"
    cells: str = ""  # of a table that it was made of: `qa.cells.Cells`, as written

    def __post_init__(self) -> None:
        if not 0 <= self.body_start <= len(self.text):
            raise ValueError(f"the body of {self.path} begins at {self.body_start}, outside its text")

    def line(self, offset: int) -> int | None:
        """Line number, from 1, of the character at `offset`; None where the text is not the file's, line for line."""
        return self.text.count("\n", 0, offset) + 1 if self.media_type in ("text/plain", "text/markdown") else None

    def page(self, offset: int) -> int | None:
        """Page number, from 1, of the character at `offset`; None for media without pages."""
        return self.text.count("\f", 0, offset) + 1 if self.media_type.endswith(("/pdf", "image/*")) else None

    def slide(self, offset: int) -> int | None:
        """Number of the slide, from 1, that holds the character at `offset`; None for media without slides."""
        return self.text.count("\f", 0, offset) + 1 if self.media_type.endswith(".presentation") else None

    def is_ocr(self, offset: int) -> bool:
        """Whether the character at `offset` was, or may have been, recognised in a picture."""
        page = self.page(offset)
        return bool(self.ocr_pages) and (page is None or str(page) in self.ocr_pages.split(","))


@dataclass(frozen=True, slots=True)
class Passage(Value):
    """A slice of an article on whole sentences: what is embedded, retrieved and read."""

    id: str
    article_id: str
    start: int  # characters into Article.text, included
    end: int  # excluded
    text: str  # == Article.text[start:end]
    language: LanguageCode
    heading: str  # the intertitle that it stands under, "" where there is none
    years: frozenset[int] = frozenset()  # that its article speaks of, its own among them

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"passage {self.start}:{self.end} of {self.article_id} does not hold its text")


# ---------------------------------------------------------------- ask: question -> passages -> spans -> answer


@dataclass(frozen=True, slots=True)
class TypedDates(Value):
    """Words of a question that were understood as a filter on the articles' dates: phrase == meant[start:end]."""

    phrase: str
    start: int  # characters into `Query.meant`, included
    end: int  # excluded
    since: str | None  # ISO 8601 day, included
    until: str | None  # ISO 8601 day, included


@dataclass(frozen=True, slots=True)
class Place(Value):
    """Characters of an article."""

    article_id: str
    start: int  # characters into Article.text, included
    end: int  # excluded


@dataclass(frozen=True, slots=True)
class Turn(Value):
    """One question of a conversation as it was understood, and what its answer gave: a follow-up points back to it."""

    question: str  # completed; with the words that say of the articles' dates, which then hold for a follow-up too
    language: LanguageCode
    answer: str = ""  # "" where nothing was found
    articles: tuple[str, ...] = ()  # ids of those cited, or of the nearest passages where nothing was found
    titles: tuple[str, ...] = ()  # theirs
    only: tuple[str, ...] = ()  # ids of the articles that it was asked of; none: all
    shown: tuple[Place, ...] = ()  # passages that the answer showed, and quotes shown without theirs
    asked: str = ""  # the question as it was typed


@dataclass(frozen=True, slots=True)
class Correction(Value):
    """A word of a question that was taken for a misspelling of another."""

    typed: str
    meant: str  # as an article writes it
    is_name: bool  # in no dictionary: what was typed may be another name, which the articles do not know


@dataclass(frozen=True, slots=True)
class Filters(Value):
    """Which articles may answer; every filter that is set must hold. Made from words by `read_filters`."""

    language: LanguageCode | None = None  # of the articles
    since: str | None = None  # ISO 8601, included: a day, month or year; in `Answer.query` the day that it means
    until: str | None = None  # the same; with either, articles without a date are left out
    folders: tuple[str, ...] = ()  # articles below one of them; none: all
    articles: tuple[str, ...] = ()  # ids; none: all
    file_types: tuple[str, ...] = ()  # how the names of their files end: "pdf"; none: all


@dataclass(frozen=True, slots=True)
class Query(Value):
    """A question as understood: what every later step works from."""

    text: str  # what is searched: `meant` without the words that `typed_dates` took
    language: LanguageCode
    top_k: int  # passages that the reader reads, at most
    filters: Filters = Filters()  # which articles to search; dates are full days
    asked: str = ""  # the question as it was typed, each stretch of white space as one space
    meant: str = ""  # `asked`, not all in capitals, completed and corrected where `completion` and `corrections` say so
    completion: CompletionKind | None = None  # None where nothing was completed
    corrections: tuple[Correction, ...] = ()  # already in `meant`, in its order
    typed_dates: TypedDates | None = None  # already in `filters`
    shown: tuple[Place, ...] = ()  # places that were shown before and must not come again
    refused: tuple[Refusal, ...] = ()  # what the asker did not want to be understood
    kind: QuestionKind = "other"  # what a full answer is: the clause that settles it, a whole enumeration
    is_doubtful: bool = False  # whether it points back to the conversation, but to what is unclear: `meant` is `asked`


@dataclass(frozen=True, slots=True)
class Ranked(Value):
    """A passage's place in one ranking."""

    passage_id: str
    rank: int  # from 1
    score: float  # higher is better; comparable only inside the same ranking


@dataclass(frozen=True, slots=True)
class Ranking(Value):
    """What one retriever found, best first."""

    retriever: Literal["dense", "bm25"]
    language: LanguageCode | None  # of the passages, where scores cannot be compared across languages
    hits: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Hit(Value):
    """A passage to read, with the evidence that brought it."""

    passage: Passage
    rank: int  # in the fused ranking, from 1
    score: float  # fused; higher is better; comparable only inside one question
    dense_similarity: float | None  # cosine, -1 to 1; None where the dense retriever did not bring it
    bm25_score: float | None  # 0 or more, no upper limit; not comparable between questions or languages
    dense_rank: int | None = None  # in the dense ranking, from 1
    bm25_rank: int | None = None  # in the BM25 ranking of the passage's language, from 1


@dataclass(frozen=True, slots=True)
class Span(Value):
    """A candidate answer: characters of an article, as scored by the reader in one passage."""

    hit: Hit
    start: int  # characters into Article.text, included
    end: int  # excluded
    logit: float  # start logit + end logit; higher is better
    null_logit: float  # start + end logit of "no answer" in the same window

    def __post_init__(self) -> None:
        if not self.hit.passage.start <= self.start < self.end <= self.hit.passage.end:
            raise ValueError(f"span {self.start}:{self.end} lies outside passage {self.hit.passage.id}")

    @property
    def margin(self) -> float:
        """How much the span beats "no answer": comparable between passages; higher is better."""
        return self.logit - self.null_logit

    @property
    def text(self) -> str:
        """The characters of the span."""
        return self.hit.passage.text[self.start - self.hit.passage.start : self.end - self.hit.passage.start]


@dataclass(frozen=True, slots=True)
class Candidate(Value):
    """One distinct answer, with every span that gives it, best first."""

    spans: tuple[Span, ...]
    confidence: float = 0.0  # calibrated probability that it is right, 0 to 1

    @property
    def best(self) -> Span:
        """The span that speaks for the candidate."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class Decision(Value):
    """What we stand behind, before it is cited."""

    state: State
    reason: Reason | None  # why nothing was found; None otherwise
    confidence: float  # of the best guess, withheld or not; 0 where there is none
    candidates: tuple[Candidate, ...]  # best first
    nearest: tuple[Hit, ...]  # passages to show where there is no answer


@dataclass(frozen=True, slots=True)
class SaidDate(Value):
    """Words that mean a day, month or year only with the date of their article ("last Tuesday"), and which one."""

    start: int  # characters into the article's text, included
    end: int  # excluded
    date: str  # ISO 8601: a day, a month or a year


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """A verbatim quote and its exact place: `quote == article.text[start:end]`, checked when it is made."""

    quote: str
    article_id: str
    title: str
    path: str
    date: str | None
    language: LanguageCode
    start: int  # characters into the article's text as the index stores it, included
    end: int  # excluded
    passage: str
    passage_start: int
    sentence: str  # the whole sentence, table row or list item around the quote, which shows how it is meant
    sentence_start: int  # characters into the article's text
    line: int | None  # from 1; None where the text is not the file's, line for line
    page: int | None  # from 1; None for media without pages
    dates: tuple[SaidDate, ...] = ()  # in the passage
    paragraph: int | None = None  # from 1; None where there is a line, a page or a slide
    heading: str = ""  # the intertitle that the passage stands under
    url: str | None = None  # where the article was published, as its file states it: not checked, any scheme
    date_source: DateSource | None = None  # of the article's date
    is_ocr: bool = False  # whether the quote was recognised in a picture: it may be misread
    sheet: str = ""  # of a workbook
    cells: str = ""  # of a table that the quote stands in, as spreadsheets name them: "B4:D4"
    slide: int | None = None  # from 1; None for media without slides


@dataclass(frozen=True, slots=True)
class Alternative(Value):
    """Another answer that was found."""

    text: str
    confidence: float
    citations: tuple[Citation, ...]
    is_rival: bool = False  # as likely as the answer, and of its type: the two are to be compared


@dataclass(frozen=True, slots=True)
class TraceLine(Value):
    """How one passage fared at each stage; all scores are higher-is-better, None where the stage did not see it."""

    passage_id: str
    path: str
    rank: int  # in the fused ranking, from 1, the order in which passages are read
    dense_similarity: float | None
    bm25_score: float | None
    fused_score: float
    reader_margin: float | None  # of the passage's best span over "no answer"; None too where it was not read
    article_id: str
    title: str
    start: int  # of the passage, characters into the article's text, included
    end: int  # excluded
    dense_rank: int | None = None
    bm25_rank: int | None = None  # among the passages of its language
    reader_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Timings(Value):
    """Milliseconds spent in each stage of one question."""

    retrieve: float = 0.0
    read: float = 0.0
    decide: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """The outcome of one question: the same object in Python, in JSON and in the chat."""

    question: str  # as it was typed
    language: LanguageCode
    state: State
    text: str  # "" where nothing was found
    confidence: float  # calibrated probability that `text` is right, 0 to 1; of the best guess where nothing was found
    citations: tuple[Citation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    nearest: tuple[Citation, ...] = ()  # where nothing was found, or beside extracts: the passages that come nearest
    reason: Reason | None = None
    topic: str = ""  # what extracts were asked about: `citations` hold its words, best article first
    articles: int = 0  # and how many articles hold them
    outside: int = 0  # where nothing was found: passages outside the filters that talk about it, at most `top_k`
    absent_years: tuple[int, ...] = ()  # that the question names and no article cited, or near, speaks of
    trace: tuple[TraceLine, ...] = ()
    timings_ms: Timings = field(default_factory=Timings)
    query: Query | None = None  # the question as it was understood
    notice: str | None = None  # one sentence where an older build answered since the last one is damaged

    @property
    def passages_on_it(self) -> tuple[Citation, ...]:
        """The nearest passages, to show people; none where not even they talk about the question."""
        return () if self.reason == "no_passage" else self.nearest
