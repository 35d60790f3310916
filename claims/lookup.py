"""Claims are found by their words: the same ones, nearly the same, or some of the same. One index for every database.

1. A statement's exact key and its MinHash bands lead to claims of the same, or nearly the same, words.
2. Of its other words the rarest are looked up, as many as lead to no more than `MOST_POSTINGS` claims together;
   how rare a word is, is counted only up to `COMMON`.
3. What was found is read as it stands now, compared, and ranked.

Each step reads a bounded stretch of the index, however large it is. An accepted inexactness: statements all of whose
words are common are found by their exact or nearly the same words only.
"""

import heapq
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from claims.likeness import Difference, Statement, differences, rough_terms
from claims.models import Claim, ClaimKey, ClaimMatch

Kind = ClaimMatch.Kind


class Index(StrEnum):
    """Which statements a key leads to."""

    DESK = "desk"
    """Every claim."""
    PUBLIC = "public"
    """Claims with a published verdict, their own or that of the claim they are the same as."""
    QUESTIONS = "questions"
    CLAIMANTS = "claimants"
    """Every claim, by the words of whoever says it."""


# Two statements are nearly the same if they share so much of their shingles, and differ in nothing that matters.
NEAR = 0.6
# Below so much of what both say, they have only a word or two in common.
LEAST_SIMILAR = 0.075
# Of one exact wording or band so many are looked at, the oldest.
MOST_ALIKE = 20
# So many candidates are read and compared.
MOST_READ = 40
# Of so many candidates more words are looked up, so many for each.
MOST_WEIGHED = 600
MOST_PROBED = 8
COMMON = 2_000
MOST_POSTINGS = 6_000
# Parts of one statement of SQL, of which SQLite takes 500, and ids in one list.
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that may say the same as the statement.

    `score` is 1 for the same words, the share of shingles in common for nearly the same, and for similar ones the
    share of their weight that their common words have, halved where anything differs; 0..1, and comparable within a
    kind only. In each difference `here` is the statement and `there` the claim.
    """

    claim_id: int
    kind: Kind
    score: float
    differs: tuple[Difference, ...]


def plainly(differs: Iterable[Difference]) -> list[dict[str, str]]:
    """Differences as JSON holds them."""
    return [asdict(difference) for difference in differs]


def write_keys(claims: Iterable[tuple[int, Statement]], *, index: Index) -> None:
    """Let claims be found by their words, given as ids with statements; those that already can be stay."""
    ClaimKey.objects.bulk_create(
        [
            ClaimKey(key=key, claim_id=claim_id)
            for claim_id, statement in claims
            for key in sorted(statement.keys(index))
        ],
        ignore_conflicts=True,
        batch_size=2_000,
    )


def write_claimants(claims: Iterable[tuple[int, str]]) -> None:
    """Let claims be found by who says them, given as ids with names."""
    ClaimKey.objects.bulk_create(
        [
            ClaimKey(key=key, claim_id=claim_id)
            for claim_id, claimant in claims
            for key in Statement(claimant).term_keys(Index.CLAIMANTS)
        ],
        ignore_conflicts=True,
        batch_size=2_000,
    )


def having(claims: QuerySet[Claim], words: str) -> QuerySet[Claim]:
    """Those of `claims` each of whose wording and claimant together has, or had, the first few words in `words`.

    Words too common to tell anything are passed over; if there are no others, nothing is found. Claims that no worker
    has indexed yet are found by the very words.
    """
    asked = Statement(words)
    terms = list(zip(asked.term_keys(Index.DESK), asked.term_keys(Index.CLAIMANTS), strict=True))
    if not terms:
        return claims.none()
    terms = terms[:MOST_PROBED]
    counts = _counts([key for keys in terms for key in keys])
    rarest = min(terms, key=lambda keys: sum(counts[key] for key in keys))
    indexed = Q()
    for keys in terms:
        ids: Any = ClaimKey.objects.filter(key__in=keys).values_list("claim_id", flat=True)
        if keys == rarest and max(counts[key] for key in keys) < COMMON:
            # Named one by one, or the database may begin with a word that a tenth of all claims has.
            ids = set(ids)
        indexed &= Q(pk__in=ids)
    fresh = claims.filter(indexed_at=None, text__icontains=words.strip()).order_by()
    found = list(fresh.values_list("pk", flat=True)[:COMMON])
    # Asked for beforehand: the database would not use its index of words on either side of an "or".
    return claims.filter(indexed | Q(pk__in=found) if found else indexed)


def find(
    statements: Sequence[Statement],
    *,
    index: Index,
    among: QuerySet[Claim],
    most: int = 10,
    similar_to: Collection[int] | None = None,
) -> list[list[Found]]:
    """For each statement the claims that may say the same: exact ones first, then near, then similar, best first.

    Args:
        among: the claims that count.
        most: at most so many for each statement.
        similar_to: places of the statements for which similar ones are sought too; by default of all.
    """
    places = range(len(statements)) if similar_to is None else sorted(similar_to)
    terms = {place: statements[place].term_keys(index) for place in places}
    rarity = _Rarity({key for keys in terms.values() for key in keys})
    alike = _alike(statements, index)
    candidates = [set(ids) for ids in alike]
    for place, keys in terms.items():
        candidates[place] |= rarity.candidates(keys)
    texts = _texts(set().union(*candidates), among)
    found = []
    for place, statement in enumerate(statements):
        weights = rarity.weights(terms.get(place, {}))
        read = alike[place].intersection(texts)
        if place in terms:
            some = (
                (claim_id, texts[claim_id]) for claim_id in candidates[place] if claim_id in texts
            )
            read |= _most_similar(statement, some, weights, most)
        ranked = _ranked(
            statement, {claim_id: Statement(texts[claim_id]) for claim_id in read}, weights
        )
        found.append(
            [each for each in ranked if place in terms or each.kind != Kind.SIMILAR][:most]
        )
    return found


def _texts(ids: Collection[int], among: QuerySet[Claim]) -> dict[int, str]:
    """What the claims say now, of those that count."""
    texts: dict[int, str] = {}
    for some in in_parts(sorted(ids)):
        texts |= dict(among.order_by().filter(pk__in=some).values_list("id", "text"))
    return texts


def _most_similar(
    statement: Statement, others: Iterable[tuple[int, str]], weights: Mapping[str, float], most: int
) -> set[int]:
    """Which of some hundreds to read on closely; the words are taken apart roughly, for speed."""
    scored = (
        (_share(statement.terms, rough_terms(text), weights), -claim_id)
        for claim_id, text in others
    )
    return {-negative for _, negative in heapq.nlargest(most, scored)}


def in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many at once as one statement of SQL may hold."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


# --- 1. The same words, or nearly the same


def _alike(statements: Sequence[Statement], index: Index) -> list[set[int]]:
    keys = [[statement.exact_key(index), *statement.band_keys(index)] for statement in statements]
    holders = _holders(sorted({key for each in keys for key in each}))
    return [{claim_id for key in each for claim_id in holders.get(key, ())} for each in keys]


# A bounded part for each key: thousands may share the words that every speaker begins with.
_HOLDERS = f"""
    SELECT * FROM (
        SELECT key, claim_id FROM claims_claimkey WHERE key = %s ORDER BY claim_id LIMIT {MOST_ALIKE}
    ) AS part
"""  # noqa: S608 -- a constant from above


def _holders(keys: Sequence[int]) -> dict[int, list[int]]:
    """Of each key the oldest claims that have it."""
    holders: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        for some in in_parts(keys):
            cursor.execute(" UNION ALL ".join([_HOLDERS] * len(some)), some)
            for key, claim_id in cursor.fetchall():
                holders.setdefault(key, []).append(claim_id)
    return holders


# --- 2. Some of the same words, rare ones


class _Rarity:
    """How rare the words of some statements are among the claims of an index."""

    def __init__(self, keys: Collection[int]) -> None:
        self._counts = _counts(sorted(keys))
        # Each word's share is taken of so many: roughly all claims.
        newest = Claim.objects.order_by("-id").values_list("id", flat=True).first() if keys else 0
        self._claims = max(newest or 0, COMMON)

    def weights(self, keys: Mapping[int, str]) -> dict[str, float]:
        """What each word tells: the rarer, the more."""
        return {term: self._weight(self._counts[key]) for key, term in keys.items()}

    def _weight(self, count: int) -> float:
        # A word that is common was not counted to the end; it is taken for twice as common as that.
        known = count if count < COMMON else 2 * COMMON
        return math.log(1 + (self._claims + 0.5) / (known + 0.5))

    def candidates(self, keys: Collection[int]) -> set[int]:
        """The claims that share the most of the words: some rare one, which leads to them, and what else there is."""
        rarest = sorted((key for key in keys if self._counts[key]), key=self._counts.__getitem__)
        left, leading = MOST_POSTINGS, 0
        for key in rarest:
            left -= self._counts[key]
            if self._counts[key] >= COMMON or left < 0:
                break
            leading += 1
        if not leading:
            return set()
        rare, rest = rarest[:leading], rarest[leading : leading + MOST_PROBED]
        with connection.cursor() as cursor:
            cursor.execute(
                _CANDIDATES.format(
                    rare_weights=" ".join(["WHEN %s THEN %s"] * len(rare)),
                    rare=", ".join(["%s"] * len(rare)),
                    rest_weights=" ".join(["WHEN %s THEN %s"] * len(rest)) or "WHEN 0 THEN 0",
                    rest=", ".join(["%s"] * len(rest)) or "0",
                ),
                [*self._weighed(rare), *rare, *self._weighed(rest), *rest],
            )
            return {claim_id for claim_id, _ in cursor.fetchall()}

    def _weighed(self, keys: Sequence[int]) -> Iterator[float]:
        for key in keys:
            yield from (key, self._weight(self._counts[key]))


# Those that the rare words lead to are many, and most share no more than one of them: of the heaviest the other words
# are looked up too, each by one step into the index.
_CANDIDATES = f"""
    WITH led_to AS (
        SELECT claim_id, SUM(CASE key {{rare_weights}} END) AS weight FROM claims_claimkey
        WHERE key IN ({{rare}}) GROUP BY claim_id ORDER BY weight DESC, claim_id LIMIT {MOST_WEIGHED}
    )
    SELECT led_to.claim_id, led_to.weight + COALESCE((
        SELECT SUM(CASE key {{rest_weights}} END) FROM claims_claimkey AS other
        WHERE other.claim_id = led_to.claim_id AND other.key IN ({{rest}})
    ), 0) AS total FROM led_to ORDER BY total DESC, led_to.claim_id LIMIT {MOST_READ}
"""  # noqa: S608 -- constants from above; every value is a parameter


_COUNT = f"""
    SELECT {{place}}, COUNT(*) FROM (SELECT 1 FROM claims_claimkey WHERE key = %s LIMIT {COMMON}) AS part
"""  # noqa: S608 -- a constant from above, and a place


def _counts(keys: Sequence[int]) -> dict[int, int]:
    """How many claims have each key, counted up to `COMMON`."""
    counts: dict[int, int] = {}
    with connection.cursor() as cursor:
        for some in in_parts(keys):
            parts = (_COUNT.format(place=place) for place in range(len(some)))
            cursor.execute(" UNION ALL ".join(parts), some)
            counts |= {some[place]: count for place, count in cursor.fetchall()}
    return counts


# --- 3. Compared and ranked


def _ranked(
    statement: Statement, known: Mapping[int, Statement], weights: Mapping[str, float]
) -> list[Found]:
    found = []
    for claim_id, other in known.items():
        each = compare(statement, other, weights)
        if each.kind != Kind.SIMILAR or each.score >= LEAST_SIMILAR:
            found.append(Found(claim_id, *each))
    order = list(Kind)
    return sorted(found, key=lambda each: (order.index(each.kind), -each.score, each.claim_id))


class Comparison(NamedTuple):
    kind: Kind
    score: float
    differs: tuple[Difference, ...]


def compare(
    statement: Statement, other: Statement, weights: Mapping[str, float] | None = None
) -> Comparison:
    """What kind of match two statements are, how good a one, and what they differ in.

    Args:
        weights: what the words of `statement` tell; all the same by default.
    """
    differs = differences(statement, other)
    if not differs:
        if statement.normalised == other.normalised:
            return Comparison(Kind.EXACT, 1.0, ())
        resemblance = statement.resemblance(other)
        if resemblance >= NEAR:
            return Comparison(Kind.NEAR, resemblance, ())
    score = _share(statement.terms, set(other.terms), weights or {})
    return Comparison(Kind.SIMILAR, score / 2 if differs else score, differs)


def _share(terms: Sequence[str], others: Collection[str], weights: Mapping[str, float]) -> float:
    """The weight of the words they share, as a share of the geometric mean of the weights of either.

    How rare the others are is not known: they are taken for as rare as `terms` are.
    """
    own = [weights.get(term, 1.0) for term in terms]
    if not own or not others:
        return 0.0
    shared = [weight for term, weight in zip(terms, own, strict=True) if term in others]
    rest = (len(others) - len(shared)) * sum(own) / len(own)
    return sum(shared) / math.sqrt(sum(own) * (sum(shared) + rest))
