"""How good a score is, and the line that turns it into a probability."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

_BINS = 10


def probability(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def calibration(log_odds: np.ndarray, worthy: np.ndarray) -> tuple[float, float]:
    """Return slope and offset (Platt 1999): the log-odds so stretched mean what they say."""
    line = LogisticRegression(C=1e6).fit(log_odds[:, None], worthy)
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def calibration_error(probabilities: np.ndarray, worthy: np.ndarray) -> float:
    """Return how far, on average, a said probability is from what came true (ECE)."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(probabilities[bins == b].mean() - worthy[bins == b].mean()) * (bins == b).mean()
        for b in range(_BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def best_threshold(probabilities: np.ndarray, worthy: np.ndarray) -> float:
    cuts = np.arange(0.2, 0.81, 0.01)
    return float(cuts[np.argmax([f1_score(worthy, probabilities >= cut) for cut in cuts])])


def report(name: str, probabilities: np.ndarray, worthy: np.ndarray, threshold: float) -> str:
    return (
        f"{name:32} AP {average_precision_score(worthy, probabilities):.4f}"
        f"  F1 at {threshold:.2f} {f1_score(worthy, probabilities >= threshold):.4f}"
        f"  ECE {calibration_error(probabilities, worthy):.4f}"
    )
