"""What the pages show of texts that mean no good, and how a text is cut into passages."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Article, Claim, Evidence
from claims.review import write_note
from factcheck.admin.passages import around_focus, passages
from tests import builders
from tests.admin.desk import signed_in

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {% now 'Y' %} <mark id=\"claim\"> fell by 9 percent."


@pytest.mark.django_db
def test_hostile_words_are_shown_as_words(alice: User, bob: User) -> None:
    article = builders.a_read_article(
        f"{HOSTILE} And {HOSTILE}", HOSTILE, claimant="<b>Eve</b>", reasons=["<i>"]
    )
    claim = article.claims.get()
    verdict = builders.a_proposed_verdict(alice, claim=claim)
    bad = "javascript:alert(1)"
    Article.objects.update(url=bad, title=HOSTILE, publisher=HOSTILE)
    Evidence.objects.update(url=bad, title="", quote=HOSTILE)
    verdict.versions.update(rationale=HOSTILE)
    claim.reviews.update(lease_token="")

    for address in (
        f"claims/article/{article.pk}/change/",
        f"claims/claim/{claim.pk}/change/",
        f"claims/verdict/{verdict.pk}/change/",
        f"claims/review/claim/{claim.pk}/",
        "claims/article/",
        "claims/claim/",
        "claims/verdict/",
        "claims/event/",
        "",
    ):
        page = signed_in(bob).get(f"/admin/{address}").content.decode()
        assert "<script>alert" not in page
        assert "<b>Eve" not in page
        assert "<i>" not in page
        assert 'href="javascript:' not in page
        if "/change/" in address:
            assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
            assert bad in page


@pytest.mark.django_db
def test_an_article_says_what_became_of_each_claim_in_words(sam: User, alice: User) -> None:
    article = builders.a_read_article("One fell by 1. Two fell by 2.", "One fell by 1.")

    for_sam = signed_in(sam).get(f"/admin/claims/article/{article.pk}/change/").content.decode()
    assert 'data-status="Queued"' in for_sam
    assert "/admin/claims/claim/" not in for_sam
    for_alice = signed_in(alice).get(f"/admin/claims/article/{article.pk}/change/").content.decode()
    assert f"/admin/claims/claim/{article.claims.get().pk}/change/" in for_alice


# --- Passages

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda at: (at[0], at[0] + at[1])),
    unique=True,
    max_size=8,
)


def claims_at(spans: list[tuple[int, int]]) -> list[Claim]:
    return [Claim(pk=pk, start=start, end=end) for pk, (start, end) in enumerate(spans, start=1)]


@given(spans=SPANS)
def test_passages_are_the_whole_text_and_the_focus_is_one_of_them(
    spans: list[tuple[int, int]],
) -> None:
    text = "".join(chr(0x41 + place % 26) for place in range(60))
    claims = claims_at(spans)
    focus = claims[0] if claims else None

    cut = passages(text, claims, focus=focus)

    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
    if focus is not None:
        assert [piece.text for piece in cut if piece.is_focus] == [text[focus.start : focus.end]]
        near = around_focus(cut, characters=5)
        assert len("".join(piece.text for piece in near)) <= focus.end - focus.start + 12
    beginnings = [piece.claim.pk for piece in cut if piece.claim and piece.begins]
    assert len(beginnings) == len(set(beginnings))


def test_a_claim_within_a_claim_is_seen() -> None:
    cut = passages("abcdef", claims_at([(0, 6), (2, 4)]))

    assert [(piece.text, piece.claim and piece.claim.pk) for piece in cut] == [
        ("ab", 1),
        ("cd", 2),
        ("ef", 1),
    ]
    assert [(piece.begins, piece.ends) for piece in cut] == [
        (True, False),
        (True, True),
        (False, True),
    ]


@pytest.mark.django_db
def test_a_note_of_a_colleague_is_in_the_history_of_its_claim(alice: User) -> None:
    claim = builders.a_claim()
    write_note(claim_id=claim.pk, text="Ask the city.", by=alice, now=builders.NOW)
    page: Any = signed_in(alice).get(f"/admin/claims/claim/{claim.pk}/change/")
    assert page.status_code == 200
    assert "Claim noted" in page.content.decode()
