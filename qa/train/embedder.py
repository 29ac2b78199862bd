"""Trains the embedder: questions near the passages that answer them, in all four directions of the two languages.

In-batch contrast (van den Oord et al. 2018; MultipleNegativesRankingLoss of sentence-transformers) with one mined
negative a question, on the weights of multilingual-E5-small and with its prefixes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa.train.config import TrainingConfig
from qa.train.fitting import arguments
from qa.train.pairs import mine, translations

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PROMPTS = {"query": "query: ", "document": "passage: "}


def load_trainable(encoder: Path, passage_tokens: int) -> SentenceTransformer:
    """The encoder as a sentence-transformers model: mean of the tokens, length 1; word embeddings do not learn."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import PreTrainedTokenizerFast

    if not (encoder / "tokenizer_config.json").is_file():
        PreTrainedTokenizerFast(
            tokenizer_file=str(encoder / "tokenizer.json"),
            bos_token="<s>",
            eos_token="</s>",
            cls_token="<s>",
            sep_token="</s>",
            pad_token="<pad>",
            unk_token="<unk>",
            model_max_length=512,
            model_input_names=["input_ids", "attention_mask"],
        ).save_pretrained(encoder)
    transformer = Transformer(
        str(encoder),
        max_seq_length=passage_tokens,
        config_kwargs={"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0},
    )
    for parameter in transformer.auto_model.embeddings.parameters():
        parameter.requires_grad_(False)
    pooling = Pooling(transformer.get_embedding_dimension(), "mean")
    return SentenceTransformer(modules=[transformer, pooling, Normalize()], prompts=PROMPTS)


def train_embedder(data: Path, encoder: Path, out: Path, config: TrainingConfig) -> None:
    """Fine-tune the encoder in `encoder` into an embedder in `out`; goes on from the last checkpoint there."""
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers.trainer_utils import get_last_checkpoint

    model = load_trainable(encoder, config.embedder.passage_tokens)
    triplets = mine(model, data, config.embedder, config.seed)
    pairs = translations(data, config.embedder.translations, config.seed)
    questions, passages, distractors = zip(*((t.question, t.positive, t.negative) for t in triplets), strict=True)
    sources, targets = zip(*pairs, strict=True)
    rows = {
        "questions": Dataset.from_dict({"question": questions, "passage": passages, "distractor": distractors}),
        "translations": Dataset.from_dict({"question": sources, "passage": targets}),
    }
    prefixes = {"question": PROMPTS["query"], "passage": PROMPTS["document"], "distractor": PROMPTS["document"]}
    loss = MultipleNegativesRankingLoss(model, scale=1 / config.embedder.temperature)
    trainer = SentenceTransformerTrainer(
        model=model,
        args=SentenceTransformerTrainingArguments(
            **arguments(out, config.embedder.optimizer, config.seed),
            batch_sampler="no_duplicates",
            prompts=prefixes,
        ),
        train_dataset=rows,
        loss=loss,
    )
    checkpoint = get_last_checkpoint(str(out)) if out.is_dir() else None
    trainer.train(resume_from_checkpoint=checkpoint)
    model.save(str(out))
