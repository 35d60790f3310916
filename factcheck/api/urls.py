"""The REST API, as the contract names it."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from factcheck import ids as ids  # <id:…>
from factcheck.api import (
    articles,
    check,
    claims,
    evidence_pages,
    history,
    notes,
    passages,
    questions,
    queue,
    suggestions,
    verdicts,
)
from factcheck.api import schema as schema  # the scheme of our tokens registers itself

urlpatterns = [
    path("articles/", articles.Articles.as_view()),
    path("articles/<id:article_id>/", articles.OneArticle.as_view()),
    path("articles/<id:article_id>/text/", articles.ArticleText.as_view()),
    path("articles/<id:article_id>/claims/", articles.ArticleClaims.as_view()),
    path("articles/<id:article_id>/ledger/", articles.ArticleLedger.as_view()),
    path("claims/", claims.Claims.as_view()),
    path("claims/<id:claim_id>/", claims.OneClaim.as_view()),
    path("queue/next/", queue.NextReview.as_view()),
    path("queue/mine/", queue.MyReviews.as_view()),
    path("claims/<id:claim_id>/renew/", queue.Renew.as_view()),
    path("claims/<id:claim_id>/release/", queue.Release.as_view()),
    path("claims/<id:claim_id>/draft/", queue.SaveDraft.as_view()),
    path("claims/<id:claim_id>/dismiss/", queue.Dismiss.as_view()),
    path("claims/<id:claim_id>/verdict/", queue.GiveVerdict.as_view()),
    path("claims/<id:claim_id>/skip/", queue.Skip.as_view()),
    path("claims/<id:claim_id>/reopen/", queue.Reopen.as_view()),
    path("claims/<id:claim_id>/wording/", passages.Wording.as_view()),
    path("claims/<id:claim_id>/span/", passages.Span.as_view()),
    path("claims/<id:claim_id>/split/", passages.Split.as_view()),
    path("claims/<id:claim_id>/merge/", passages.Merge.as_view()),
    path("claims/<id:claim_id>/notes/", notes.Notes.as_view()),
    path("claims/<id:claim_id>/suggestions/", suggestions.Suggestions.as_view()),
    path(
        "claims/<id:claim_id>/suggestions/<id:match_id>/reject/",
        suggestions.RejectSuggestion.as_view(),
    ),
    path("claims/<id:claim_id>/same-as/", suggestions.SameAs.as_view()),
    path("claims/<id:claim_id>/unmatch/", suggestions.Unmatch.as_view()),
    path("matches/precision/", suggestions.Precision.as_view()),
    path("check/", check.Check.as_view()),
    path("check/questions/", questions.Questions.as_view()),
    path("check/questions/<id:question_id>/", questions.OneQuestion.as_view()),
    path("evidence-pages/", evidence_pages.EvidencePages.as_view(), name="evidence_pages"),
    path("verdicts/", verdicts.Verdicts.as_view()),
    path("verdicts/<id:verdict_id>/", verdicts.OneVerdict.as_view()),
    path("verdicts/<id:verdict_id>/publish/", verdicts.Publish.as_view()),
    path("verdicts/<id:verdict_id>/return/", verdicts.Return.as_view()),
    path("verdicts/<id:verdict_id>/correct/", verdicts.Correct.as_view()),
    path("verdicts/<id:verdict_id>/retract/", verdicts.Retract.as_view()),
    path("verdicts/<id:verdict_id>/versions/", history.Versions.as_view()),
    path("verdicts/<id:verdict_id>/claimreview/", history.ClaimReview.as_view()),
    path("corrections/", history.Corrections.as_view()),
    path("ratings/", verdicts.Ratings.as_view()),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(), name="docs"),
]
