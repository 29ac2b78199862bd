"""French: how dates and spans of dates are said. Data only."""

from __future__ import annotations

from qa.lang.date_words import DateWords

_UNITS = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
          "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf")  # fmt: skip
_TENS = (("vingt", 10), ("trente", 10), ("quarante", 10), ("cinquante", 10), ("soixante", 20),
         ("quatre vingt", 20))  # fmt: skip

DATES = DateWords(
    spelled=_UNITS
    + tuple(
        ten
        if not unit
        else f"{ten} et {_UNITS[unit]}"
        if unit in (1, 11) and ten != "quatre vingt"
        else f"{ten} {_UNITS[unit]}"
        for ten, count in _TENS
        for unit in range(count)
    ),
    centuries={"deux mille": 20, "deux mil": 20, "mille neuf cent": 19, "mil neuf cent": 19, "dix neuf cent": 19},
    months={
        **{"janvier": 1, "février": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "août": 8},
        **{"septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12},
    },
    short_months={
        **{"janv": 1, "jan": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "juill": 7, "sept": 9, "oct": 10},
        **{"nov": 11, "déc": 12},
    },
    weekdays={
        **{"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6},
    },
    numbers={
        **{"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10},
        **{"onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30},
    },
    units={
        **{"jours": "day", "semaines": "week", "mois": "month", "ans": "year", "années": "year"},
    },
    day_suffixes="er|ᵉʳ",
    day_words={"premier": 1},
    dates=(
        r"(?:le )?(?:{weekday} )?(?P<d>{day}|{nth}) (?P<m>{month})(?: (?P<y>{year}))?",
        r"(?:le mois de |mois de |le mois d'|mois d')?(?P<m>{month})(?: (?P<y>{year}))?",
        r"(?:l'année |l'an )?(?P<y>{year})",
        r"le (?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})",
    ),
    day_alone="(?:le )?(?:{day}|{nth})",
    relative=(
        ("l'an dernier|l'année dernière|l'an passé|l'année passée", "year", -1),
        ("cette année", "year", 0),
        ("l'an prochain|l'année prochaine", "year", 1),
        ("le mois dernier|le mois passé", "month", -1),
        ("ce mois-ci", "month", 0),
        ("le mois prochain", "month", 1),
        ("la semaine dernière|la semaine passée", "week", -1),
        ("cette semaine", "week", 0),
        ("la semaine prochaine", "week", 1),
        ("avant-hier", "day", -2),
        ("hier", "day", -1),
    ),
    moments="aujourd'hui|demain|maintenant|ce matin",
    eras=(
        r"(?:[IVX]{1,6}|\d{1,2})(?:e|er|ème) siècle",
        r"(?:les )?années (?:\d{2,4}|vingt|trente|quarante|cinquante|soixante|soixante-dix|quatre-vingts?)",
        r"(?:l'|le )?(?:printemps|été|automne|hiver)(?: de)? {year}",
    ),
    published="publiée?s?|mise?s? en ligne|parue?s?|postée?s?|diffusée?s?|édition du|numéro du|date de publication",
    takes_place=(
        "accords?|anniversaires?|appel|armistice|arrivée|assemblée|attaques?|attentats?|audience|bal|bataille|braderie|"
        "cérémonie|clôture|colloque|combats?|concerts?|conférence|congrès|constitution|coupe|couronnement|crash|débat|"
        "début|décès|décret|défilé|départ|dernier délai|droits|échéance|élections?|émeutes?|enquête|entrée|exposition|"
        "fermeture|festival|fête|fin|finale|guerre|inauguration|incendie|kermesse|lancement|loi|manifestation|marché|"
        "mariage|massacre|match|messe|mort|naissance|obsèques|ouverture|paix|pacte|première|prise|procès|rafle|référendum|"
        "rencontre|rendez-vous|rentrée|représentation|réunion|révolution|salon|scrutin|séisme|siège|signature|soirée|"
        "sommet|sortie|spectacle|stage|tempête|tirage|tournoi|traité|tremblement|vente|vernissage|victoire|visite|vote"
    ),
    about=r"vers|environ|env\.?|circa|autour de|avant|après|apr\.|entre|ca?\.",
    either=frozenset(["ou"]),
    undated=r"s\. ?d\.?|sd|sans date|non daté[es]*|date inconnue|inconnue?|indéterminée?|n\. ?c\.?",
    within="début|fin|mi|milieu",
    seasons="printemps|été|automne",
    quarters=(
        r"(?:[1-4](?:er|re|e|ème|ere|nd|nde)?|premier|deuxième|second|troisième|quatrième|dernier) "
        r"(?:trimestre|trim\.?|semestre|sem\.?)|[TS][1-4]"
    ),
    latest=True,
    last="{} dernier",
    this_weekday="ce {weekday}",
    not_dates="d'hier|hier encore|cette année-là|cette semaine-là",
    names_before=(
        r"(?:rues?|places?|avenues?|boulevards?|bd|quais?|ponts?|squares?|cours|impasses?|allées?|esplanades?|passages?|"
        r"promenades?|chemins?|rond-point|parvis|parcs?|jardins?|stades?|salles?|gymnases?|stations?|gares?|métro|"
        r"arrêts?|quartiers?|cités?|résidences?|casernes?|camps?|collèges?|lycées?|écoles?|hôpital|hôpitaux|théâtres?|"
        r"cinémas?|monuments?|mouvements?|comités?|collectifs?|fronts?|brigades?|partis?|armées?|organisations?|"
        r"groupes?|clubs?|cercles?|fondations?|associations?|associatif|prix|palais|université) (?:du|des)"
    ),
    other_year="de (?:la même|cette) année|de l'année|de l'an|suivante?|précédente?",
    year_beside=(
        r"(?:l'année|l'an|la saison|l'exercice) (?:suivante?|d'après|précédente?|d'avant|dernière?|passée?|prochaine?)|"
        r"(?:une? an(?:née)?|douze mois) (?:plus tôt|plus tard|auparavant|avant|après)"
    ),
    long_ago=r"il y a .{1,40} ans\b|anniversaire|\w+(?:tenaire|antenaire)s?\b|siècles?\b|à l'époque",
    since=("depuis {a}", "à partir (?:de |d'|du ){a}", "à compter (?:de |d'|du ){a}", r"d\u00e8s {a}"),  # not "des"
    after=("après {a}",),
    before=("avant {a}",),
    until=("jusqu'(?:en|à|au|à la fin de) {a}",),
    between=("entre {a} et {b}", "de {a} (?:à|jusqu'en|jusqu'à) {b}", "du {a} (?:au|jusqu'au) {b}"),
    rolling=(
        "(?:ces|(?:au cours|lors) des|durant les|pendant les|dans les|sur les) (?P<n>{number}) "
        "derni(?:er|ère)s (?P<unit>{unit})"
    ),
    during=("(?:de |d'|du |pour ){a}",),
    published_during=("(?:en|le|pendant) {a}",),
    articles="articles|textes|journaux|presse|dépêches|reportages",
    determiners="(?:tous |toute )?(?:les|des|mes|nos|vos|ces|la|l') ?",
    participles="publiée?s?|parue?s?|écrite?s?|rédigée?s?|datée?s?|datant",
    in_articles="dans|selon|d'après|parmi",
    events=(
        r"qu(?:e |'est-ce qui |e ne )?s(?:'est|'était|e)(?:-il)? pass",
        r"qu'est-ce qui (?:s'est passé|a changé|est arrivé)",
        r"qu(?:e |'est-)(?:est-il arrivé|il arrivé)",
        r"quoi de (?:neuf|nouveau)|du nouveau|(?:des|quelles?) nouvelles|actualités?\b|l'actu\b",
        r"qu(?:'a-t-on|'avait-on|'ont|e) (?:dit|disait|disent|disaient|écrit|écrivait|écrivaient|écrivent|publi|racont|"
        r"rapport)",
        r"qu(?:'a|'ont|e) .{0,60}annonc",
        r"\b(?:journaux|presse|articles|journalistes|dépêches)\b",
    ),
    binders=frozenset(["de", "d'", "du", "des", "à", "que", "qu'", "comme"]),
)
