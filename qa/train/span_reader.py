"""The reader as it is trained: start and end scored together, spans of all windows of a question under one softmax.

Start, end and length are scored as in BERT's reader (Devlin et al. 2019, section 4.3) plus a bilinear term that lets a
start and an end fit each other (as in the biaffine scorers of Dozat and Manning 2017); the normalisation over all
passages of a question is that of Clark and Gardner 2018, with the margin over each window's null score in place of the
bare logit, so that the product may compare margins between passages: what it compares is what was trained.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertForQuestionAnswering
from transformers.modeling_outputs import ModelOutput

from qa.models.reader import MAX_ANSWER_TOKENS

PAIR_DIMENSIONS = 64  # of the bilinear term


class SpanReader(BertForQuestionAnswering):  # type: ignore[misc]  # the library is not typed
    """A BERT reader with one score a span; its first layers are those of `BertForQuestionAnswering`."""

    def __init__(self, config: Any) -> None:  # noqa: ANN401
        super().__init__(config)
        self.pair_start = nn.Linear(config.hidden_size, PAIR_DIMENSIONS)
        self.pair_end = nn.Linear(config.hidden_size, PAIR_DIMENSIONS)
        self.lengths = nn.Embedding(MAX_ANSWER_TOKENS, 1)  # a bare parameter that a checkpoint lacks would stay unset
        self.post_init()

    def spans(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Scores (windows, tokens, tokens): [w, i, j] of the span from token i to token j; [w, 0, 0] is "no answer"."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        starts, ends = self.qa_outputs(hidden).split(1, dim=-1)  # (windows, tokens, 1) each
        pairs = self.pair_start(hidden) @ self.pair_end(hidden).transpose(1, 2) / PAIR_DIMENSIONS**0.5
        places = torch.arange(hidden.shape[1], device=hidden.device)
        apart = (places[None, :] - places[:, None]).clamp(0, MAX_ANSWER_TOKENS - 1)  # (tokens, tokens)
        scores: Tensor = starts + ends.transpose(1, 2) + pairs + self.lengths(apart).squeeze(-1)
        return scores

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        inside: Tensor | None = None,
        group: Tensor | None = None,
        targets: Tensor | None = None,
        **_: object,
    ) -> ModelOutput:
        """The scores of `spans`, and the loss of a batch where its targets are given.

        Args:
            input_ids: (windows, tokens).
            attention_mask: (windows, tokens).
            inside: (windows, tokens), 1 where the token is of the passage, not of the question or the title.
            group: (windows,) number of the window's question in the batch, from 0, ascending.
            targets: (targets, 4): window, first token, last token, weight; the weights of a question sum to 1, and a
                question without one is answered by none of its windows.
        """
        scores = self.spans(input_ids, attention_mask)
        if inside is None or group is None or targets is None:
            return ModelOutput(spans=scores)
        return ModelOutput(loss=self._loss(scores, inside.bool(), group, targets))

    @staticmethod
    def _loss(scores: Tensor, inside: Tensor, group: Tensor, targets: Tensor) -> Tensor:
        margins = scores - scores[:, :1, :1]
        length = torch.arange(scores.shape[1], device=scores.device)
        length = length[None, :] - length[:, None]
        valid = inside[:, :, None] & inside[:, None, :] & (length >= 0) & (length < MAX_ANSWER_TOKENS)
        windows = margins.masked_fill(~valid, float("-inf")).flatten(1).logsumexp(1)  # (windows,)
        questions = int(group[-1]) + 1
        table = torch.full((questions, len(group) + 1), float("-inf"), device=scores.device)
        table[:, -1] = 0.0  # "no answer": the margin of the null over itself
        table = table.index_put((group, torch.arange(len(group), device=scores.device)), windows)
        reached = torch.zeros(questions, device=scores.device)
        if len(targets):
            at, first, last = targets[:, :3].long().unbind(1)
            reached = reached.index_add(0, group[at], margins[at, first, last] * targets[:, 3])
        return (table.logsumexp(1) - reached).mean()
