"""English: how one asks again, points back and joins words. Data only."""

from __future__ import annotations

from qa.lang.en.syntax import EnglishFollowUps
from qa.lang.followup_words import Pronoun

_HELPERS = "is are was were am be has have had do does did will would shall should can could may might must"
_BEFORE_INFINITIVE = "do does did will would can could should must shall may might"
_SAID = r"said|say|says|wrote|writes|claimed|claims|stated|states|announced|declared|thought|reported"
_TIME = r"year|day|date|month|century|decade|time|week|hour|era|period"
_PLACE = r"city|town|country|village|region|place|state|county|street|continent|island|port|museum|ocean|sea"
_JOINING = "de du des le la les en sur sous aux di del della dei da von van der den zu"
_LOCATIVE = """
in at near on from to into around outside inside
"""
_TEMPORAL = """
in on since during before after until by around from
"""
_PREPOSITIONS = """
of in on at by for with about against between into through during before after from to near under over until since
within without among across toward towards around as inside outside than behind beside beyond
"""
_PEOPLE = """
man woman person people president minister mayor king queen emperor empress general soldier captain colonel journalist
writer author poet painter architect engineer scientist scholar researcher doctor physician lawyer judge artist actor
actress singer player rider cyclist champion winner director boss chief pope bishop archbishop priest saint senator
governor explorer sailor inventor founder physicist chemist biologist astronaut pilot husband wife son daughter
brother sister father mother child candidate professor student victim murderer thief witness bacteriologist
pathologist musician composer officer editor men women children brothers sisters workers inhabitants soldiers students
players parents prime chancellor secretary leader owner maid baker diarist prince princess duke duchess
count countess baron lord lady marshal admiral abbot monk nun nurse teacher farmer worker lawyers ministers doctors
engineers
"""
_PLACES = """
city town village country region place state county district street island continent capital port province valley site
area
"""

_EVERYWHERE = """
city town village region state county port
population area capital currency economy language flag anthem climate gdp debt deficit inflation unemployment rate price
budget cost salary tax constitution government parliament assembly senate council army police firefighters history
independence election elections referendum strike protest protests attack attacks university cathedral church mosque
synagogue museum hospital school library airport station harbour stadium opera theatre zoo market marathon metro prison
factory mine fire disaster earthquake flood floods festival fair carnival team club newspaper diocese suburbs centre
outskirts streets inhabitants people summit conference
"""

FOLLOW_UPS = EnglishFollowUps(
    more=(
        r"more|(?:show|tell|give) (?:me |us )?(?:some )?more|some more|(?:any(?:thing|one)?|what|who|where|"
        r"something) else|"
        r"next|go on|continue|keep going|(?:more|other|another|further|next|any other|any more|the other) "
        r"(?:answers?|passages?|results?|articles?|quotes?|details?|one|ones|hits?)|more of (?:it|that|this|them)|"
        r"others|"
        r"(?:show|give) (?:me |us )?(?:the )?(?:others?|(?:other|more|another) (?:answers?|passages?|results?|"
        r"quotes?))|"
        r"the rest|is there more|anything more|(?:are there )?any others?"
    ),
    same_article=(
        r"(?:(?:only|just) )?(?:in |from |within )?(?:this|that|the same) (?:article|text|document|paper|"
        r"one)(?: only| alone)?|"
        r"(?:only|just) (?:in |from )?(?:this|that) one"
    ),
    in_this_article=(
        r"(?:only |just |still )?(?:in|from|within|according to) (?:this|that|the same) (?:article|text|document|paper)"
        r"(?: only| alone)?"
    ),
    courtesy=(
        r"hello|hi|hey|good (?:morning|afternoon|evening)|thanks(?: a lot)?|thank you(?: very much| so much)?|"
        r"please|ok|"
        r"okay|great|cool|perfect|fine|well|so|right|ah|oh|tell me|alright|all right|good|nice|yes|no|bye|goodbye|"
        r"cheers"
    ),
    openers=(
        r"and(?: what| how)? about|what about|how about|and(?: for| then)?|but|or|same question for|same for|what of|"
        r"same thing for"
    ),
    happened=(
        r"exactly|precisely|(?:was|is) (?:that|this|it)|did (?:that|this|it) (?:happen|take place|occur|start)|"
        r"so|then|(?:has|had) (?:that|this|it) happened|(?:that|this|it) was|(?:does|do) (?:that|this|it) happen|"
        r"did (?:he|she|they) do (?:it|that|this|so)|come"
    ),
    backwards=r"(?:that|this|it) was|and that was",
    standing_in=(
        (r"^(?:the )?(?:one|ones|that|those) (?=(?:of|in|from|at|on) )", ""),
        (r"^the ([12]\d{3}) (?:one|ones)$", r"\1"),
    ),
    years=(
        (r"the (?:following|next) year|(?:the|one|a) year (?:after|later)|a year (?:on|after that)", 1),
        (r"the (?:previous|preceding) year|(?:the|one|a) year (?:before|earlier)", -1),
        (r"two years (?:after|later)", 2),
        (r"two years (?:before|earlier)", -2),
        (r"(?:ten years|a decade) (?:after|later)", 10),
        (r"(?:ten years|a decade) (?:before|earlier)", -10),
    ),
    asking=(
        ("when", r"(?:since |until |from |by )?when\b"),
        ("when", rf"(?:(?:in|on|at|since|until|during|by) )?(?:which|what) (?:{_TIME})\b"),
        ("when", r"(?:for |since )?how long(?: ago\b|\b(?! (?:is|was) (?:it|that|this)\b))"),  # a thing is long, too
        ("why", r"why\b|for (?:what|which) reasons?\b|how come\b"),
        ("where", r"(?:from |to )?where\b"),
        ("where", rf"(?:in|at|on|to|from|near) (?:which|what) (?:{_PLACE})\b"),
        ("how_many", r"how (?:many|much)(?: [\w'-]+)?"),
        (
            "how_many",
            r"how (?!to |do |does |did |is |are |was |were |can |could |has |have |had |would |should |will )\w+",
        ),
        ("how", r"how\b|in (?:what|which) way\b"),
        ("who", r"(?:(?:by|to|for|with|from|against|of) )?(?:whom|who)\b|whose(?: \w+)?"),
        (
            "which",
            rf"(?:(?:in|at|on|to|from|by|for|with|of|under|against) )?(?:which|what) "
            rf"(?!(?:{_HELPERS.replace(' ', '|')})\b)[\w'-]+",
        ),
        ("which", r"which\b"),
        ("what", r"(?:(?:in|at|on|to|from|by|for|with|of) )?what\b"),
    ),
    bare=(
        (r"(?:which|what) (year|month|century|decade)", r"in which \1"),
        (r"(?:which|what) (day|date)", r"on which \1"),
        (r"(?:at )?(?:which|what) time", r"at what time"),
        (r"(?:which|what) (city|town|country|village|region|place|state|county)", r"in which \1"),
        (r"(?:which|what) (street|continent|island)", r"on which \1"),
    ),
    same_word={"when": "when", "where": "where", "why": "why", "how": "how"},
    be=frozenset(["is", "are", "was", "were"]),
    helpers=frozenset(_HELPERS.split()),
    passive=r"\b(?:was|were|is|are|been|being)\b.* (?:\w+ed|built|found|made|written|sold|held|shot|won|lost|taken|"
    r"given|stolen|drawn|chosen|known|seen|told|brought|caught|sent|set|put|cut|struck|sunk|born[e]?)\b",
    by_whom="by whom",
    determiners={
        **{"the": (None, False), "a": (None, False), "an": (None, False), "this": (None, False)},
        **{"that": (None, False), "these": (None, True), "those": (None, True)},
        **{"his": (None, False), "her": (None, False), "its": (None, False), "their": (None, False)},
    },
    asked_gender={},
    contractions={},
    chain=frozenset({"of"}),
    about=frozenset({"for"}),
    joining=frozenset(_JOINING.split()),
    locative=frozenset(_LOCATIVE.split()),
    temporal=frozenset(_TEMPORAL.split()),
    prepositions=frozenset(_PREPOSITIONS.split()),
    people=frozenset(_PEOPLE.split()),
    places=frozenset(_PLACES.split()),
    everywhere=frozenset(_EVERYWHERE.split()),
    head_last=True,
    article_in_names=True,
    plural_noun=r"(?<![aius])s$",
    dated_noun=r"the [12]\d{3} ",
    article="the ",
    not_determiners=frozenset({("it", "that")}),
    participles=(
        r"\w+ed|built|born|found|made|written|sold|held|begun|shot|won|lost|taken|given|stolen|drawn|chosen|known|seen|"
        r"told|brought|caught|sent|set|put|cut|struck|sunk|hit|read|left|paid|led|fought|kept|bought|laid|hung|spent|"
        r"\w{2,}ing|like|called|located|situated|tall|high|long|deep|wide|old|big|heavy|large|fast|far|open|"
        r"closed|worth"
    ),
    adverbs=r"\w+ly",
    before_infinitive=frozenset(_BEFORE_INFINITIVE.split()),
    ordinals=r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last",
    pronouns=(
        Pronoun(r"\b(?P<p>he)\b", "object", ("person",), "m"),
        Pronoun(r"\b(?P<p>she)\b", "object", ("person",), "f"),
        Pronoun(r"\b(?P<p>him)\b", "object", ("person",), "m"),
        Pronoun(r"\b(?P<p>his)\b(?= \w)", "possessive", ("person",), "m"),
        Pronoun(
            r"\b(?P<p>her)\b(?= (?!(?:in|at|on|to|from|for|by|when|after|before|and|during|with)\b)\w)",
            "possessive",
            ("person",),
            "f",
        ),
        Pronoun(r"\b(?P<p>her)\b", "object", ("person",), "f"),
        Pronoun(r"\b(?P<p>its)\b(?= \w)", "possessive", ("thing", "place")),
        Pronoun(r"\b(?P<p>it)\b", "object", ("thing", "place")),
        Pronoun(r"\b(?P<p>their)\b(?= \w)", "possessive", ("person", "thing"), None, True),
        Pronoun(r"\b(?P<p>they|them)\b", "object", ("person", "thing"), None, True),
        Pronoun(r"\b(?P<p>there)\b", "there", ("place",)),
        Pronoun(
            rf"(?P<p>\bthen\b(?=\W*$)|\b(?:in |on |at |during |by )?that (?:same )?(?:{_TIME})\b|\bat the time\b|"
            rf"\bback then\b)",
            "then",
            ("date",),
        ),
        Pronoun(rf"\b(?:{_SAID}) (?P<p>that|this|so)\b(?=\W*$)", "that", ("unknown",)),
        Pronoun(
            r"(?<=did )(?P<p>that|this)\b(?= \w+\W*$)",
            "object",
            ("thing",),
            unanswered=True,
        ),
        Pronoun(r"\b(?P<p>that|this)\b(?=\W*$)", "object", ("thing",), unanswered=True),
        Pronoun(
            r"(?P<p>\b(?:this|that|these|those) (?P<noun>(?!(?:is|was|the|a|he|she|it|they|were|are|we|you|"
            r"i)\b)\w+))\b",
            "demonstrative",
            ("thing", "person", "place"),
        ),
    ),
    expletives=(
        r"\b(?:does|did|do|will|would|has|had|can) it (?:take|rain|snow|matter|mean|happen|seem|turn out)\b|"
        r"\bit (?:takes?|took|rain\w*|snow\w*|seems?|happen\w*|turns? out)\b|\b(?:is|was) it (?:true|possible|likely|"
        r"raining|snowing|necessary|legal|illegal|safe|called|that|because|cold|hot|over)\b|\bit(?:'s| is|"
        r" was) (?:true|"
        r"possible|called|that|because|likely|said)\b|\bwhat time (?:is|was) it\b|\b(?:is|are|was|were|been|be|"
        r"has|have|had|will|isn't|"
        r"wasn't) there\b|\bthere(?:'s| is| are| was| were| will| has| have| had)\b|\bit that\b|\bhow (?:long|"
        r"many \w+|much "
        r"\w+) (?:does|did|will|has) it take\b|\bmake it to\b"
    ),
    relative=r"\b(?:who|whom|whose|which|that)\b",
    both=frozenset({"and"}),
    clauses=r"\b(?:that|what|which|who|whom|how|why|where|when|because|before|after|while|if|whether|since|and|but|or|as|"
    r"to|than|so|for|until|although)\b|,",
    of_people=(
        r"\b(?:born|die|died|dies|dead|death|age|aged|marry|married|marries|wife|husband|children|son|sons|daughter|"
        r"parents|father|mother|brother|sister|live|lived|study|studied|job|profession|work|worked|say|said|write|"
        r"wrote|"
        r"think|nationality|career|elected|appointed|buried|resign|win|won|career|religion|opinion|killed|arrested)\b|"
        r"^who (?:are|were) they\b"
    ),
    of_things=(
        r"\b(?:built|opened|closed|height|length|width|weight|depth|cost|price|weigh|measure|destroyed|restored|"
        r"published|"
        r"signed|population|capital|speed|located|currency|made|discovered|founded|invented|designed)\b"
    ),
    him_or_her={"her": "f", "she": "f", "him": "m", "he": "m"},
    who_is=(r"(?:and )?who (?:is|was) (?:that|this|it)|who's (?:that|this)", "Who is {}?"),
    what_is=(
        r"(?:and )?what (?:is|was) (?:that|this|it)|what's (?:that|this|it)|what does (?:that|this|it) mean",
        "What is {}?",
    ),
    events=r"\b(?:olympics|paralympics|games|cup|championships?|festival|summit|marathon)\b",
    placed_event=(
        r"\bthe (?!(?:summer|winter|olympic|paralympic|commonwealth|world|asian|african|american|european|youth|"
        r"mediterranean|special|all|next|last|first|same)\b)(?P<place>[^\W\d_][^\s,?]*(?: [^\W\d_][^\s,?]*)??) "
        r"(?:(?:summer|winter) )?(?:olympics|paralympics|games|marathon)\b"
    ),
    statement="{wh} was it that {subject} {rest}?",
    cleft="{wh} {helper} {subject} {rest}?",
    also="{question}, and {wh}?",
    someone="someone",
    something="something",
    quotes="“{}”",
    there="in {}",
    then="in {}",
    then_day="on {}",
    fronted="{np}: {question}",
    hosts={"his": "the", "her": "the", "its": "the", "their": "the"},
)
