"""What a command answers: a short text in a message box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

BOX = 1_000
"""Characters that a message box shows on any screen: VBA's own box cuts at 1,024, and a small laptop not much later."""


class Level(StrEnum):
    """What became of the command.

    `QUIET`: done, and already on the screen, so that no box is shown. `INFO`: done. `WARNING`: done, with something to
    look at. `ERROR`: not done.
    """

    QUIET = "quiet"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the user reads; `text` has line breaks."""

    title: str
    text: str
    level: Level = Level.INFO


@dataclass(frozen=True, slots=True)
class Answer:
    """A notice and, perhaps, a question at its foot with what a «sí» does."""

    notice: Notice
    question: str = ""
    on_yes: Callable[[], None] = lambda: None


class Block(NamedTuple):
    """A piece of a box; when not everything fits, those of highest `rank` go first and rank 0 always stays."""

    text: str
    rank: int = 0


def boxed(blocks: Sequence[Block], *, left_out: str = "") -> str:
    """The blocks that fit in a box, in their order; `left_out` is added when some did not."""
    kept = [block for block in blocks if block.text]
    if _length(kept) <= BOX:
        return _joined(kept)
    if left_out:
        kept.append(Block(left_out))
    while _length(kept) > BOX and (worst := max(block.rank for block in kept)):
        kept.pop(max(place for place, block in enumerate(kept) if block.rank == worst))
    return _joined(kept)


def _joined(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _length(blocks: Sequence[Block]) -> int:
    return len(_joined(blocks))
