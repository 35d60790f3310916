"""The neural score: a small encoder's second opinion where the linear score leaves doubt.

The encoder is all-MiniLM-L6-v2, fine-tuned with a head for debate and a head for news. It costs
as much as fifty linear scores. In an article, where a sentence is taken or left, it is asked only
about those near the threshold; a batch is handed in to be ranked, and there a score far above the
threshold matters as much, so it is asked about all but the hopeless. Each sentence is read by
itself: in a batch, eight-bit arithmetic would let a neighbour change a sentence's score.
"""

import json
import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from .linear import WeightsError, score_linear
from .reasons import SECOND_OPINION, Score, log_odds

WEIGHTS = Path(__file__).with_name("weights")

_LONGEST = 2_000
"""Characters handed to the tokenizer, of which the encoder reads 48 tokens."""


class ScorerUnavailableError(RuntimeError):
    """The scorer needs packages that are not installed; the message names them."""


@dataclass(frozen=True, slots=True)
class Encoder:
    tokenizer: Any
    session: Any
    doubt: tuple[float, float]
    """Linear scores between these two are put to the encoder when an article is read."""
    hopeless: float
    """Linear scores up to this one are not put to it even to be ranked."""
    calibration: tuple[tuple[float, float], tuple[float, float]]
    """Slope and offset of the log-odds, for debate and for news."""

    def worth(self, sentence: str) -> tuple[float, float]:
        """Return how probably ``sentence`` is worth a check, as speech and as news."""
        # Lone surrogates have no UTF-8, which the tokenizer wants.
        clean = sentence[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
        read = self.tokenizer.encode(clean)
        (raws,) = self.session.run(None, {"ids": [read.ids], "mask": [read.attention_mask]})[0]
        speech, news = (
            1 / (1 + math.exp(-slope * float(raw) - offset))
            for raw, (slope, offset) in zip(raws, self.calibration, strict=True)
        )
        return speech, news


def score_neural(sentence: str, *, spoken: bool = False) -> Score:
    """Score one sentence of an article, to be taken or left."""
    return _second_opinion(sentence, spoken=spoken, asked=encoder().doubt)


def rank_neural(sentence: str, *, spoken: bool = False) -> Score:
    """Score one sentence of a batch, to be ranked."""
    return _second_opinion(sentence, spoken=spoken, asked=(encoder().hopeless, 1.0))


def _second_opinion(sentence: str, *, spoken: bool, asked: tuple[float, float]) -> Score:
    """The encoder cannot say why: its whole effect is one more thing that moved the score."""
    first = score_linear(sentence, spoken=spoken)
    lowest, highest = asked
    if not lowest < first.value < highest:
        return first
    speech, news = encoder().worth(sentence)
    value = speech + (news - speech) * first.as_news
    change = log_odds(value) - log_odds(first.value)
    return replace(first, value=value, moved={**first.moved, SECOND_OPINION: change})


@cache
def encoder(folder: Path = WEIGHTS) -> Encoder:
    try:
        import onnxruntime
        import tokenizers
    except ImportError as missing:
        raise ScorerUnavailableError(
            f"the neural scorer needs {missing.name}: pip install onnxruntime tokenizers "
            "(the extra 'neural'), or choose FACTCHECK_SCORER=linear"
        ) from missing
    path = folder / "neural.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        path = folder / "neural-tokenizer.json"
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
        path = folder / "neural.onnx"
        options = onnxruntime.SessionOptions()
        # One sentence is too little to share out, and a worker beside us has its own core.
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        path = folder / "neural.json"
        debate, news = stored["calibration"]
        lowest, highest = stored["doubt"]
        return Encoder(
            tokenizer,
            session,
            doubt=(lowest, highest),
            hopeless=float(stored["hopeless"]),
            calibration=(tuple(debate), tuple(news)),
        )
    except Exception as fault:  # both libraries raise their own bare Exception for a damaged file
        raise WeightsError(path, fault) from fault
