"""Where sentences end, in French and English, and that no character is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang.sentences import sentences
from qa.values import LanguageCode

# "|" marks where one sentence ends and the next begins; white space beside it belongs to neither.
FRENCH = [
    "Le maire est élu.| Il a 40 ans.",
    "Une phrase sans point",
    "M. Dupont est arrivé.| Il repart demain.",
    "MM. Dupont et Durand sont là.| Ils attendent.",
    "Mme Le Gall parle.| Mme. Le Gall se tait.",
    "Le Dr. Martin et le Pr. Le Dantec ont signé.| Les autres non.",
    "Mgr. Aupetit a démissionné.",
    "Selon M. Le Pen, rien ne presse.",
    "Il habite près de St. Denis depuis 1990.",
    "L'art. 5 du code s'applique.| L'art. L. 121-1 aussi.",
    "Voir art. IV et chap. II du vol. III.| Tout y est.",
    "Le magasin ferme à 18 h 30. |Il rouvre à 9 h.",
    "Voir le dossier n° 5.| Il est complet.",
    "La citation est p. 12 du livre.| Elle est belle.",
    "La citation est p. 12.| Elle est belle.",
    "Des pommes, des poires, etc.| Il les aime toutes.",
    "Des pommes, des poires, etc. et du raisin.",
    "J. K. Rowling a écrit sept tomes.| Elle vit à Édimbourg.",
    "J.-P. Le Goff est sociologue.| Il enseigne.",
    "J. Le Goff est historien.",
    "La ville fut fondée en 52 av. J.-C.| Les Romains y restèrent.",
    "La ville fut fondée en 52 av. J.-C. par les Romains.",
    "La vitamine C.| Elle est utile.",
    "Les États-Unis (U.S. Army) sont là.| Ils partent.",
    "Le S.A.M.U. de Paris est venu.",
    "Il mesure 3.5 mètres et pèse 1.200 kg.| C'est lourd.",
    "Il pèse 3,5 kg.| 12 personnes l'ont vu.",
    "Il dit […] que tout va bien.",
    "Il part. […]| Il revient.",
    "Il part. [...]| Puis il revient.",
    "Il part (…) sans rien dire.",
    "Il hésite…| Puis il part.",
    "Il hésite… puis il part.",
    "Il hésite...| Elle attend.",
    "Vraiment ?!| Oui.",
    "Quoi ! s'écria-t-il, encore ?| Elle rit.",
    "Où va-t-il ?| À Paris !| Quand ?",
    "« Il part. » a-t-il dit.| Elle reste.",
    "« Il part. »| Elle reste.",
    "« Il part ! »| Jean reste.",
    "Il a dit : « Je pars. »| Puis il est parti.",
    "« Je pars.| Tu restes. »| Il sortit.",
    "Il a répondu “non.”| Elle insiste.",
    "Il est parti (sans un mot.)| Elle est restée.",
    "Il est parti (vers 18 h).| Elle est restée.",
    "Le texte cite une note.[12]| La suite vient.",
    "— Tu viens ?| — Non.| — Tant pis.",
    "Fin du chapitre.||Début du suivant.",
    "Un titre sans point||Un paragraphe.",
    "Le budget\n|Le maire a présenté le budget de la commune.",
    "# Le budget de la commune pour la prochaine année\n|Le maire a présenté le budget.",
    "Il faut :\n|- du pain\n|- du vin\n|• du fromage",
    "1. Le budget\n|2. La voirie\n|3. Les écoles",
    "1. Le premier point est clair.| Le second non.",
    "IV. Le bilan est bon.| La suite aussi.",
    "Le ministre de l'Intérieur, hier à\nParis, a dit non.| Il s'en va.",
    "La phrase continue sur la\fpage suivante.| Une autre la suit.",
    "La page finit.\f|Une autre commence.",
    "La phrase passe\n\f\nla page.",
    "Cf. Dupont, p. ex. Il reste env. 30 km, soit 5 l. par tête.",
    "Le 3 sept. 2020, elle a gagné.| Elle en avait rêvé, du 1er janv. au 5 févr. 2019.",
    "Cf. la loi.| C.-à-d. rien.",
    "Le site www.exemple.fr est fermé.| Écrire à a.b@c.fr.",
    "Il aime le n.| Elle aime le c.",
    "Louis XIV.| Il régna longtemps.",
    "Il dit oui.Elle dit non.",
    "Le prix est de 5 €.| 10 % de moins !",
    "Fin . |Le point est détaché.",
    "L'émir Fakhreddine II (r. 1590–1613) régna.| Il mourut.",
    "Il a dit : «… Je pars. »| Elle reste.",
    "Un titre souligné\n=====\n|Le texte commence ici.",
    "Ce paragraphe n'a pas de point, mais un signe de fin de paragraphe\u2029|Paris dort.",
    "Ce paragraphe n'a pas de point, mais il passe à la ligne à\nParis sans finir.",
    "Une ligne bien plus courte que la suivante\n|Le maire a présenté hier soir le budget de la commune aux élus.",
    "La colonne est étroite,\ncomme dans un journal où\nParis est en tête de ligne.",
    "Il habite 5 bd. Voltaire, 12 av. Foch, 3 pl. Carnot.",
]
ENGLISH = [
    "The mayor was elected.| He is 40.",
    "Dr. Smith met Mr. and Mrs. Jones.| They talked.",
    "J. K. Rowling wrote it.| She lives there.",
    "John F. Kennedy was shot.| The nation wept.",
    "U.S. troops left.| They came home.",
    "He lives in the U.S.| He likes it.",
    "He lives in the U.S. Virgin Islands.",
    "Use a tool, e.g. this one, i.e. Ours is best.",
    "It opens at 9 a.m. on Monday.| It closes at 5 p.m.| The rest is silence.",
    "He is No. 5 in the list.| She is no. 4.",
    "He said no.| Then he left.",
    "Smith vs. Jones was heard.| It took a day.",
    "Apple Inc. said so.| Apple Inc.| The end.",
    "Apple Inc. Chairman Tim Cook spoke.",
    "St. Louis is a city.| Main St.| The shop is there.",
    "It is 3.5 miles and 1,200.50 dollars.| That is far.",
    "He said “I leave.”| She stayed.",
    'He said "I leave."| She stayed.',
    '"I leave." she said.',
    "He left (quietly.)| She stayed.",
    "What?!| No way!",
    "He waited...| Then he left.",
    "He waited... and left.",
    "He waited […] for her.",
    "See p. 12, pp. 3-5, vol. II and fig. A for more.| It helps.",
    "On Jan. 5, 2020 it rained.| In Feb. 2021 it snowed.",
    "I went with him in May.| June was hot.",
    "World War I.| The war was long.",
    "World War II.| The war was long.",
    "The price is $5.| 10 people paid.",
    "It ended.[1]| It began.[2][3]| Fine.",
    "Contents\n|The mayor\n|The budget",
    "A line that is wrapped by hand before the\nMinister speaks.| Done.",
    "First paragraph without a stop||Second paragraph.",
    "Samuel L. Jackson and George R. R. Martin met.| A crowd came.",
    "Lady Butler (c. 1454) and the poets T. S. Eliot and E. A. Poe.| They wrote.",
    'He answered: "... Discrimination is wrong."| She agreed.',
    "Whether (p - 1)! + 1 is divisible by p.| It is.",
    "Ph.D. students came.| Sens. Smith and Lee did not.",
    'Is it?| \'Tis!| "Yes."',
]


def _spans(marked: str) -> tuple[str, list[str]]:
    """The text, where a doubled mark is a blank line, and its sentences."""
    text = marked.replace("||", "\n\n").replace("|", "")
    return text, [part.strip() for part in marked.split("|") if part.strip()]


@pytest.mark.parametrize(("language", "marked"), [("fr", line) for line in FRENCH] + [("en", line) for line in ENGLISH])
def test_sentences_end_where_a_reader_ends_them(language: LanguageCode, marked: str) -> None:
    text, expected = _spans(marked)
    assert [text[a:b] for a, b in sentences(text, language)] == expected


PIECES = st.sampled_from(
    [
        *[
            "M. ",
            "Mme ",
            "art. 5",
            "18 h 30. ",
            "n° 5",
            "p. 12",
            "etc. ",
            "J.-C. ",
            "J. K. ",
            "U.S. ",
            "e.g. ",
            "No. 5",
        ],
        *[
            "« ",
            " »",
            "“",
            "”",
            '"',
            "(",
            ")",
            "[…]",
            "[...]",
            "…",
            "?!",
            ". ",
            "! ",
            "? ",
            ".",
            "| ",
            "- ",
            "# ",
            "1. ",
        ],
        *["\n", "\n\n", "\f", "\n\f", "\r", "\r\n", "\u2028", "\u2029", "\xa0", "\u202f", "\x1c", " ", "  ", "\u200b"],
        *["e\u0301", "\u0301", "😀", "𝔄", "中文。", "İ", "ß", "a" * 300, "Le maire ", "the mayor ", "Il ", "à "],
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@given(ANY_TEXT, st.sampled_from(["fr", "en"]), st.integers(0, 30), st.integers(0, 30))
def test_no_character_is_lost(text: str, language: LanguageCode, skip: int, leave: int) -> None:
    start = min(skip, len(text))
    end = max(start, len(text) - leave)
    spans = sentences(text, language, start, end)
    at = start
    for first, last in spans:
        assert at <= first < last <= end
        assert text[at:first].strip() == ""
        assert not text[first].isspace()
        assert not text[last - 1].isspace()
        at = last
    assert text[at:end].strip() == ""


def test_a_part_of_a_text_does_not_see_the_rest() -> None:
    text = "date 2022-01\nIl part. Elle reste. Fin"
    assert [text[a:b] for a, b in sentences(text, "fr", 13, 34)] == ["Il part.", "Elle reste."]


@pytest.mark.parametrize("piece", [". ", "A. ", ".)", ". »", " ", "\n", " \n", "a", "(", "[…] ", "\r\n"])
def test_time_grows_with_the_text_only(piece: str) -> None:
    text = "Il part. " + piece * (200_000 // len(piece)) + " Fin."
    began = time.process_time()
    sentences(text, "fr")
    assert time.process_time() - began < 5  # it takes a tenth; a quadratic search takes minutes
