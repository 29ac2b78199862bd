"""French: how one asks again, points back and joins words. Data only."""

from __future__ import annotations

from qa.lang.followup_words import Pronoun
from qa.lang.fr.syntax import FrenchFollowUps

_VERB = r"(?:a|ai|as|ont|avait|avaient|aura|auront|aurait|eut|eurent|est|était|fut|sera)"
_VERB_GROUP = r"(?<![\w-])(?:(?:ne |n'|se |s'|lui |leur |le |la |les |l'|y )\b){0,2}\w+-(?:t-)?"
_POSSESSED = r"(?=[\w-]+)(?!-)"
_BE = """
est sont était étaient fut furent sera seront serait
"""
_HELPERS = """
est sont était étaient fut furent sera seront serait a ont avait avaient aura eut
"""
_JOINING = "of the and upon di del della dei da von van der den zu"
_LOCATIVE = """
à en dans vers sur depuis près
"""
_TEMPORAL = """
en depuis avant après dès vers pendant jusqu'en jusqu'à le durant
"""
_PREPOSITIONS = """
à de d' en dans par pour avec sans sous sur vers chez entre contre depuis pendant durant avant après dès selon malgré
parmi jusqu'à jusqu'en
"""
_PEOPLE = """
homme femme personne personnage président présidente ministre maire roi reine empereur impératrice général générale
soldat capitaine colonel journaliste écrivain écrivaine auteur autrice poète peintre architecte ingénieur ingénieure
savant savante scientifique chercheur chercheuse médecin avocat avocate juge artiste acteur actrice chanteur chanteuse
joueur joueuse coureur cycliste champion championne vainqueur directeur directrice patron patronne chef pape évêque
archevêque prêtre saint sainte député députée sénateur sénatrice gouverneur préfet préfète explorateur navigateur
inventeur inventrice fondateur fondatrice auteur physicien physicienne chimiste biologiste astronaute pilote mari
épouse époux fils fille frère sœur père mère enfant candidat candidate professeur professeure étudiant étudiante
victime meurtrier voleur accusé accusée témoin percepteur égyptologue bactériologiste musicien musicienne compositeur
compositrice cinéaste réalisateur hommes femmes personnes gens ouvriers ouvrières habitants soldats élèves joueurs
frères sœurs parents prince princesse duc duchesse comte comtesse baron baronne abbé moine maréchal amiral infirmier
infirmière chancelier chancelière secrétaire dirigeant dirigeante chefs ministres avocats médecins ingénieurs
"""
_PLACES = """
ville village pays région lieu endroit commune département quartier rue place île continent capitale port station
province état bourg hameau vallée site
"""

_EVERYWHERE = """
ville village commune région département province état port
population superficie capitale monnaie économie langue drapeau hymne climat pib dette déficit inflation chômage taux
prix budget coût salaire impôt constitution gouvernement parlement assemblée sénat conseil armée police pompiers
histoire indépendance élection élections référendum grève manifestation manifestations attentat attentats université
cathédrale église mosquée synagogue musée hôpital école lycée bibliothèque aéroport gare stade opéra théâtre zoo marché
marathon métro tramway prison usine centrale mine mairie préfecture tribunal incendie catastrophe séisme tremblement
inondation inondations festival foire carnaval équipe club journal diocèse banlieue centre rues habitants sommet
conférence
"""

FOLLOW_UPS = FrenchFollowUps(
    more=(
        r"encore|encore plus|plus|la suite|suite|continue[rz]?|suivante?s?|davantage|autre chose|rien d'autre|"
        r"(?:(?:donne|montre)[rsz]?(?:-|\s)?(?:m'en|moi)?\s)?(?:plus|davantage|la suite|(?:encore )?d'autres?)"
        r"(?: (?:de )?(?:réponses?|passages?|résultats?|articles?|citations?|détails?|extraits?))?|"
        r"(?:encore )?(?:d'autres|une autre|un autre|plus de|les autres) "
        r"(?:réponses?|passages?|résultats?|articles?|citations?|extraits?|détails)|"
        r"(?:quoi|qui|où) d'autre|en savoir plus|dis(?:-m'| m')en plus|et (?:puis|quoi) d'autre"
    ),
    same_article=(
        r"(?:(?:seulement|uniquement|juste|rien que|que|seul)\s)?(?:dans\s)?(?:cet|ce même|le même|ce seul)\s"
        r"(?:article|texte|document|papier)(?:\s(?:seulement|uniquement|seul|-?là))?"
    ),
    in_this_article=(
        r"(?:seulement |uniquement |juste |toujours )?(?:dans|selon|d'après) (?:cet|ce même|le même|ce seul) "
        r"(?:article|texte|document|papier)(?:-là)?(?: seulement| uniquement)?"
    ),
    courtesy=(
        r"bonjour|bonsoir|salut|merci(?: beaucoup| bien)?|svp|stp|s'il (?:vous|te) plaît|s'il (?:vous|te) plait|"
        r"d'accord|"
        r"ok|okay|très bien|super|parfait|génial|ah|oh|bon|bien|alors|donc|dis-moi|dites-moi|dis|oui|non|au revoir"
    ),
    openers=(
        r"(?:et )?qu'en est-il(?: d'| de| pour| à| en)?|(?:et )?quid(?: d'| de| pour)?|même question (?:pour|avec|sur)|"
        r"(?:pareil|idem) pour|et(?: alors)?(?: pour| concernant)?|et puis|mais|puis"
    ),
    happened=(
        r"exactement|précisément|au juste|donc|ça|cela|c'était|était-ce|est-ce|c'est|est-ce que c'était|"
        r"est-ce arrivé|ça s'est passé|cela s'est-il passé|est-ce que ça s'est passé|ça|est-ce que c'est arrivé|"
        r"cela a-t-il eu lieu|cela s'est-il produit|a-t-il eu lieu|a-t-elle eu lieu|s'est-ce passé"
    ),
    backwards=r"c'était|c'est|ça s'est passé|cela s'est passé|ça a eu lieu|c'est arrivé",
    standing_in=((r"^(?:celui|celle|ceux|celles) (?=de |d'|du |des |en |à |au |aux )", ""),),
    years=(
        (r"(?:l'année|l'an) (?:suivante?|d'après)|un an (?:après|plus tard)", 1),
        (r"(?:l'année|l'an) (?:précédente?|d'avant)|un an (?:avant|plus tôt)", -1),
        (r"deux ans (?:après|plus tard)", 2),
        (r"deux ans (?:avant|plus tôt)", -2),
        (r"(?:dix ans|une décennie) (?:après|plus tard)", 10),
        (r"(?:dix ans|une décennie) (?:avant|plus tôt)", -10),
    ),
    asking=(
        ("when", r"(?:depuis |jusqu'à |dès |à partir de )?quand\b(?: est-ce qu(?:e\b|'))?"),
        (
            "when",
            r"(?:(?:en|à|de|depuis|dans|vers|pour|jusqu'en|jusqu'à) )?quel(?:le)?s? "
            r"(?:année|date|mois|jour|heure|siècle|époque|moment|décennie|an)\b",
        ),
        ("when", r"(?:pendant|depuis|en|il y a) combien de (?:temps|jours|semaines|mois|années|ans|siècles)\b"),
        ("why", r"pourquoi\b(?: est-ce qu(?:e\b|'))?|(?:pour|à cause de) quelles? (?:raisons?|causes?)\b"),
        ("how", r"comment\b(?: est-ce qu(?:e\b|'))?|de quelle (?:manière|façon)\b"),
        ("where", r"(?:d'|jusqu'|par )?(?:où|^ou)\b(?: est-ce qu(?:e\b|'))?"),
        (
            "where",
            r"(?:dans|en|à|de|vers|sur) quel(?:le)?s? (?:ville|pays|région|lieu|endroit|village|département|continent|"
            r"rue|quartier|port|état|province|commune|mer|océan|île|place|musée)s?\b",
        ),
        ("how_many", r"(?:à |de |pour |pendant )?combien(?: de (?!la |le |l')[\w'-]+| d'[\w-]+)?"),
        ("who", r"(?:(?:à|de|par|pour|avec|contre|chez|sur|sans|envers) )?qui\b(?: est-ce qu(?:i\b|e\b|'))?"),
        (
            "which",
            r"(?:(?:à|de|par|pour|avec|contre|chez|sur|sous|dans|en|sans|depuis) )?(?:quel(?:le)?s?) (?!est\b|"
            r"sont\b|était|étaient|fut\b|furent\b|sera\b|ont\b)[\w'-]+",
        ),
        ("which", r"quel(?:le)?s?\b"),
        ("what", r"qu'est-ce qu(?:i\b|e\b|')|(?:à|de|en|sur|avec|par|contre) quoi\b|que\b|qu'|quoi\b"),
    ),
    bare=(
        (r"quelle année", "en quelle année"),
        (r"(?:à )?quelle date", "à quelle date"),
        (r"quel mois", "en quel mois"),
        (r"quelle heure", "à quelle heure"),
        (r"quel siècle", "en quel siècle"),
        (r"quelle (ville|région|commune|rue)", r"dans quelle \1"),
        (r"quel (pays|village|département|quartier)", r"dans quel \1"),
        (r"quel (lieu|endroit)", r"en quel \1"),
    ),
    same_word={"when": "quand", "where": "où", "why": "pourquoi", "how": "comment"},
    be=frozenset(_BE.split()),
    helpers=frozenset(_HELPERS.split()),
    passive=r"\b(?:a|ont|avait|avaient|aura|auront)(?:-t-(?:il|elle|ils|elles)|-(?:ils|elles))? (?:\w+ment )?été \w+",
    by_whom="par qui",
    question_mark=" ?",
    inverted=r"-(?:t-)?(?:ils?|elles?)\b",
    with_pronoun=r"-(?:t-)?(?:ils?|elles?|on|ce|je|tu|nous|vous)$",
    repeated_subject=r"(?<![\w-])(?:(?:ne |n'|se |s'|lui |leur |l'|y )\b){0,2}\w+-(?:t-)?(?:ils?|elles?)\b",
    yes_or_no="est-ce",
    question_that=r" est-ce qu(?:e|')$",
    determiners={
        **{"le": ("m", False), "la": ("f", False), "l'": (None, False), "les": (None, True)},
        **{"un": ("m", False), "une": ("f", False), "son": (None, False), "sa": ("f", False), "ses": (None, True)},
        **{"ce": ("m", False), "cet": ("m", False), "cette": ("f", False), "ces": (None, True)},
        **{"leur": (None, False), "leurs": (None, True)},
    },
    asked_gender={"quel": "m", "quels": "m", "quelle": "f", "quelles": "f"},
    contractions={"du": ("de", "le"), "des": ("de", "les"), "au": ("à", "le"), "aux": ("à", "les")},
    elided={"d'": "de", "qu'": "que", "s'": "si", "lorsqu'": "lorsque", "puisqu'": "puisque"},
    chain=frozenset({"de", "d'"}),
    about=frozenset({"pour"}),
    joining=frozenset(_JOINING.split()),
    locative=frozenset(_LOCATIVE.split()),
    temporal=frozenset(_TEMPORAL.split()),
    prepositions=frozenset(_PREPOSITIONS.split()),
    people=frozenset(_PEOPLE.split()),
    places=frozenset(_PLACES.split()),
    everywhere=frozenset(_EVERYWHERE.split()),
    head_last=False,
    participles="",
    events=r"\b(?:jo|jeux|coupe|mondial|championnats?|festival|sommet|marathon)\b",
    ordinals=(
        r"premier|première|deuxième|second|seconde|troisième|quatrième|cinquième|sixième|septième|huitième|"
        r"neuvième|dixième|dernier|dernière"
    ),
    pronouns=(
        Pronoun(rf"{_VERB_GROUP}(?P<p>il)\b", "inverted", ("person", "thing", "place"), "m"),
        Pronoun(rf"{_VERB_GROUP}(?P<p>elle)\b", "inverted", ("person", "thing", "place"), "f"),
        Pronoun(rf"{_VERB_GROUP}(?P<p>ils)\b", "inverted", ("person", "thing"), "m", True),
        Pronoun(rf"{_VERB_GROUP}(?P<p>elles)\b", "inverted", ("person", "thing"), "f", True),
        Pronoun(r"(?<![\w-])(?P<p>il)\b", "subject", ("person", "thing", "place"), "m"),
        Pronoun(
            r"(?<![\w-])(?<!d')(?<!avec )(?<!pour )(?<!chez )(?<!sur )(?<!contre )(?<!à )(?<!de )(?P<p>elle)\b",
            "subject",
            ("person", "thing", "place"),
            "f",
        ),
        Pronoun(r"(?<![\w-])(?P<p>ils)\b", "subject", ("person", "thing"), "m", True),
        Pronoun(
            r"(?<![\w-])(?<!d')(?<!avec )(?<!pour )(?<!chez )(?<!sur )(?<!contre )(?<!à )(?<!de )(?P<p>elles)\b",
            "subject",
            ("person", "thing"),
            "f",
            True,
        ),
        Pronoun(
            r"(?:avec|pour|chez|sur|contre|à|de|sans|vers|d')\s?(?P<p>lui|lui-même)\b",
            "object",
            ("person", "thing"),
            "m",
        ),
        Pronoun(r"(?:avec|pour|chez|sur|contre|à|de|sans|vers|d')\s?(?P<p>elle)\b", "object", ("person", "thing"), "f"),
        Pronoun(
            r"(?:avec|pour|chez|sur|contre|à|de|sans|vers|d')\s?(?P<p>eux)\b", "object", ("person", "thing"), "m", True
        ),
        Pronoun(
            r"(?:avec|pour|chez|sur|contre|à|de|sans|vers|d')\s?(?P<p>elles)\b",
            "object",
            ("person", "thing"),
            "f",
            True,
        ),
        Pronoun(rf"\b(?P<p>l')(?={_VERB}\b)", "clitic", ("thing", "person", "place")),
        Pronoun(r"\b(?P<p>le|l') ?(?=\w+-(?:t-)?(?:il|elle|on|ils|elles)\b)", "clitic", ("thing", "person"), "m"),
        Pronoun(r"\b(?P<p>la) (?=\w+-(?:t-)?(?:il|elle|on|ils|elles)\b)", "clitic", ("thing", "person"), "f"),
        Pronoun(r"\b(?P<p>les) (?=\w+-(?:t-)?(?:il|elle|on|ils|elles)\b)", "clitic", ("thing", "person"), None, True),
        Pronoun(r"^qui (?P<p>le) (?=[a-zéèê]+\b(?!.*-(?:il|elle)))", "clitic", ("thing", "person"), "m"),
        Pronoun(r"^qui (?P<p>la) (?=[a-zéèê]+\b(?!.*-(?:il|elle)))", "clitic", ("thing", "person"), "f"),
        Pronoun(r"^qui (?P<p>les) (?=[a-zéèê]+\b(?!.*-(?:il|elle)))", "clitic", ("thing", "person"), None, True),
        Pronoun(
            r"(?<!à )(?<!avec )(?<!pour )(?<!chez )(?<!sur )(?<!de )\b(?P<p>lui)\b(?! aussi)",
            "clitic",
            ("person", "thing"),
        ),
        Pronoun(rf"\b(?P<p>leur) (?={_VERB}\b)", "clitic", ("person",), None, True),
        Pronoun(rf"\b(?P<p>son|sa|ses) {_POSSESSED}", "possessive", ("thing", "person", "place")),
        Pronoun(rf"\b(?P<p>leur|leurs) (?!{_VERB}\b){_POSSESSED}", "possessive", ("person", "thing"), None, True),
        Pronoun(
            r"(?P<p>là-bas|à cet endroit|en ce lieu|dans cette ville|dans ce pays|dans ce village|dans cette région)",
            "there",
            ("place",),
        ),
        Pronoun(r"\b(?P<p>y) (?=\w)", "clitic", ("place",)),
        Pronoun(
            r"(?P<p>(?:à |de )?cette (?:année|époque)(?:-là)?|cette année-là|ce (?:jour|mois)-là|à ce moment-là|"
            r"à l'époque|cette même année|(?:en )?cette année-là|ce jour-là)",
            "then",
            ("date",),
        ),
        Pronoun(
            r"\b(?:dit|écrit|affirmé|déclaré|raconté|prétendu|annoncé|dire|écrire|affirme|déclare|raconte) "
            r"(?P<p>cela|ça|ceci)\b",
            "that",
            ("unknown",),
        ),
        Pronoun(r"\b(?P<p>cela|ça|ceci)\b", "clitic", ("thing",), unanswered=True),
        Pronoun(
            r"(?P<p>(?<![\w-])(?:ce|cet|cette|ces) (?!qu)(?P<noun>[\w]+)(?:-(?:ci|là))?)(?!-)",
            "demonstrative",
            ("thing", "person", "place"),
        ),
        Pronoun(r"(?P<p>\bcelui-(?:ci|là))", "object", ("thing", "person"), "m"),
        Pronoun(r"(?P<p>\bcelle-(?:ci|là))", "object", ("thing", "person"), "f"),
    ),
    expletives=(
        r"\b(?:faut|fallait|faudra|a-t-il fallu|pleut|neige|suffit|y a|y avait|y aura|y eut|s'agit|s'agissait|"
        r"vaut|semble|paraît|importe|reste|manque|existe|arrive|convient)-(?:t-)?il\b|"
        r"\bil (?:ne )?(?:faut|fallait|faudra|pleut|neige|suffit|y a|y avait|y aura|y eut|s'agit|vaut mieux|semble|"
        r"paraît|reste|manque|existe)\b|\by a-t-il\b|\by avait-il\b|\bs'(?:est|était)-il (?:passé|produit)\b|"
        r"\bse (?:passe|passait|produit)-t-il\b|\b(?:est|était)-il (?:vrai|possible|arrivé|nécessaire|prévu|interdit|"
        r"question|utile|normal)\b|\b(?:fait|fera|faisait)-(?:t-)?il (?:chaud|froid|beau|jour|nuit|mauvais)?|"
        r"\btemps (?:fait|fera|faisait)-(?:t-)?il\b|\bheure (?:est|était)-il\b|\bil est (?:vrai|possible)\b|"
        r"\b(?:quelqu'un|personne|chacun|rien|tout|quelque chose) (?:n')?\w+-(?:t-)?il\b|"
        r"(?<=\bcela )\w+-(?:t-)?il\b|(?<=\bça )\w+-(?:t-)?il\b|\bqu'est-ce (?:que |qu')|\bcombien y a-t-il\b|"
        r"\ba-t-il fallu\b|\bs'il (?:te|vous) pla[iî]t\b|\bil y a\b"
    ),
    relative=r"\b(?:qui|que|dont|lequel|laquelle)\b|\bqu'",
    both=frozenset({"et"}),
    clauses=r"\b(?:que|quand|lorsque|si|parce|puisque|comme|où|qui|dont|pendant|avant|après|et|mais|ou)\b|qu'|lorsqu'|,",
    of_people=(
        r"\b(?:née?s?|naître|naquit|(?<!de )mort(?:e?s?)|meurt|mourir|mourut|décédée?s?|âge|âgée?|mariée?s?|"
        r"épousée?|épouse|époux|"
        r"mari|femme|enfants?|fils|fille|parents|père|mère|frères?|sœurs?|vécu|vit|vivait|étudié|études|métier|"
        r"profession|travaille|travaillait|travaillé|dit|écrit|déclaré|affirmé|pensé|pense|nationalité|prénom|"
        r"biographie|"
        r"carrière|élue?|nommée?|enterrée?|inhumée?|devenue?|reçu|gagné|joué|voyagé|démissionné|"
        r"accusée?|arrêtée?|condamnée?|libérée?|assassinée?|tuée?|blessée?|veuve?|religion|opinion|parti)\b|"
        r"^qui (?:est|était|fut|sont|étaient|furent)-(?:ils?|elles?)\b"
    ),
    of_things=(
        r"\b(?:construite?s?|bâtie?s?|inaugurée?s?|ouverte?s?|fermée?s?|fabriquée?s?|hauteur|longueur|largeur|poids|"
        r"profondeur|superficie|coût|coûte|coûté|coûtait|prix|mesure|mesurait|pèse|pesait|détruite?s?|"
        r"restaurée?s?|vendue?s?|"
        r"publiée?s?|signée?s?|votée?s?|adoptée?s?|promulguée?s?|achevée?s?|commencée?|terminée?|durée|duré|dure|date|"
        r"altitude|vitesse|capacité|population|capitale|habitants|monnaie|éclate|éclaté|situe|situé|situait|"
        r"trouve|découverte|inventée|"
        r"découverts|découvertes|créée?s?|fondée?s?|composée?s?|architecte|auteur|constructeur|"
        r"propriétaire|équipage|construit|financée?)\b"
    ),
    him_or_her={"elle": "f", "lui": "m", "il": "m", "elles": "f", "eux": "m"},
    who_is=(r"(?:et )?(?:c'est qui|qui est-ce|c'est qui ça|qui c'est)", "Qui est {} ?"),
    what_is=(
        r"(?:et )?(?:c'est quoi|qu'est-ce que c'est|qu'est-ce|c'est quoi ça|ça veut dire quoi|"
        r"qu'est-ce que ça veut dire)",
        "Qu’est-ce que c’est, {} ?",
    ),
    statement="{wh} est-ce que {subject} {rest} ?",
    cleft=None,
    also="{question}, et {wh} ?",
    someone="quelqu’un",
    something="quelque chose",
    quotes="« {} »",
    there="à {}",
    then="en {}",
    then_day="le {}",
    fronted="{np}, {question}",
    hosts={"son": "le", "sa": "la", "ses": "les", "leurs": "les"},
    feminine=(
        (r"-il\b", "-elle"),
        (r"(-elle (?:né|décédé|devenu|venu|parti|arrivé|allé|entré|resté|enterré|élu|mort|nommé|marié))\b", r"\1e"),
        (r"\b((?:est|était|fut) (?:né|décédé|devenu|venu|parti|arrivé|allé|resté|enterré|élu|mort|nommé))\b", r"\1e"),
    ),
    masculine=(
        (r"-elle\b", "-il"),
        (r"(-il (?:né|décédé|devenu|venu|parti|arrivé|allé|entré|resté|enterré|élu|mort|nommé|marié))e\b", r"\1"),
        (r"\b((?:est|était|fut) (?:né|décédé|devenu|venu|parti|arrivé|allé|resté|enterré|élu|mort|nommé))e\b", r"\1"),
    ),
    asking_agreement=(
        ("f", r"^quel (?=est|était|fut|sera)", "Quelle "),
        ("m", r"^quelle (?=est|était|fut|sera)", "Quel "),
    ),
)
