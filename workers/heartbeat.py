"""A file that a process touches while it is alive, and the question whether it was lately.

    python -m workers.heartbeat FILE        exit status 0: its process was alive in the last half minute

Worker and beat touch the file that FACTCHECK_HEARTBEAT_FILE names; without it none is written.
"""

import os
import sys
import time
from pathlib import Path

# So old, in seconds, it says that its process is stuck or gone.
OVERDUE = 30.0


def touch() -> None:
    """Tell by the file that this process is alive."""
    if name := os.environ.get("FACTCHECK_HEARTBEAT_FILE"):
        Path(name).touch()


def complaint(file: Path) -> str | None:
    """What is wrong with the process that touches `file`, or None."""
    try:
        age = time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return f"{file} is not there: its process never began its work."
    if age > OVERDUE:
        return f"{file}: the last sign of life is {age:.0f} seconds old."
    return None


if __name__ == "__main__":
    sys.exit(complaint(Path(sys.argv[1])))
