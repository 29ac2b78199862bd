"""English: how dates and spans of dates are said. Data only."""

from __future__ import annotations

from qa.lang.date_words import DateWords

ENGLISH_DATES = DateWords(
    months={
        **{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8},
        **{"september": 9, "october": 10, "november": 11, "december": 12},
        **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10},
        **{"nov": 11, "dec": 12},
    },
    weekdays={
        **{"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6},
    },
    numbers={
        **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
        **{"eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30},
    },
    units={
        **{"days": "day", "weeks": "week", "months": "month", "years": "year"},
        **{"day": "day", "week": "week", "month": "month", "year": "year"},
    },
    dates=(
        r"(?:{weekday},? )?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?P<m>{month})(?:,? (?P<y>\d{4}))?",
        r"(?:{weekday},? )?(?P<m>{month}) (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<y>\d{4}))?",
        r"(?P<m>{month})(?:,? (?:of )?(?P<y>\d{4}))?",
        r"(?:the year )?(?P<y>\d{4})",
    ),
    day_first=False,
    relative=(
        ("last year", "year", -1),
        ("this year", "year", 0),
        ("next year", "year", 1),
        ("last month", "month", -1),
        ("this month", "month", 0),
        ("last week", "week", -1),
        ("this week", "week", 0),
        ("the day before yesterday", "day", -2),
        ("yesterday", "day", -1),
    ),
    rolling=(
        "(?:in|over|during|within) the (?:last|past) (?P<n>{number}) (?P<unit>{unit})"
        "|(?:in|over|during|within) the (?:last|past) (?P<unit_alone>year|month|week|day)"
    ),
    latest=False,
    last="last {}",
    this_weekday="this {weekday}",
    not_dates="the last (?:year|month|week)|last year of|yesterday's|of yesterday",
    not_before="in",
    other_year="of (?:the|that|this) |the (?:same|following|next|previous) year|that year",
    capital_months=True,
    long_ago="years (?:ago|later|earlier)|decades? ago|anniversary|\\w*cent(?:enary|ennial)|century|centuries",
    since=("(?:ever )?since {a}", "from {a} (?:on|onwards?)", "starting (?:in|from|on) {a}"),
    after=("after {a}",),
    before=("before {a}", "prior to {a}"),
    until=("(?:until|till|up to) {a}",),
    between=("between {a} and {b}", "from {a} (?:to|until|till|through) {b}"),
    during=("(?:of|from|for|dated) {a}",),
    published_during=("(?:in|on|during) {a}",),
    articles="articles|papers|newspapers|press|news|reports|texts",
    determiners="(?:all )?(?:the|our|my|your|these|those|any|all) ",
    participles="published|written|printed|dated",
    in_articles="in|from|according to|among|per",
    events=(
        r"what(?:'s| is| was| were| has| had| have| has been| did)? (?:been )?"
        r"(?:new|happen|happened|happening|change|changed|going on|said|written|reported|published|occurred)\b",
        r"what (?:did|has|have) .{1,60}\bannounced?\b",
        r"\b(?:news|newspapers|press|articles|journalists|reporters|headlines)\b",
    ),
    binders=frozenset(["of", "than", "as", "from", "by", "like", "for", "the", "'s", "to"]),
)
