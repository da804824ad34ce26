"""What tables, names and rules share: a list that is also asked by name, and what belongs to a range."""

from collections.abc import Iterator
from typing import Any


class Listed:
    """A collection whose members come from `_members`; names are compared in any case, as Excel does."""

    def _members(self) -> list[Any]:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._members())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._members())

    def __contains__(self, key: str) -> bool:
        return any(member.name.lower() == key.lower() for member in self._members())

    def __call__(self, key: Any) -> Any:
        """By its order, from 1, or by its name. `KeyError` if there is none."""
        members = self._members()
        if isinstance(key, int):
            if not 1 <= key <= len(members):
                raise KeyError(key)
            return members[key - 1]
        found = next((member for member in members if member.name.lower() == key.lower()), None)
        if found is None:
            raise KeyError(key)
        return found


class OfRange:
    """Something that a range has and that lasts as long as its book is open."""

    def __init__(self, rng: Any) -> None:
        self._range = rng

    def _alive(self) -> bool:
        return bool(self._range._alive())
