"""How the tests sign in at the desk and fill in its form."""

from django.contrib.auth.models import User
from django.test import Client

WHOLE = {"conclusion": "It cost less.", "rationale": "The accounts say so.", "rating": "false"}
SOURCE = {"url": "https://stats.example.org/7", "stance": "refutes", "primary": "on"}
BLANK = {"url": "", "stance": "context"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled_in(token: str, step: str, *sources: dict[str, str], **fields: str) -> dict[str, str]:
    """What the form of an answer sends when the button of `step` is pressed."""
    rows = {
        f"evidence-{row}-{name}": value
        for row, source in enumerate(sources)
        for name, value in source.items()
    }
    counts = {"evidence-TOTAL_FORMS": str(len(sources)), "evidence-INITIAL_FORMS": "0"}
    return {"token": token, "step": step, **counts, **rows, **fields}
