"""Waiting until a member has been left in peace for a while, for any number of members at once. Pure."""

from itertools import islice, takewhile


class Debounce:
    """Everybody waits equally long, so the order of the last touches is the order in which they are due: no heap."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._due)

    def touch(self, key: int, now: float) -> None:
        """Begins the wait of `key` anew. `now` never goes back."""
        self._due.pop(key, None)
        self._due[key] = now + self._seconds

    def forget(self, key: int) -> None:
        self._due.pop(key, None)

    @property
    def next_at(self) -> float | None:
        """When the first is due; None when nobody waits."""
        return next(iter(self._due.values()), None)

    def take(self, now: float, most: int) -> list[int]:
        """Those who are due, the longest first, at most so many; they wait no more."""
        waited = takewhile(lambda item: item[1] <= now, self._due.items())
        due = [key for key, _ in islice(waited, most)]
        for key in due:
            del self._due[key]
        return due
