"""What lists of verdicts and articles are asked by, kept in indexes so that no reader makes the database scan.

A verdict is entered when it is proposed, and again with each version that the public reads. By then its claim has
left the queue, so that claimant and wording stand still.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from claims.models import Article, ArticleWord, Claim, Verdict, VerdictVersion, VerdictWord

# Of one question. Each is a look into the index.
MOST_WORDS = 8
LONGEST_WORD = 40
# These tell no article from another.
IN_EVERY_ADDRESS = {"http", "https", "www", "html"}

M = TypeVar("M", bound=Model)


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


def enter_article(article_id: int, *said: str) -> None:
    """Enter an article under the words of what is said of it, beside those it has."""
    words = sorted({word for word in words_of(" ".join(said)) if word not in IN_EVERY_ADDRESS})
    ArticleWord.objects.bulk_create(
        [ArticleWord(article_id=article_id, word=word) for word in words], ignore_conflicts=True
    )


def found_by(verdicts: QuerySet[Verdict], words: str) -> QuerySet[Verdict]:
    """Those of `verdicts` that have each of the first few words in `words`; none, if it has no word at all."""
    return _having(verdicts, words, VerdictWord.objects.all(), "verdict")


def articles_found_by(articles: QuerySet[Article], words: str) -> QuerySet[Article]:
    """As `found_by`, of articles; what stands in every address is passed over."""
    telling = " ".join(word for word in words_of(words) if word not in IN_EVERY_ADDRESS)
    return _having(articles, telling, ArticleWord.objects.all(), "article")


def _having(rows: QuerySet[M], words: str, entries: QuerySet[Any], of: str) -> QuerySet[M]:
    asked = list(dict.fromkeys(words_of(words)))[:MOST_WORDS]
    if not asked:
        return rows.none()
    for word in asked:
        rows = rows.filter(pk__in=entries.filter(word=word).values(of))
    return rows


def words_of(text: str) -> Iterator[str]:
    """The words of `text` as the catalogue has them: no case, no accents, and a plural is its singular."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    unaccented = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for word in re.findall(r"\w+", unaccented):
        singular = word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
        yield singular[:LONGEST_WORD]
