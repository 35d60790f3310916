"""How the weights of the check-worthiness scorers are made; see docs/model-card.md.

Nothing here runs in the desk, and what it needs is installed apart: training/requirements.txt.
"""
