"""What a rule says when it refuses. Each face turns these into its own words: a status code, a message, an exit code."""


class RuleError(Exception):
    """A rule refused; nothing was written unless the message says so."""


class Invalid(RuleError):
    """A value cannot be used. `errors` has a sentence for each field at fault, with the fix in it."""

    def __init__(self, /, **errors: str) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors.items()))


class NotFound(RuleError):
    """There is no such row, or this person may not know of it."""


class NotAllowed(RuleError):
    """This person may not do this, whatever state the row is in."""


class WrongState(RuleError):
    """The row has moved on, so this step does not lead from where it stands."""


class TooMany(RuleError):
    """This person has asked for it too often lately: later they may again."""


class LeaseLost(RuleError):
    """The token is not the one of a live lease. What was sent is kept as the sender's draft where it is one."""
