"""What a desk knows, by stage of its work."""

from claims.models.access import ApiToken, KeyedCall
from claims.models.articles import Appearance, Article, ArticleWord, Claim, ExtractionRun
from claims.models.events import Event, record
from claims.models.evidence_links import EvidenceLink
from claims.models.evidence_pages import EvidencePage
from claims.models.heartbeats import NEEDED, SILENCE, Heartbeat
from claims.models.letters import Letter
from claims.models.matches import MOST_COUNTED, ClaimKey, ClaimMatch, Question, QuestionKey
from claims.models.methodology import Methodology
from claims.models.reviews import Draft, Note, Review, Skip, in_review
from claims.models.takedowns import Takedown
from claims.models.verdicts import Evidence, Rating, Verdict, VerdictVersion, VerdictWord
from claims.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "MOST_COUNTED",
    "NEEDED",
    "SILENCE",
    "ApiToken",
    "Appearance",
    "Article",
    "ArticleWord",
    "Claim",
    "ClaimKey",
    "ClaimMatch",
    "Draft",
    "Event",
    "Evidence",
    "EvidenceLink",
    "EvidencePage",
    "ExtractionRun",
    "Heartbeat",
    "KeyedCall",
    "Letter",
    "Methodology",
    "Note",
    "Question",
    "QuestionKey",
    "Rating",
    "Review",
    "Skip",
    "Takedown",
    "Verdict",
    "VerdictVersion",
    "VerdictWord",
    "WebhookDelivery",
    "WebhookEndpoint",
    "in_review",
    "record",
]
