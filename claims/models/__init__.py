"""What a desk knows, by stage of its work."""

from claims.models.access import ApiToken
from claims.models.articles import Appearance, Article, Claim, ExtractionRun
from claims.models.events import Event, record
from claims.models.heartbeats import NEEDED, SILENCE, Heartbeat
from claims.models.methodology import Methodology
from claims.models.reviews import Draft, Review, in_review
from claims.models.verdicts import Evidence, Rating, Verdict, VerdictVersion, VerdictWord

__all__ = [
    "NEEDED",
    "SILENCE",
    "ApiToken",
    "Appearance",
    "Article",
    "Claim",
    "Draft",
    "Event",
    "Evidence",
    "ExtractionRun",
    "Heartbeat",
    "Methodology",
    "Rating",
    "Review",
    "Verdict",
    "VerdictVersion",
    "VerdictWord",
    "in_review",
    "record",
]
