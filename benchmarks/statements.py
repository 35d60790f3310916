"""How well sentences are cut into statements, on the golds of seeds/gold/.

    python -m benchmarks.statements

A statement is found if it shares 0.7 of its characters with one of the golds (intersection over
union). Printed beside the same for sentences left whole. The golds were in sight when the rules
for cutting were written.
"""

import json
from collections.abc import Iterable, Sequence

from benchmarks.golds import UNSEEN
from workers.extraction.wording.statements import statements_of

Span = tuple[int, int]
ENOUGH = 0.7


def shares_enough(one: Span, other: Span) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= ENOUGH * (max(one[1], other[1]) - min(one[0], other[0]))


def f1(pairs: Iterable[tuple[Sequence[Span], Sequence[Span]]]) -> float:
    """``pairs`` are what was found and what was wanted, a sentence each."""
    right = found = wanted = recalled = 0
    for mine, gold in pairs:
        found += len(mine)
        wanted += len(gold)
        right += sum(any(shares_enough(one, each) for each in gold) for one in mine)
        recalled += sum(any(shares_enough(one, each) for each in mine) for one in gold)
    precision, recall = right / found, recalled / wanted
    return 2 * precision * recall / (precision + recall)


def main() -> None:
    whole, cut = [], []
    for path in sorted(UNSEEN.glob("*.json")):
        text = path.with_suffix(".txt").read_text()
        for claim in json.loads(path.read_text())["claims"]:
            if claim["check_worthy"]:
                sentence = (claim["start"], claim["end"])
                parts = claim.get("statements", [claim])
                gold = [(part["start"], part["end"]) for part in parts]
                whole.append(([sentence], gold))
                cut.append(
                    ([(each.start, each.end) for each in statements_of(text, *sentence)], gold)
                )
    print(f"statements of {len(cut)} check-worthy sentences: F1 {f1(cut):.3f}")
    print(f"the same with every sentence left whole: F1 {f1(whole):.3f}")


if __name__ == "__main__":
    main()
