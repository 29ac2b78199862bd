"""The words of a question say what a full answer is."""

from __future__ import annotations

import pytest

from qa.lang.detect import detect_language
from qa.lang.kinds import kind_of

QUESTIONS = {
    "yes_no": [
        "Sylvie Rouquier a-t-elle voté contre ?",
        "Est-ce que la CFDT est partie ?",
        "Peut-on monter à la tour ?",
        "Did the council turn the grant into a loan?",
        "Is Hélène still alive?",
    ],
    "definition": [
        "Qui est Marie Curie ?",
        "Qu'est-ce que le parkin ?",
        "C'est quoi une faïence ?",
        "Who was Irène Joliot-Curie?",
        "What is Cold Beacon?",
        "What is a sundial?",
    ],
    "list": [
        "Quels syndicats ont signé ?",
        "En quelles années a-t-il été élu ?",
        "Which parts of the town stay lit?",
        "Who were the two daughters?",
    ],
    "why": ["Pourquoi le pont a-t-il fermé ?", "Why did Pym leave?"],
    "how": ["Comment a-t-il été payé ?", "How were the bats counted?"],
    "other": [
        "Qui a ouvert le pont ?",
        "Qui est la meilleure marqueuse ?",
        "D'après qui les travaux dépasseront-ils 7 millions ?",
        "Was it Paul or Peter?",
        "What is the length of the tunnel?",
        "Combien a-t-il coûté ?",
        "budget 2023",
    ],
}


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, asked in QUESTIONS.items() for one in asked])
def test_the_kind_of_a_question(kind: str, question: str) -> None:
    assert kind_of(question, detect_language(question)) == kind
