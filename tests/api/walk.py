"""Every call of the API once, on one desk: an article from its submission to a verdict that is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from claims import matching
from claims.models import Review
from tests.api.client import API, client_of
from workers import tasks

ARTICLE = """Bridges of Tolmere cost more than planned

By Ove Lindqvist

TOLMERE — The three new bridges cost 14.2 million crowns, Mayor Anna Holm said on Monday. The northern bridge carries \
23,000 cars a day, and it was opened in March 2024. Unemployment in the district fell by 5 percent last year. \
“We built 120 flats beside the river,” Holm told the council.

What a view!
"""
REPEATED = "The three new bridges cost 14.2 million crowns, Mayor Anna Holm said."
SOURCE = {
    "url": "https://stats.example.org/bridges/7",
    "title": "Bridges, table 7",
    "publisher": "Statistics office",
    "quote": "Three bridges: 9.8 million crowns",
    "stance": "refutes",
    "primary": True,
}
ANSWER = {
    "rating": "false",
    "conclusion": "The three bridges cost 9.8 million crowns.",
    "rationale": "The final account, published in June, has the sum.",
    "method": "We read the final account and asked the city.",
    "evidence": [SOURCE],
}


@dataclass
class Called:
    """A call of one operation, and its answer."""

    method: str
    template: str
    asked: dict[str, str]
    sent: Any
    status: int
    answered: Any


@dataclass
class Walk:
    """The people who walk; what they called is in `calls`, the last of each operation and status."""

    submitter: User
    reviewer: User
    editor: User
    calls: dict[tuple[str, str, int], Called] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = {"submitter": self.submitter, "reviewer": self.reviewer, "editor": self.editor}
        self._clients: dict[str, APIClient] = {
            "anyone": client_of(),
            **{name: client_of(person) for name, person in people.items()},
        }

    def call(
        self,
        who: str,
        method: str,
        template: str,
        sent: Any = None,
        *,
        asked: Mapping[str, Any] | None = None,
        **ids: int,
    ) -> Any:
        """Make a call and give back its answer's JSON, or text."""
        ask = getattr(self._clients[who], method.lower())
        path = f"{API}/{template.format(**ids)}"
        answer = ask(path, asked) if method == "GET" else ask(path, sent)
        assert answer.status_code < 300, (method, path, answer.content)
        is_json = "json" in answer.get("Content-Type", "")
        answered = answer.json() if is_json else answer.content.decode() or None
        query = {name: str(value) for name, value in (asked or {}).items()}
        key = (method, template, answer.status_code)
        self.calls[key] = Called(method, template, query, sent, answer.status_code, answered)
        return answered

    def leased(self, claim: int) -> str:
        """The token under which the reviewer has just this claim."""
        # Whoever takes the next claim gets the one of highest priority.
        Review.objects.update(priority=0)
        Review.objects.filter(claim=claim).update(priority=1_000)
        taken = self.call("reviewer", "POST", "queue/next/")
        assert taken["claim"]["id"] == claim
        token: str = taken["lease"]["token"]
        return token

    def read_all(self) -> None:
        """What the workers do."""
        for article in self.call("submitter", "GET", "articles/")["results"]:
            tasks.read_article(article["id"])
        while matching.compare_new_claims(limit=100, now=timezone.now()) == 100:
            pass


def walk(people: Walk) -> None:
    """Take every call of the API once, at least."""
    for part in (_in, _has_it_been_checked_before, _claims, _verdicts, _out, _matches):
        part(people)


def _in(people: Walk) -> None:
    call = people.call
    about = {"title": "Bridges of Tolmere", "publisher": "The Tolmere Gazette", "language": "en"}
    submission = {"text": ARTICLE, "url": "https://gazette.example/bridges", **about}
    call(
        "editor",
        "POST",
        "webhooks/",
        {"url": "https://cms.example/hooks/factcheck", "events": ["verdict.published"]},
    )
    article = call("submitter", "POST", "articles/", submission)["id"]
    people.read_all()
    call("submitter", "POST", "articles/", submission)
    call("submitter", "GET", "articles/{article_id}/", article_id=article)
    text = call("submitter", "GET", "articles/{article_id}/text/", article_id=article)
    call("submitter", "GET", "articles/{article_id}/claims/", article_id=article)
    ledger = call("submitter", "GET", "articles/{article_id}/ledger/", article_id=article)
    aside = ledger["results"][0]
    assert text[aside["start"] : aside["end"]] == aside["quote"]
    span = {"start": aside["start"], "end": aside["end"]}
    for _ in range(2):
        call("reviewer", "POST", "articles/{article_id}/claims/", span, article_id=article)


def _has_it_been_checked_before(people: Walk) -> None:
    call = people.call
    call("anyone", "GET", "check/", asked={"q": "The three new bridges cost 14.2 million crowns."})
    asked = {"claims": ["Rents in Tolmere fell by a third in 2024."], "notify": True}
    call("submitter", "POST", "check/", asked)
    question = call("submitter", "GET", "check/questions/")["results"][0]["id"]
    call("submitter", "GET", "check/questions/{question_id}/", question_id=question)


def _claim(people: Walk, words: str) -> Any:
    found = people.call("reviewer", "GET", "claims/")["results"]
    return next(claim for claim in found if words in claim["quote"])


def _claims(people: Walk) -> None:
    call = people.call
    claim = _claim(people, "14.2 million")
    pk = claim["id"]
    call("reviewer", "GET", "claims/{claim_id}/", claim_id=pk)
    call("reviewer", "POST", "claims/{claim_id}/notes/", {"text": "Ask the city."}, claim_id=pk)
    call("reviewer", "GET", "claims/{claim_id}/notes/", claim_id=pk)
    token = people.leased(pk)
    call("reviewer", "GET", "queue/mine/")
    call("reviewer", "POST", "claims/{claim_id}/renew/", {"token": token}, claim_id=pk)
    draft = {"token": token, "conclusion": "The three bridges cost 9.8 million"}
    call("reviewer", "POST", "claims/{claim_id}/draft/", draft, claim_id=pk)
    wording = {"token": token, "text": "The three new bridges of Tolmere cost 14.2 million crowns."}
    call("reviewer", "POST", "claims/{claim_id}/wording/", wording, claim_id=pk)
    call("reviewer", "POST", "claims/{claim_id}/release/", {"token": token}, claim_id=pk)

    other = _claim(people, "Unemployment")
    pk, start, end = other["id"], other["start"], other["end"]
    token = people.leased(pk)
    moved = {"token": token, "start": start, "end": end - 1}
    call("reviewer", "POST", "claims/{claim_id}/span/", moved, claim_id=pk)
    middle = start + len("Unemployment in the district")
    parts = {
        "token": token,
        "spans": [{"start": start, "end": middle}, {"start": middle + 1, "end": end}],
    }
    found = call("reviewer", "POST", "claims/{claim_id}/split/", parts, claim_id=pk)
    others = [each["id"] for each in found if each["id"] != pk]
    merged = {"token": token, "claims": others}
    call("reviewer", "POST", "claims/{claim_id}/merge/", merged, claim_id=pk)
    skipped = {"token": token, "reason": "The office answers on Friday.", "to": "later"}
    call("reviewer", "POST", "claims/{claim_id}/skip/", skipped, claim_id=pk)

    pk = _claim(people, "120 flats")["id"]
    dismissed = {"token": people.leased(pk), "reason": "Nobody doubts it."}
    call("reviewer", "POST", "claims/{claim_id}/dismiss/", dismissed, claim_id=pk)
    reason = {"reason": "Somebody does."}
    call("reviewer", "POST", "claims/{claim_id}/reopen/", reason, claim_id=pk)


def _verdict_on(people: Walk, claim: int) -> int:
    token = people.leased(claim)
    template = "claims/{claim_id}/verdict/"
    given = people.call("reviewer", "POST", template, {"token": token, **ANSWER}, claim_id=claim)
    verdict: int = given["id"]
    return verdict


def _verdicts(people: Walk) -> None:
    call = people.call
    page = {"url": SOURCE["url"]}
    call("reviewer", "POST", "evidence-pages/", page)
    call("reviewer", "POST", "evidence-pages/", page)
    call("reviewer", "GET", "evidence-pages/", asked=page)
    call("anyone", "GET", "ratings/")
    claim = _claim(people, "14.2 million")["id"]
    verdict = _verdict_on(people, claim)
    note = {"note": "Name the account."}
    call("editor", "POST", "verdicts/{verdict_id}/return/", note, verdict_id=verdict)
    verdict = _verdict_on(people, claim)
    call("editor", "POST", "verdicts/{verdict_id}/publish/", verdict_id=verdict)
    correction = {
        "kind": "correction",
        "note": "The account was revised on 1 March.",
        "conclusion": "The three bridges cost 9.9 million crowns.",
    }
    call("editor", "POST", "verdicts/{verdict_id}/correct/", correction, verdict_id=verdict)
    # By the same editor, as no second person is needed for one's own correction on this desk.
    call("editor", "POST", "verdicts/{verdict_id}/publish/", verdict_id=verdict)
    people.read_all()


def _out(people: Walk) -> None:
    call = people.call
    verdict = call("anyone", "GET", "verdicts/")["results"][0]["id"]
    call("anyone", "GET", "verdicts/{verdict_id}/", verdict_id=verdict)
    call("anyone", "GET", "verdicts/{verdict_id}/versions/", verdict_id=verdict)
    call("anyone", "GET", "verdicts/{verdict_id}/claimreview/", verdict_id=verdict)
    call("anyone", "GET", "corrections/")
    asked = {"q": "The three new bridges of Tolmere cost 14.2 million crowns."}
    assert call("anyone", "GET", "check/", asked=asked)["matches"]
    hook = call("editor", "GET", "webhooks/")["results"][0]["id"]
    call("editor", "GET", "webhooks/{webhook_id}/", webhook_id=hook)
    deliveries = "webhooks/{webhook_id}/deliveries/"
    told = call("editor", "GET", deliveries, webhook_id=hook)["results"][0]["id"]
    again = deliveries + "{delivery_id}/redeliver/"
    call("editor", "POST", again, webhook_id=hook, delivery_id=told)
    change = {"events": ["verdict.published", "verdict.retracted"]}
    call("editor", "PATCH", "webhooks/{webhook_id}/", change, webhook_id=hook)
    call("editor", "POST", "webhooks/{webhook_id}/rotate/", webhook_id=hook)
    call("editor", "DELETE", "webhooks/{webhook_id}/", webhook_id=hook)


def _matches(people: Walk) -> None:
    call = people.call
    repeated = {"text": REPEATED, "title": "Once more"}
    call("submitter", "POST", "articles/", repeated)
    people.read_all()
    claim = _claim(people, "14.2 million")["id"]
    suggested = call("reviewer", "GET", "claims/{claim_id}/suggestions/", claim_id=claim)
    match, earlier = suggested[0]["id"], suggested[0]["claim"]["id"]
    rejected = "claims/{claim_id}/suggestions/{match_id}/reject/"
    call("reviewer", "POST", rejected, claim_id=claim, match_id=match)
    same = {"claim": earlier, "differs": suggested[0]["differs"]}
    call("reviewer", "POST", "claims/{claim_id}/same-as/", same, claim_id=claim)
    reason = {"reason": "Another three bridges."}
    call("reviewer", "POST", "claims/{claim_id}/unmatch/", reason, claim_id=claim)
    call("reviewer", "GET", "matches/precision/")
    verdict = call("anyone", "GET", "verdicts/")["results"][0]["id"]
    note = {"note": "The account that we cited was not final."}
    call("editor", "POST", "verdicts/{verdict_id}/retract/", note, verdict_id=verdict)
    while call("reviewer", "POST", "queue/next/") is not None:
        pass  # until there is nothing more to take
