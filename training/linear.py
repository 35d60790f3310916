"""Fit the linear scorer: signs, words and pairs of words, with weights for debate and for news.

    python -m training.linear --data DATA

Writes workers/extraction/worth/weights/linear.json and prints how well it does on what it has not seen.
Both heads are fitted together: each weight is a shared part plus the head's own, so that the
22,000 sentences of debate lend the 1,700 of news what holds everywhere, and no more. Beside the
labels it learns from what the shipped encoder thinks of each sentence of debate: one crowd label is
noisier than what a better model makes of all of them, and of what news would make of that sentence
nobody else has an opinion.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from workers.extraction.worth.features import count_features
from workers.extraction.worth.linear import UNIT, WEIGHTS
from workers.extraction.worth.neural import encoder
from workers.extraction.worth.ngrams import share_of_each, wording_of
from workers.extraction.worth.scoring import DEFAULT_THRESHOLD

from .measures import calibration, probability, report
from .sources import DEBATE, FOLDS, NEWS, Labelled, debate_test, debates, news

_SEEN_AT_LEAST = 3
_KEPT = 9_000
_NEWS_WEIGHT = 3.0
_SIGN_SCALE = 0.15
"""Small, so that regularisation holds the signs back as much as the rare words."""
_STRENGTH = 1.0
_TRUST_IN_OPINIONS = 0.7
_STEPS = 150


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


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the head ``head`` should say of each of ``sentences``, and how much that counts."""

    head: int
    sentences: Sequence[str]
    targets: np.ndarray
    weight: float


def lessons(
    debate: Sequence[Labelled], opinions: np.ndarray, graded: Sequence[Labelled]
) -> list[Lesson]:
    """``opinions`` has a row for each line of ``debate``: the encoder's, as debate and as news."""
    spoken = [line.sentence for line in debate]
    labels = np.array([line.target for line in debate])
    taught = _TRUST_IN_OPINIONS * opinions[:, DEBATE] + (1 - _TRUST_IN_OPINIONS) * labels
    grades = np.array([line.target for line in graded])
    return [
        Lesson(DEBATE, spoken, taught, 1.0),
        Lesson(NEWS, [line.sentence for line in graded], grades, _NEWS_WEIGHT),
        Lesson(NEWS, spoken, opinions[:, NEWS], 1.0),
    ]


def fit(debate: Sequence[Labelled], opinions: np.ndarray, graded: Sequence[Labelled]) -> Fitted:
    """Fit on everything, keep the wordings that matter, fit again on those."""
    taught = lessons(debate, opinions, graded)
    table = Table.counting([line.sentence for line in (*debate, *graded)])
    weights, spread = _weights(table, taught)
    matter = (np.abs(weights[table.signs : -1, :2]) * spread[table.signs :, None]).max(axis=1)
    chosen = np.sort(np.argsort(-matter, kind="stable")[:_KEPT]) + table.signs
    table = table.keeping(chosen)
    weights, _ = _weights(table, taught)
    weights[:-1] *= table.scale[:, None]
    # From here on a row is what was counted, unscaled.
    table.scale = np.ones(len(table.names))
    return Fitted(table, weights)


def _weights(table: Table, taught: Sequence[Lesson]) -> tuple[np.ndarray, np.ndarray]:
    spoken, written = (table.rows(lesson.sentences) for lesson in taught[:2])
    counted = (spoken, written, spoken)
    worth, at = _logistic_regression(
        sparse.vstack(
            [_beside(rows, lesson.head) for rows, lesson in zip(counted, taught, strict=True)]
        ).tocsr(),
        np.concatenate([lesson.targets for lesson in taught]),
        np.concatenate([np.full(len(lesson.targets), lesson.weight) for lesson in taught]),
    )
    is_news = np.concatenate([np.zeros(spoken.shape[0]), np.ones(written.shape[0])])
    both = sparse.vstack([spoken, written]).tocsr()
    balance = np.where(is_news == 1, spoken.shape[0] / written.shape[0], 1.0)
    register, register_at = _logistic_regression(both, is_news, balance)
    shared, debate_own, news_own = np.split(worth[:-1], 3)
    columns = [
        np.append(shared + debate_own, at),
        np.append(shared + news_own, at + worth[-1]),
        np.append(register, register_at),
    ]
    spread = np.sqrt(np.asarray(both.power(2).mean(axis=0)).ravel())
    return np.stack(columns, axis=1), spread


def _beside(rows: sparse.csr_matrix, head: int) -> sparse.csr_matrix:
    """Put what both heads share beside the head's own part and its own intercept."""
    own = [rows if head == each else rows * 0 for each in (DEBATE, NEWS)]
    return sparse.hstack([rows, *own, np.full((rows.shape[0], 1), float(head == NEWS))])


def _logistic_regression(
    rows: sparse.csr_matrix, targets: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, float]:
    """A target between 0 and 1 is a sentence that is partly one and partly the other."""
    columns = rows.T.tocsr()

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        log_odds = rows @ at[:-1] + at[-1]
        missed = _STRENGTH * weight * (probability(log_odds) - targets)
        fault = _STRENGTH * weight @ (np.logaddexp(0, log_odds) - targets * log_odds)
        return fault + at[:-1] @ at[:-1] / 2, np.append(columns @ missed + at[:-1], missed.sum())

    start = np.zeros(rows.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return found[:-1], float(found[-1])


def held_out(
    debate: Sequence[Labelled], opinions: np.ndarray, graded: Sequence[Labelled]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of every sentence by a fit that saw nothing of its document."""
    found = np.zeros((len(debate), 3)), np.zeros((len(graded), 3))
    for fold in tqdm(range(FOLDS), desc="folds over documents"):
        kept = np.array([line.fold != fold for line in debate])
        fitted = fit(
            [line for line in debate if line.fold != fold],
            opinions[kept],
            [line for line in graded if line.fold != fold],
        )
        for lines, log_odds in zip((debate, graded), found, strict=True):
            out = [number for number, line in enumerate(lines) if line.fold == fold]
            log_odds[out] = fitted.log_odds([lines[number].sentence for number in out])
    return found


def opinions_of_encoder(lines: Sequence[Labelled]) -> np.ndarray:
    asked = tqdm(lines, desc="asking the encoder", mininterval=5)
    return np.array([encoder().worth(line.sentence) for line in asked])


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
    given = arguments.parse_args()
    debate, graded = debates(given.data), news(given.data)
    opinions = opinions_of_encoder(debate)
    of_debate, of_news = held_out(debate, opinions, graded)
    worthy_debate, worthy_news, worthy_test = (
        np.array([line.worthy for line in lines])
        for lines in (debate, graded, debate_test(given.data))
    )
    for_debate = calibration(of_debate[:, DEBATE], worthy_debate)
    for_news = calibration(of_news[:, NEWS], worthy_news)
    fitted = fit(debate, opinions, graded)
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
    # The sums are short: on a busy machine threads would wait for each other longer than they add.
    with threadpool_limits(1):
        main()
