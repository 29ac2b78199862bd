"""Every number of a training run, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """The bilingual encoder that both models start from: multilingual-E5-small, cut to French and English."""

    vocabulary: int = 28_000  # pieces kept of XLM-R's 250,002; what the two languages of the data use, and letters
    least_uses: int = 2  # of a piece in the data, to be kept on their account


@dataclass(frozen=True, slots=True)
class OptimizerConfig:
    """AdamW (Loshchilov and Hutter 2019) with a linear warm-up, a constant rate and a linear decay to zero."""

    learning_rate: float
    batch: int  # examples per step
    epochs: float = 1.0
    steps: int = 0  # where given, instead of the epochs
    decay: float = 1.0  # share of the steps, the last ones, in which the rate falls to zero; before, it is constant
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of the steps
    gradient_norm: float = 1.0  # at most
    save_steps: int = 100  # a run that is cut off loses at most so many


@dataclass(frozen=True, slots=True)
class EmbedderConfig:
    """Contrastive training on (question, passage) pairs with hard negatives."""

    optimizer: OptimizerConfig = field(default_factory=lambda: OptimizerConfig(learning_rate=5e-5, batch=32))
    temperature: float = 0.02
    passage_tokens: int = 192  # the longest passage that training sees, special tokens included
    passage_characters: int = 700  # passages are cut to this length and half of it
    reading_questions: int = 2_000  # of SQuAD, and of PIAF
    corpus_questions: int = 500  # of the corpus, in each of its four directions
    negatives_from: int = 1  # of the wrong passages, best first: the nearest is now and then right after all
    negatives_to: int = 12
    translations: int = 1_000  # sentences of the news, to keep the two languages together


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Spans of all windows of a question under one softmax, "no answer" among them."""

    optimizer: OptimizerConfig = field(
        default_factory=lambda: OptimizerConfig(learning_rate=1e-4, batch=12, steps=3000, decay=0.3)
    )
    dropout: float = (
        0.0  # none: on a CPU it costs 40 % of the speed, and no example is seen often enough to learn by heart
    )
    frozen_layers: int = 0  # the lowest; a step is shorter with some
    window_tokens: int = 256
    passage_characters: int = 700  # of the texts that distractors are taken from
    context_characters: tuple[int, int] = (200, 800)  # the text around an answer is cut to a length drawn from these
    shares: tuple[tuple[str, float], ...] = (  # of the training questions of a source that a piece takes
        ("piaf", 1.0),
        ("squad", 0.8),
        ("piaf+ fr", 1.0),
        ("piaf+ en", 0.5),
        ("prose+ fr", 1.0),
        ("prose+ en", 0.5),
        ("squad+ fr", 1.0),
        ("squad+ en", 0.4),
        ("corpus", 0.3),
        ("ntrex", 0.7),
    )
    questions: int = 36_000  # of a piece, at most: what its steps can see
    distractors: tuple[int, ...] = (1, 1, 1, 2)  # windows beside the one that answers: one of these counts
    mined: int = 8  # of the texts that retrieval ranks first, from which distractors are drawn
    without: float = 0.1  # share of the questions asked only of texts that do not answer
    requalified: float = 0.06  # … asked with a year, a name or an opposite changed: no answer
    typed: float = 0.2  # … typed in a hurry: letters swapped, accents dropped, capitals, colloquial
    untitled: float = 0.1  # share of the windows without their title


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """One run, from data files to a pair."""

    seed: int = 20261124
    encoder: EncoderConfig = EncoderConfig()
    embedder: EmbedderConfig = EmbedderConfig()
    reader: ReaderConfig = ReaderConfig()
