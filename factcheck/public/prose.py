"""The little formatting that a text of the desk's own has: paragraphs, headings, lists. All of it plain text."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Block:
    kind: Literal["heading", "list", "paragraph"]
    lines: list[str]


def blocks_of(text: str) -> list[Block]:
    """The blocks of `text`: an empty line ends one, `#` begins a heading, and lines that begin with `-` are a list."""
    blocks: list[Block] = []
    open_block: Block | None = None
    for line in map(str.strip, text.splitlines()):
        if not line:
            open_block = None
            continue
        kind, words = _read(line)
        if open_block is None or kind == "heading" or open_block.kind != kind:
            open_block = Block(kind, [])
            blocks.append(open_block)
        open_block.lines.append(words)
    return blocks


def _read(line: str) -> tuple[Literal["heading", "list", "paragraph"], str]:
    if line.startswith("#"):
        return "heading", line.lstrip("#").strip()
    if line.startswith("- "):
        return "list", line[2:].strip()
    return "paragraph", line
