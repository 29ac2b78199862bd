"""How words of Britain and elsewhere are spelled in American lists: "organisation", "labour", "defence", "travelling".

Rules rather than a list: pyspellchecker has no British one. They are only tried on words that its list lacks.
"""

from __future__ import annotations

OTHER_SPELLINGS: tuple[tuple[str, str], ...] = (  # patterns of a word, and what an American list has for them
    (r"is(?=e[sdr]?$|ers$|ing|ation|able)", "iz"), (r"ys(?=e[sdr]?$|ers$|ing)", "yz"),
    (r"our(?=$|s|i|e|a|l|f|h)", "or"),  # "labours", "favourite", "coloured", "honourable", "parlour", "colourful"
    (r"(?<=[bcflhptv])re(?=s?$)", "er"), (r"^(cent|theat|lit|met)r(?=ed$|ing$)", r"\1er"),
    (r"^(defen|offen|licen|preten)c(?=e)", r"\1s"), (r"^practis", "practic"),
    (r"(?<=[aeiou])ll(?=ed$|ings?$|ers?$|ors?$|ous$|en$)", "l"),
    (r"^(fulfi|ski|wi|enro|insta|disti)l(?=s?$|ful|ment)", r"\1ll"),
    (r"^(cata|dia|ana|epi|mono|pro)logue(?=s?$)", r"\1log"), (r"^programme(?=s?$)", "program"),
    (r"manoeuvre?", "maneuver"), (r"[ao]e", "e"),
    (r"^ageing$", "aging"), (r"^aeroplane", "airplane"), (r"^aluminium", "aluminum"), (r"^cheque", "check"),
    (r"^cosy$", "cozy"), (r"^kerb", "curb"), (r"^draught", "draft"), (r"^grey", "gray"), (r"^jewellery", "jewelry"),
    (r"judgement", "judgment"), (r"^mould", "mold"), (r"^moustache", "mustache"), (r"^pyjama", "pajama"),
    (r"^plough", "plow"), (r"^sceptic", "skeptic"), (r"^smoulder", "smolder"), (r"^storey", "story"),
    (r"^sulph", "sulf"), (r"^tyre", "tire"),
)  # fmt: skip
