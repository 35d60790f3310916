"""Our sentence splitter beside the strongest libraries, on the same texts in the same run.

    python -m benchmarks.splitters          (benchmarks/requirements.txt says how to install the libraries)

Every splitter reads each gold article of seeds/ whole, and once more line by line, which spares it
paragraphs that run together; the better of the two counts. Four figures:

- spans: F1 of sentences whose start and end are both right, within the stretches that the golds
  mark. The golds leave out speaker labels, date lines and bullets, as ours does and no library, so
- ends: the same for the ends alone, which a label before the sentence does not move.
- exact: the share of texts, golds and odd ones, whose sentences hold every character but white
  space once, in order, under offsets where the text reads the same. What a library gives without
  offsets is looked up behind the sentence before.
- speed: the splitters take turns, a round each; the ratio is the median over the rounds.

Then the time for a megabyte of what our rules know, and against 100 KB of it (10 is linear).
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

from tqdm import tqdm

from benchmarks.golds import GoldArticle, gold_articles
from workers.extraction import sentences

Span = tuple[int, int]
_ROUNDS = 7
_SHORT, _LONG = 100_000, 1_000_000
_SLOWEST = 12
"""Hostile texts that are printed."""

_ODD_TEXTS = (
    "",
    "It rained.  It snowed.\t\tIt froze.\r\n\r\nIt thawed.\rIt rained.",
    "Same. Same. Same. Sam. Same.",
    "No\u200b space.\u200b None\u00a0here.\ufeff End.",
    "A \x00 and a \x0b here. And \x1f there.",
    "🔴 Live. 👩\u200d🚒 She won! 🇺🇳 They met.",
    "Cafe\u0301 is open. Cafe\u0301 is shut.",
    "“One. Two,” he said.“Three.”Four.",
    "... ... . . . !!! ??",
    "本当です。嘘です！「はい。」終わり",
    "It grew.[1][2] It shrank.¹ (It died.)",
)

_HOSTILE = (
    *'.!?…"“”‘’«»()[]-—:,;\n\t\u00a0\u200b#aA1🔴。।¹',
    *("a. ", "A. ", "I. ", "1. ", "i. ", "1) ", "(1) ", "1) a 2) b ", "• ", "•\n• a ", "1. a\n"),
    *("a\n", "\r\n", ". ", "! ", "?!", ".) ", ".” (", ".” [x", "x.“", "end.Next", "word.12 "),
    *("... ", ". . . ", "a.....b.", "[…] ", "...I ", "[1] ", ".[1] ", ".¹ ", "日本。", "。」"),
    *("U.S.", "U.S. ", "Gov. ", "No. 1 ", "No. ", "Inc. ", "Fla. ", "D-Fla. ", "St-", "p.m. "),
    *("At 5 p.m. Mr. ", "Mr.Bee", "“Why?” Ann ", "“Why?” Bee said ", "Yahoo! ", "etc. "),
    *("MR. A: ", "MR. A: hi\n", "Q: why?\nA: so.\n", "A: ", "Word: ", "By Ann ", "Photo: ", "© "),
    *("PORT (HPA) — ", "2:05 p.m.: ", "(APPLAUSE) ", "https://a.example/b?c=d.e ", "a@b.example "),
)


@dataclass(frozen=True, slots=True)
class Splitter:
    """``read`` is what is timed; ``spans`` turns what it returns into offsets."""

    read: Callable[[str], Any]
    spans: Callable[[str, Any], list[Span]]


def _ours() -> Splitter:
    return Splitter(sentences, lambda _, found: [(s.start, s.end) for s in found])


def _sentencex() -> Splitter:
    boundaries = import_module("sentencex").get_sentence_boundaries
    return Splitter(
        lambda text: boundaries("en", text),
        lambda text, found: _trimmed(text, ((b["start_index"], b["end_index"]) for b in found)),
    )


def _blingfire() -> Splitter:
    read = import_module("blingfire").text_to_sentences_and_offsets
    return Splitter(
        lambda text: read(text)[1] if text else [], lambda text, found: _trimmed(text, found)
    )


def _pysbd() -> Splitter:
    return Splitter(import_module("pysbd").Segmenter(language="en", clean=False).segment, _located)


def _syntok() -> Splitter:
    paragraphs = import_module("syntok.segmenter").process
    return Splitter(
        lambda text: [
            "".join(token.spacing + token.value for token in sentence)
            for paragraph in paragraphs(text)
            for sentence in paragraph
        ],
        _located,
    )


def _spacy() -> Splitter:
    language = import_module("spacy").blank("en")
    language.add_pipe("sentencizer")
    language.max_length = 10 * _LONG
    return Splitter(
        language,
        lambda text, found: _trimmed(text, ((s.start_char, s.end_char) for s in found.sents)),
    )


_SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "ours": _ours,
    "sentencex": _sentencex,
    "blingfire": _blingfire,
    "pysbd": _pysbd,
    "syntok": _syntok,
    "spacy": _spacy,
}


def _trimmed(text: str, spans: Iterable[Span]) -> list[Span]:
    """Leave out white space, which some count to the sentence before it."""
    trimmed = []
    for start, end in spans:
        passage = text[start:end]
        start += len(passage) - len(passage.lstrip())
        if passage.strip():
            trimmed.append((start, start + len(passage.strip())))
    return trimmed


def _located(text: str, passages: Iterable[str]) -> list[Span]:
    """Find sentences given as strings; one that the text does not hold so is lost."""
    spans, behind = [], 0
    for passage in map(str.strip, passages):
        start = text.find(passage, behind)
        if passage and start >= 0:
            behind = start + len(passage)
            spans.append((start, behind))
    return spans


def _line_by_line(splitter: Splitter) -> Splitter:
    def spans(text: str, found: Sequence[Any]) -> list[Span]:
        shifted: list[Span] = []
        start = 0
        for line, read in zip(text.splitlines(keepends=True), found, strict=True):
            shifted += ((start + a, start + b) for a, b in splitter.spans(line, read))
            start += len(line)
        return shifted

    return Splitter(
        lambda text: [splitter.read(line) for line in text.splitlines(keepends=True)], spans
    )


def _installed() -> Iterator[tuple[str, Splitter]]:
    for name, load in _SPLITTERS.items():
        try:
            yield name, load()
        except ImportError:
            print(f"  {name:10} is not installed: pip install -r benchmarks/requirements.txt")


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 0.0


def _agreement(splitter: Splitter, articles: Sequence[GoldArticle]) -> tuple[float, float]:
    """Return the F1 of whole spans and of their ends, over what overlaps a gold claim."""
    spans_right = ends_right = found = wanted = 0
    for article in articles:
        read = splitter.spans(article.text, splitter.read(article.text))
        gold = {(claim.start, claim.end) for claim in article.claims}
        near = {(a, b) for a, b in read if any(a < end and start < b for start, end in gold)}
        spans_right += len(near & gold)
        ends_right += len({b for _, b in near} & {b for _, b in gold})
        found += len(near)
        wanted += len(gold)
    return _f1(spans_right, found, wanted), _f1(ends_right, found, wanted)


def _is_exact(text: str, spans: Sequence[Span]) -> bool:
    covered = 0
    for start, end in spans:
        if not covered <= start < end <= len(text) or text[covered:start].strip():
            return False
        covered = end
    return not text[covered:].strip()


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _read_all(splitter: Splitter, texts: Sequence[str]) -> None:
    for text in texts:
        splitter.read(text)


def print_splitters() -> None:
    """Print how ours and the installed libraries do, one line each."""
    print("sentences, beside libraries (see benchmarks/splitters.py for what the figures mean)")
    articles = list(gold_articles())
    texts = [article.text for article in articles]
    entrants: dict[str, Splitter] = {}
    figures: dict[str, str] = {}
    for name, whole in _installed():
        by_line = _line_by_line(whole)
        best = max((whole, by_line), key=lambda entrant: _agreement(entrant, articles))
        spans, ends = _agreement(best, articles)
        tried = (*texts, *_ODD_TEXTS)
        exact = sum(_is_exact(text, best.spans(text, best.read(text))) for text in tried)
        entrants[name] = best
        figures[name] = (
            f"{'whole' if best is whole else 'lines':6} spans {spans:.3f}   ends {ends:.3f}"
            f"   exact {exact:3} of {len(tried)}"
        )
    spent: dict[str, list[float]] = {name: [] for name in entrants}
    with tqdm(total=_ROUNDS * len(entrants), desc="speed", leave=False, disable=None) as progress:
        for _ in range(_ROUNDS):
            for name, splitter in entrants.items():
                spent[name].append(_seconds(lambda splitter=splitter: _read_all(splitter, texts)))  # type: ignore[misc]
                progress.update()
    size = sum(len(text.encode()) for text in texts) / 1_000_000
    for name, splitter in entrants.items():
        count = sum(len(splitter.spans(text, splitter.read(text))) for text in texts)
        seconds = median(spent[name])
        ratio = median(own / its for own, its in zip(spent["ours"], spent[name], strict=True))
        print(
            f"  {name:10} {figures[name]}   {size / seconds:7.2f} MB/s"
            f"   {count / seconds:9,.0f} sentences/s   {ratio:6.2f} x ours"
        )


def print_hostile_lines() -> None:
    """Print the slowest megabytes, and the worst growth from 100 KB to 1 MB."""
    timed = []
    for token in tqdm(_HOSTILE, desc="hostile text", leave=False, disable=None):
        short, long = (
            _seconds(lambda size=size, token=token: sentences(token * (size // len(token))))  # type: ignore[misc]
            for size in (_SHORT, _LONG)
        )
        timed.append((long, long / max(short, 1e-3), token))
    print(f"sentences of 1 MB of one thing, the {_SLOWEST} slowest of {len(timed)}")
    for long, growth, token in sorted(timed, reverse=True)[:_SLOWEST]:
        print(f"  {token!r:20} {long:6.2f} s   x {growth:5.1f} of 100 KB")
    print(f"  worst growth       x {max(growth for _, growth, _ in timed):5.1f}")


if __name__ == "__main__":
    print_splitters()
    print_hostile_lines()
