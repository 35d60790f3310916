"""What a list of verdicts is asked by, kept beside the verdict's date so that no reader makes the database scan.

A verdict is entered when it is proposed, and again with each version that the public reads. By then its claim has
left the queue, so that claimant and wording stand still.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.db.models import QuerySet

from claims.models import Claim, Verdict, VerdictVersion, VerdictWord

# Of one question. Each is a look into the index.
MOST_WORDS = 8
LONGEST_WORD = 40


def enter(verdict: Verdict, version: VerdictVersion) -> None:
    """Enter `verdict` under the rating, people and words of `version`; the caller has the transaction open."""
    claim = Claim.objects.select_related("article").defer("article__text").get(pk=verdict.claim_id)
    Verdict.objects.filter(pk=verdict.pk).update(
        rating=version.rating, claimant=claim.claimant, publisher=claim.article.publisher
    )
    said = (claim.text, claim.quote, claim.claimant, claim.article.publisher, version.conclusion)
    verdict.words.all().delete()
    VerdictWord.objects.bulk_create(
        VerdictWord(verdict=verdict, word=word) for word in sorted(set(words_of(" ".join(said))))
    )


def found_by(verdicts: QuerySet[Verdict], words: str) -> QuerySet[Verdict]:
    """Those of `verdicts` that have each of the first few words in `words`; none, if it has no word at all."""
    asked = list(dict.fromkeys(words_of(words)))[:MOST_WORDS]
    if not asked:
        return verdicts.none()
    for word in asked:
        entries = VerdictWord.objects.filter(word=word)
        verdicts = verdicts.filter(pk__in=entries.values("verdict"))
    return verdicts


def words_of(text: str) -> Iterator[str]:
    """The words of `text` as the catalogue has them: no case, no accents, and a plural is its singular."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    unaccented = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for word in re.findall(r"\w+", unaccented):
        singular = word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
        yield singular[:LONGEST_WORD]
