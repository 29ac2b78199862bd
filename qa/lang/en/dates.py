"""English: how dates and spans of dates are said. Data only."""

from __future__ import annotations

from qa.lang.date_words import DateWords

_UNITS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

DATES = DateWords(
    spelled=_UNITS + tuple(f"{ten} {unit}".strip() for ten in _TENS for unit in _UNITS[:10]),
    centuries={"two thousand and": 20, "two thousand": 20, "twenty": 20, "nineteen": 19},
    months={
        **{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8},
        **{"september": 9, "october": 10, "november": 11, "december": 12},
    },
    short_months={
        **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10},
        **{"nov": 11, "dec": 12},
    },
    word_months=frozenset(["march", "may", "mar"]),
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
    day_suffixes="st|nd|rd|th",
    day_words={
        **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
        **{"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14},
        **{"fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20},
        **{"thirtieth": 30},
    },
    dates=(
        r"(?:{weekday},? )?(?:the )?(?P<d>{day}) (?:of )?(?P<m>{month})(?:,? (?P<y>{year}))?",
        r"(?:{weekday},? )?the (?P<d>{nth}) of (?P<m>{month})(?:,? (?P<y>{year}))?",
        r"(?:{weekday},? )?(?P<m>{month}) (?:the )?(?P<d>{day}|{nth})(?:,? (?P<y>{year}))?",
        r"(?P<m>{month})(?:,? (?:of )?(?P<y>{year}))?",
        r"(?:the year )?(?P<y>{year})",
    ),
    day_alone="(?:the )?(?:{day}|{nth})",
    day_first=False,
    month_alone_after=frozenset(["in", "since", "until", "during"]),
    relative=(
        ("last year", "year", -1),
        ("this year", "year", 0),
        ("next year", "year", 1),
        ("last month", "month", -1),
        ("this month", "month", 0),
        ("next month", "month", 1),
        ("last week", "week", -1),
        ("this week", "week", 0),
        ("next week", "week", 1),
        ("the day before yesterday", "day", -2),
        ("yesterday", "day", -1),
    ),
    published="published|posted|issued|released|first published|publication date|date of publication",
    moments="today|tomorrow|now|nowadays|last night",
    eras=(
        r"(?:the )?(?:\d{1,2}(?:st|nd|rd|th)|(?:nine|eigh|seven|six|fif|four|thir)teenth|twentieth|"
        r"twenty-first) century",
        r"(?:the )?(?:[12]\d{3}|\d{2})s|the (?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)",
        r"(?:the )?(?:spring|summer|autumn|fall|winter)(?: of)? {year}",
    ),
    takes_place=(
        "accords?|act|agreement|anniversary|arrival|armistice|assassination|attacks?|auction|battle|birth|bombing|carnival|"
        "ceremony|close|closing|concert|conference|congress|convention|coronation|crash|cup|deadline|death|debate|"
        "declaration|departure|due|earthquake|election|end|exhibition|fair|fall|festival|final|fire|funeral|game|gala|"
        "inauguration|independence|invasion|judgment|landing|launch|law|lecture|marathon|march|market|marriage|massacre|"
        "match|meeting|opening|parade|peace|performance|premiere|protest|raid|rally|referendum|release|revolution|rights|"
        "riots?|sale|session|show|siege|signing|start|storm|summit|surrender|tournament|treaty|trial|victory|visit|vote|"
        "war|wedding|workshop"
    ),
    about=r"about|abt\.?|around|circa|approx(?:imately|\.)?|before|after|bef\.|aft\.|between|probably|ca?\.",
    either=frozenset(["or"]),
    undated=r"n\. ?d\.?|nd|no date|undated|date unknown|unknown|not dated",
    within="early|mid|late|end of|beginning of|start of",
    seasons="spring|summer|autumn|fall",
    quarters=r"(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:quarter|half)(?: year)?|[QH][1-4]|[1-4][QH]",
    latest=False,
    last="last {}",
    this_weekday="this {weekday}",
    not_dates="the last (?:year|month|week)|last year of|yesterday's|of yesterday",
    not_before="in",
    names_before=(
        r"(?:streets?|squares?|avenues?|movements?|committees?|bridges?|schools?|stations?|boulevards?|brigades?) of"
        r"(?: the)?"
    ),
    counted_after=(
        r"(?:\w+ )?(?:people|persons|men|women|children|police|days|weeks|months|years|hours|minutes|"
        r"[a-z]{3,}(?<![su])s)\b"
    ),
    other_year="of (?:the|that|this) |the (?:same|following|next|previous) year|that year",
    year_beside=(
        r"(?:following|next|previous|preceding|last) (?:year|season)|(?:a|one) year (?:earlier|later|before|after)|"
        r"the (?:year|season) (?:before|after)|twelve months (?:earlier|later)"
    ),
    long_ago="years (?:ago|later|earlier)|decades? ago|anniversary|\\w*cent(?:enary|ennial)|century|centuries",
    since=("(?:ever )?since {a}", "from {a} (?:on|onwards?)", "starting (?:in|from|on) {a}"),
    after=("after {a}",),
    before=("before {a}", "prior to {a}"),
    until=("(?:until|till|up to) {a}",),
    between=("between {a} and {b}", "from {a} (?:to|until|till|through) {b}"),
    rolling=(
        "(?:in|over|during|within) the (?:last|past) (?P<n>{number}) (?P<unit>{unit})"
        "|(?:in|over|during|within) the (?:last|past) (?P<unit_alone>year|month|week|day)"
    ),
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
