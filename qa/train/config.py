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
    """AdamW (Loshchilov and Hutter 2019) with a linear warm-up and a linear decay to zero."""

    learning_rate: float
    batch: int  # examples a step
    epochs: float = 1.0
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
    """Start and end of the answer, with the null answer on the first token."""

    optimizer: OptimizerConfig = field(
        default_factory=lambda: OptimizerConfig(learning_rate=1.2e-4, batch=16, epochs=0.7)
    )
    dropout: float = (
        0.0  # none: on a CPU it costs 40 % of the speed, and no example is seen often enough to learn by heart
    )
    frozen_layers: int = 0  # the lowest; to train on from a shipped reader, 4 of them make a step a fifth shorter
    window_tokens: int = 288
    context_characters: tuple[int, int] = (200, 900)  # a window's text is cut to a length drawn from these
    squad_rounds: int = 2  # times that a question of SQuAD is seen in an epoch, each with another window
    piaf_rounds: int = 2  # … of PIAF, which has a third as many
    crossed: float = 0.5  # share of the corpus questions that are also asked in the other language
    elsewhere: float = (
        0.2  # share of the questions that are also asked of a text of the same article without the answer
    )
    stranger: float = 0.05  # … and of another article on the same subject


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """One run, from data files to a pair."""

    seed: int = 20261124
    encoder: EncoderConfig = EncoderConfig()
    embedder: EmbedderConfig = EmbedderConfig()
    reader: ReaderConfig = ReaderConfig()
