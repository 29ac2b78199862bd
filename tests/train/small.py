"""A small data folder in the shape of the training data, and a small encoder with a SentencePiece-like tokenizer."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

PLACES = ("Lyon", "Paris", "Brest", "Nantes", "Lille", "Metz", "Tours", "Dijon", "Nice", "Caen", "Pau", "Albi")
SUBJECTS = tuple(f"p{number % 3 + 1}-{number:03d}" for number in range(40))


def _squad(folder: Path, name: str, sentence: str, question: str) -> None:
    entries = []
    for number in range(40):
        place = PLACES[number % len(PLACES)]
        paragraphs = []
        for part in range(2):
            year = str(1800 + number * 2 + part)
            context = f"{sentence.format(place=place, year=year)} {place} is here. {place} est ici."
            answer = {"text": year, "answer_start": context.index(year)}
            paragraphs.append(
                {"context": context, "qas": [{"question": question.format(place=place), "answers": [answer]}]}
            )
        entries.append({"title": place, "paragraphs": paragraphs})
    (folder / "reading" / name).write_text(json.dumps({"data": entries}), encoding="utf-8")


def _corpus_entry(id_: str, number: int) -> dict[str, object]:
    place, year = PLACES[number % len(PLACES)], str(1900 + number)
    return {
        "id": id_,
        "title": {"fr": f"Le pont de {place}", "en": f"The bridge of {place}"},
        "sentences": [
            {"fr": f"Le pont de {place} est ouvert.", "en": f"The bridge of {place} is open."},
            {"fr": f"Il date de {year}.", "en": f"It dates from {year}."},
            {"fr": "La ville est ici.", "en": "The city is here."},
        ],
        "questions": [
            {
                "fr": {"question": f"De quand date le pont de {place} ?", "answer": year},
                "en": {"question": f"When was the bridge of {place} built?", "answer": year},
                "sentence": 1,
            }
        ],
        "unanswerable": [{"fr": f"Qui est le maire de {place} ?", "en": f"Who is the mayor of {place}?"}],
    }


def write_data(folder: Path) -> Path:
    """reading/, corpus/ and parallel/ as the training expects them."""
    for part in ("reading", "corpus", "parallel"):
        (folder / part).mkdir(parents=True)
    _squad(folder, "squad-en.json", "The bridge of {place} opened in {year}.", "When did the bridge of {place} open?")
    _squad(folder, "piaf-fr.json", "Le pont de {place} date de {year}.", "De quand date le pont de {place} ?")
    rows = [json.dumps(_corpus_entry(id_, number)) for number, id_ in enumerate(SUBJECTS)]
    (folder / "corpus" / "articles.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for name in ("tatoeba.en-fr.tsv.gz", "ntrex-128.en-fr.tsv.gz", "stsb-multi-mt.en-fr.tsv.gz"):
        with gzip.open(folder / "parallel" / name, "wt", encoding="utf-8") as lines:
            for place in PLACES:
                lines.write(f"The bridge of {place} is open.\tLe pont de {place} est ouvert.\n")
    (folder / "parallel" / "cldr-names.en-fr.tsv").write_text("Monday\tlundi\n", encoding="utf-8")
    return folder


def write_encoder(folder: Path) -> Path:
    """A BERT of two narrow layers whose tokens are words with the space before them and single characters."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    folder.mkdir(parents=True)
    words = "the bridge of is open opened in it dates from le pont de est ouvert date il when was built did".split()
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁"]
    pieces += [f"▁{word}" for word in dict.fromkeys([*words, *(word.capitalize() for word in words), *PLACES])]
    pieces += list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789éè.,?'")
    scores = [0.0] * 4 + [-3.0 if len(piece) > 1 else -6.0 for piece in pieces[4:]]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(pieces[:4])
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(4)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder
