"""Fit the linear scorer: signs, words and pairs of words, with weights for debate and for news.

    python -m training.linear --data DATA [--opinions OPINIONS]

Writes workers/extraction/weights/linear.json and prints how well it does on what it has not seen.
Both heads are fitted together: each weight is a shared part plus the head's own, so that the
22,000 sentences of debate lend the 1,700 of news what holds everywhere, and no more. OPINIONS is
what ``training.neural`` thinks of each sentence of debate, to learn from beside the labels: one
crowd label is noisier than what a better model makes of all of them.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from workers.extraction.features import count_features
from workers.extraction.linear import UNIT, WEIGHTS
from workers.extraction.scoring import DEFAULT_THRESHOLD
from workers.extraction.wording import share_of_each, wording_of

from .measures import calibration, probability, report
from .sources import DEBATE, FOLDS, NEWS, Labelled, debate_test, debates, news

_SEEN_AT_LEAST = 3
_KEPT = 9_000
_NEWS_WEIGHT = 3.0
_SIGN_SCALE = 0.15
"""Small, so that regularisation holds the signs back as much as the rare words."""
_STRENGTH = 0.3
_TRUST_IN_OPINIONS = 0.7


class Table:
    """Sentences as rows: the signs first, then the wordings."""

    def __init__(self, signs: Sequence[str], wordings: Sequence[str], rarity: np.ndarray) -> None:
        self.names = [*signs, *wordings]
        self.signs = len(signs)
        self.scale = np.concatenate([np.full(len(signs), _SIGN_SCALE), rarity])
        self._places = {("sign", name): i for i, name in enumerate(signs)}
        self._places |= {("said", name): i for i, name in enumerate(wordings, len(signs))}

    @classmethod
    def counting(cls, sentences: Sequence[str]) -> "Table":
        signs = sorted({sign for s in sentences for sign in count_features(s)})
        seen = Counter(wording for s in sentences for wording in wording_of(s))
        kept = sorted(wording for wording, times in seen.items() if times >= _SEEN_AT_LEAST)
        rarity = np.array([(1 + np.log(len(sentences) / seen[w])) ** 0.5 for w in kept])
        return cls(signs, kept, rarity)

    def keeping(self, chosen: np.ndarray) -> "Table":
        """Return a table of all the signs and only the ``chosen`` wordings."""
        at = self.signs
        return Table(self.names[:at], [self.names[i] for i in chosen], self.scale[chosen])

    def rows(self, sentences: Sequence[str]) -> sparse.csr_matrix:
        row, column, value = [], [], []
        for number, sentence in enumerate(sentences):
            wordings = wording_of(sentence)
            share = share_of_each(wordings)
            counted = [(("sign", s), n) for s, n in count_features(sentence).items()]
            counted += [(("said", w), share) for w in wordings]
            for key, amount in counted:
                place = self._places.get(key)
                if place is not None:
                    row.append(number)
                    column.append(place)
                    value.append(amount * self.scale[place])
        return sparse.csr_matrix((value, (row, column)), (len(sentences), len(self.names)))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of each name for debate, for news and for being news; the last row: intercepts."""

    table: Table
    weights: np.ndarray

    def log_odds(self, sentences: Sequence[str]) -> np.ndarray:
        return self.table.rows(sentences) @ self.weights[:-1] + self.weights[-1]


def fit(debate: Sequence[Labelled], graded: Sequence[Labelled]) -> Fitted:
    """Fit on everything, keep the wordings that matter, fit again on those."""
    table = Table.counting([line.sentence for line in (*debate, *graded)])
    weights, spread = _weights(table, debate, graded)
    matter = (np.abs(weights[table.signs : -1, :2]) * spread[table.signs :, None]).max(axis=1)
    chosen = np.sort(np.argsort(-matter, kind="stable")[:_KEPT]) + table.signs
    table = table.keeping(chosen)
    weights, _ = _weights(table, debate, graded)
    weights[:-1] *= table.scale[:, None]
    # From here on a row is what was counted, unscaled.
    table.scale = np.ones(len(table.names))
    return Fitted(table, weights)


def _weights(
    table: Table, debate: Sequence[Labelled], graded: Sequence[Labelled]
) -> tuple[np.ndarray, np.ndarray]:
    spoken, written = (table.rows([line.sentence for line in lines]) for lines in (debate, graded))
    none_spoken, none_written = spoken * 0, written * 0
    rows = sparse.vstack(
        [
            sparse.hstack([spoken, spoken, none_spoken, np.zeros((spoken.shape[0], 1))]),
            sparse.hstack([written, none_written, written, np.ones((written.shape[0], 1))]),
        ]
    ).tocsr()
    width = len(table.names)
    targets = np.array([line.target for line in (*debate, *graded)])
    weight = np.concatenate([np.ones(spoken.shape[0]), np.full(written.shape[0], _NEWS_WEIGHT)])
    worth, at = _logistic_regression(rows, targets, weight)
    is_news = np.concatenate([np.zeros(spoken.shape[0]), np.ones(written.shape[0])])
    balance = np.where(is_news == 1, spoken.shape[0] / written.shape[0], 1.0)
    register, register_at = _logistic_regression(
        sparse.vstack([spoken, written]).tocsr(), is_news, balance
    )
    shared, debate_own, news_own = np.split(worth[:-1], 3)
    columns = [
        np.append(shared + debate_own, at),
        np.append(shared + news_own, at + worth[-1]),
        np.append(register, register_at),
    ]
    spread = np.sqrt(np.asarray(rows[:, :width].power(2).mean(axis=0)).ravel())
    return np.stack(columns, axis=1), spread


def _logistic_regression(
    rows: sparse.csr_matrix, targets: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, float]:
    """A target between 0 and 1 is a sentence that is partly one and partly the other."""
    twice = sparse.vstack([rows, rows]).tocsr()
    parts = np.concatenate([weight * targets, weight * (1 - targets)])
    sides = np.repeat([1, 0], len(targets))
    there = parts > 0
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", tol=1e-3, random_state=20)
    model.fit(twice[there], sides[there], sample_weight=parts[there])
    return model.coef_[0], float(model.intercept_[0])


def held_out(
    debate: Sequence[Labelled], graded: Sequence[Labelled]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of every sentence by a fit that saw nothing of its document."""
    found = np.zeros((len(debate), 3)), np.zeros((len(graded), 3))
    for fold in tqdm(range(FOLDS), desc="folds over documents"):
        fitted = fit(*([line for line in lines if line.fold != fold] for lines in (debate, graded)))
        for lines, log_odds in zip((debate, graded), found, strict=True):
            out = [number for number, line in enumerate(lines) if line.fold == fold]
            log_odds[out] = fitted.log_odds([lines[number].sentence for number in out])
    return found


def taught(lines: Sequence[Labelled], opinions: np.ndarray) -> list[Labelled]:
    """Move each target towards what the neural scorer thinks of the sentence."""
    return [
        replace(
            line,
            target=_TRUST_IN_OPINIONS * float(opinion) + (1 - _TRUST_IN_OPINIONS) * line.target,
        )
        for line, opinion in zip(lines, opinions, strict=True)
    ]


def write(fitted: Fitted, debate: tuple[float, float], news: tuple[float, float]) -> None:
    """Fold the calibration into the weights, and store whole hundredths."""
    weights = fitted.weights.copy()
    for head, (slope, offset) in enumerate((debate, news)):
        weights[:, head] *= slope
        weights[-1, head] += offset
    hundredths = np.round(weights * UNIT).astype(int).tolist()
    at = fitted.table.signs
    stored = {
        "intercepts": hundredths[-1],
        "signs": dict(zip(fitted.table.names[:at], hundredths[:at], strict=True)),
        "wordings": {
            name: row
            for name, row in zip(fitted.table.names[at:], hundredths[at:-1], strict=True)
            if any(row)
        },
    }
    one_a_line = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).replace(
        '],"', '],\n"'
    )
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(one_a_line + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--data", type=Path, required=True, help="the folder with the labelled sentences"
    )
    arguments.add_argument(
        "--opinions", type=Path, help="what training.neural wrote: learn from it too"
    )
    given = arguments.parse_args()
    debate, graded = debates(given.data), news(given.data)
    if given.opinions is not None:
        debate = taught(debate, np.load(given.opinions))
    of_debate, of_news = held_out(debate, graded)
    worthy_debate, worthy_news, worthy_test = (
        np.array([line.worthy for line in lines])
        for lines in (debate, graded, debate_test(given.data))
    )
    for_debate = calibration(of_debate[:, DEBATE], worthy_debate)
    for_news = calibration(of_news[:, NEWS], worthy_news)
    fitted = fit(debate, graded)
    write(fitted, for_debate, for_news)
    tested = fitted.log_odds([line.sentence for line in debate_test(given.data)])
    for name, found, worthy in (
        ("debate, held-out documents", of_debate, worthy_debate),
        ("news, held-out documents", of_news, worthy_news),
        ("ClaimBuster groundtruth", tested, worthy_test),
    ):
        print(report(name, _blend(found, for_debate, for_news), worthy, DEFAULT_THRESHOLD))


def _blend(
    log_odds: np.ndarray, for_debate: tuple[float, float], for_news: tuple[float, float]
) -> np.ndarray:
    """Do with columns what ``Model.score`` does with one sentence."""
    debate, graded = (
        probability(slope * log_odds[:, head] + offset)
        for head, (slope, offset) in ((DEBATE, for_debate), (NEWS, for_news))
    )
    return debate + (graded - debate) * probability(log_odds[:, 2])


if __name__ == "__main__":
    main()
