"""Small models with random weights that the tests make and save: real files for the real loaders."""

from __future__ import annotations

from pathlib import Path

WORDS = (
    "le la les un une des de du et à en est dans pour qui que quand où the a of and in is who when where what "
    "pont ville lyon paris ouvert lundi maire président bridge city opened monday mayor president . , ? ' - 1 2 3 2022"
).split()


def save_tokenizer(folder: Path) -> None:
    """A word-piece tokenizer over WORDS and single letters."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *letters, *("##" + c for c in letters)]
    ids = {word: number for number, word in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=128,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    ).save_pretrained(folder)


def _config() -> object:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=200,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
    )


def save_reader(folder: Path) -> Path:
    """A question-answering checkpoint."""
    import torch
    from transformers import BertForQuestionAnswering

    torch.manual_seed(5)
    BertForQuestionAnswering(_config()).eval().save_pretrained(folder)
    save_tokenizer(folder)
    return folder


def save_embedder(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A sentence-transformers folder of dimension 32."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertModel

    torch.manual_seed(6)
    encoder = folder.parent / f"{folder.name}-encoder"
    BertModel(_config()).eval().save_pretrained(encoder)
    save_tokenizer(encoder)
    word = models.Transformer(str(encoder), max_seq_length=128)
    model = SentenceTransformer(modules=[word, models.Pooling(32)], prompts=prompts, device="cpu")
    model.save(str(folder))
    return folder
