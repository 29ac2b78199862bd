"""What "Thursday 6 January", "last Tuesday" or "yesterday" means in an article, by the date of the article.

Only what is certain: a passage from the past, a weekday that fits no year or two of them, a date that could lie before
or after the article gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from qa.lang import LANGUAGES
from qa.lang.date_words import DateWords, Unit, any_of
from qa.lang.dates import expand, iso_span, read_date, unit_span
from qa.values import LanguageCode, SaidDate

OLDEST = 1800  # year of an article: earlier, calendars differ between countries
NEAR_PAST, NEAR_FUTURE = (
    timedelta(60),
    timedelta(31),
)  # from an article to a date without year: the nearest one is meant
FAR = timedelta(180)  # the same for a date with a weekday that fits
SAME_STORY = timedelta(31)
LOOK_BACK = 20_000  # characters before a date that can name its year
_YEAR = re.compile(r"(?<![\w.,/-])(1[0-9]{3}|2[0-9]{3})(?![\w%/-]|[.,]\d)")
_SENTENCE_END = re.compile(r"[.!?…]\s")
_PARAGRAPH = re.compile(r"\n\s*\n")
_PRECISION: dict[Unit, int] = {"day": 10, "month": 7, "year": 4}  # characters of an ISO date
_BEFORE, _AFTER = 400, 200  # characters that are looked at around a date


@dataclass(frozen=True, slots=True)
class _DatedText:
    """An article's date, and the text around the words to resolve."""

    text: str
    language: LanguageCode
    first: date  # day that the article can have been published on, included
    last: date
    end: int  # of what is read, in characters of `text`

    def years_before(self, place: int) -> set[int]:
        """The years that the text names up to a place."""
        return set(map(int, _YEAR.findall(self.text[max(0, place - LOOK_BACK) : place])))

    @property
    def to_the_day(self) -> bool:
        return self.first == self.last


def resolve(
    text: str, article_date: str, language: LanguageCode, start: int = 0, end: int | None = None
) -> tuple[SaidDate, ...]:
    """The dates that `text[start:end]` says without their year, or as seen from its article, in order.

    Args:
        text: of the article, or a quote alone.
        article_date: ISO 8601: "2022", "2022-01" or "2022-01-06".
        language: of the text.
        start: where to begin, in characters of `text`.
        end: where to end; None for the end of the text.
    """
    span = iso_span(article_date)
    if span is None or span[0].year < OLDEST:
        return ()
    end = len(text) if end is None else end
    context = _DatedText(text, language, *span, end)
    found = ((match, _meaning(match, context)) for match in _pattern(language).finditer(text, start, end))
    return tuple(SaidDate(match.start(), match.end(), said) for match, said in found if said is not None)


@lru_cache(maxsize=1)  # of the passage at hand: few dates ask, and it takes as long as all the rest
def _proven(context: _DatedText) -> tuple[date, ...]:
    """The days up to the end that are said with a weekday which fits the article's date."""
    proven = []
    for match in _pattern(context.language).finditer(context.text, max(0, context.end - LOOK_BACK), context.end):
        if match["dated"] is not None:
            day, has_weekday = _day(match, context)
            if day is not None and has_weekday and day.year == _year_around(match, day, context):
                proven.append(day)
    return tuple(proven)


def _meaning(match: re.Match[str], context: _DatedText) -> str | None:
    """An ISO date, None where the words could mean another."""
    try:
        if match["dated"] is not None:
            return _without_year(match, context)
        if match["none"] is not None or _is_quoted(match.start(), context.text):
            return None
        if match["relative"] is not None:
            return _relative(match["relative"], context)
        return _month(match, context) if match["month"] is not None else _weekday(match, context)
    except (ValueError, OverflowError):  # outside the calendar
        return None


# ---------------------------------------------------------------- "yesterday", "last year"


def _relative(said: str, context: _DatedText) -> str | None:
    """A day needs an article dated to the day, a month one dated to the month."""
    unit, shift = next(
        (unit, shift)
        for pattern, unit, shift in LANGUAGES[context.language].dates.relative
        if re.fullmatch(expand(pattern, context.language), said, re.IGNORECASE)
    )
    if unit == "week":
        return None  # a week is no ISO date
    earliest, latest = (unit_span(day, unit, shift)[0] for day in (context.first, context.last))
    return earliest.isoformat()[: _PRECISION[unit]] if earliest == latest else None


# ---------------------------------------------------------------- "last Tuesday", "this Tuesday", "last March"


def _weekday(match: re.Match[str], context: _DatedText) -> str | None:
    if not context.to_the_day:
        return None
    words, today = LANGUAGES[context.language].dates, context.first.weekday()
    if match["this"] is not None:
        return context.first.isoformat() if words.weekday(match["this"].split()[-1]) == today else None
    wanted = words.weekday(match["weekday"])
    if not words.latest and today > wanted:
        return None  # said on a Friday, "last Tuesday" is three days ago for some and ten for others
    return (context.first - timedelta(days=(today - wanted) % 7 or 7)).isoformat()


def _month(match: re.Match[str], context: _DatedText) -> str | None:
    words = LANGUAGES[context.language].dates
    month, now = words.month(match["month"]), context.first.month
    if not words.latest or now != context.last.month or month == now:
        return None
    return date(context.first.year - (month > now), month, 1).isoformat()[: _PRECISION["month"]]


# ---------------------------------------------------------------- "Thursday 6 January", "3 May", "3 May last"


def _without_year(match: re.Match[str], context: _DatedText) -> str | None:
    """A day that fits its weekday, or that lies near the article while nothing around names another year."""
    day, has_weekday = _day(match, context)
    if day is None or _is_long_ago(match.start(), context) or day.year != _year_around(match, day, context):
        return None
    if has_weekday or context.years_before(match.start()) <= {day.year}:
        return day.isoformat()
    # Other paragraphs name other years; a day with its weekday shows that the article is about these weeks too.
    return day.isoformat() if any(abs(day - other) <= SAME_STORY for other in _proven(context)) else None


def _day(match: re.Match[str], context: _DatedText) -> tuple[date | None, bool]:
    """The one day of the years around the article that it can be, if there is one, and whether a weekday proves it."""
    words, said = LANGUAGES[context.language].dates, match["dated"]
    written = read_date(said, context.language)
    if written is None or written.year is not None or written.day is None or _is_no_date(match, words, context):
        return None, False
    years = range(context.first.year - 1, context.last.year + 2)
    days = [span[0] for year in years if (span := replace(written, year=year).span()) is not None]
    weekday = re.search(expand("{weekday}", context.language), said, re.IGNORECASE)
    if weekday is not None:
        wanted = words.weekday(weekday[0])
        days = [day for day in days if day.weekday() == wanted and _is_near(day, context, FAR, FAR)]
    elif match["last_dated"] is not None:
        past = [day for day in days if day < context.first]
        days = [] if any(context.first <= day < context.last for day in days) else past[-1:]
    else:
        days = [day for day in days if _is_near(day, context, NEAR_PAST, NEAR_FUTURE)]
    return (days[0] if len(days) == 1 else None), weekday is not None


def _is_no_date(match: re.Match[str], words: DateWords, context: _DatedText) -> bool:
    """Whether it only looks like one: "some 30 may have died", "in March 5 people", "rue du 11 novembre"."""
    said, before = match["dated"], context.text[max(0, match.start() - 40) : match.start()]
    month = re.search(expand("{month}", context.language), said, re.IGNORECASE)
    if month is not None and month[0].lower() in words.word_months and not month[0].istitle():
        return True
    if re.search(rf"\b(?:{expand(words.names_before, context.language)})\s+$", before, re.IGNORECASE):
        return True
    if not said[0].isalpha() or re.search(expand("{weekday}", context.language), said, re.IGNORECASE):
        return False
    after = context.text[match.end() : match.end() + 40]
    counts = re.match(rf"\s+(?:{words.counted_after})", after) is not None
    named = re.search(r"(?<![.!?…]\s)\b([A-Z][a-z]+)\s+$", before)
    is_name = named is not None and named[1].lower() not in LANGUAGES[context.language].stop_words
    return counts or is_name or re.search(rf"\b(?:{words.not_before})\s+$", before, re.IGNORECASE) is not None


def _is_near(day: date, context: _DatedText, past: timedelta, future: timedelta) -> bool:
    """Whether a day lies near the article, whichever day of its month or year that is from, or in its own month."""
    same_month = context.first.replace(day=1) == context.last.replace(day=1) == day.replace(day=1)
    return same_month or context.last - past <= day <= context.first + future


def _is_long_ago(place: int, context: _DatedText) -> bool:
    """Whether the article has said by then that it is about another time: "fifty years ago", "the centenary"."""
    pattern = re.compile(expand(LANGUAGES[context.language].dates.long_ago, context.language), re.IGNORECASE)
    return pattern.search(context.text, max(0, place - LOOK_BACK), place) is not None


def _year_around(match: re.Match[str], day: date, context: _DatedText) -> int:
    """The year that the paragraph up to there, and the sentence to its end, name; by default that of `day`."""
    before = _PARAGRAPH.split(context.text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    after = _PARAGRAPH.split(context.text[match.end() : match.end() + _AFTER])[0]
    stop = _SENTENCE_END.search(after)
    years = map(int, _YEAR.findall(f"{before} {after[: stop.start()] if stop else after}"))
    return next((year for year in years if year != day.year), day.year)


# ---------------------------------------------------------------- in somebody's words


def _is_quoted(place: int, text: str) -> bool:
    """Whether a quotation, which may be older than its article, is open at a place of its paragraph."""
    begin = text.rfind("\n", 0, place) + 1
    before = text[begin:place]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or before.count('"') % 2 == 1


# ---------------------------------------------------------------- patterns


@cache
def _pattern(language: LanguageCode) -> re.Pattern[str]:
    """Every way to say a date that needs its article's; the first group that is set says which."""
    words = LANGUAGES[language].dates
    dated = any_of([pattern for pattern in words.dates if "?P<d>" in pattern and "{month}" in pattern])
    dated = expand(f"(?:{dated})", language, named=False)
    last = expand(words.last, language)
    relative = any_of([pattern for pattern, _, _ in words.relative])
    ways = (
        f"(?P<none>{expand(words.not_dates, language)})",
        f"(?P<dated>{dated})(?P<last_dated>{last.removeprefix('{}')})?"
        if last.startswith("{}")
        else f"(?P<last_dated>{last.removesuffix('{}')})?(?P<dated>{dated})",
        last.replace("{}", f"(?P<weekday>{expand('{weekday}', language)})"),
        last.replace("{}", f"(?P<month>{expand('{month}', language)})"),
        f"(?P<this>{expand(words.this_weekday, language)})",
        f"(?P<relative>{expand(relative, language)})",
    )
    after = rf"(?!\w|[-–/]\w|\s+(?:{expand(words.other_year, language)}))"
    return re.compile(rf"(?<![\w-])(?:{'|'.join(ways)}){after}", re.IGNORECASE)
