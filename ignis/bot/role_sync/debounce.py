"""Waits until a member has not changed for a while, for any number of members at once. Pure."""

from itertools import islice, takewhile


class Debounce:
    """All keys wait equally long, so they are due in the order of their last restarts: no heap is needed.

    >>> debounce = Debounce(2)
    >>> debounce.restart(7, now=0)
    >>> debounce.pop_due(now=1, most=10), debounce.pop_due(now=2, most=10)
    ([], [7])
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._due)

    def restart(self, key: int, now: float) -> None:
        """The wait of `key` begins again. `now` never goes back."""
        self._due.pop(key, None)
        self._due[key] = now + self._seconds

    def cancel(self, key: int) -> None:
        self._due.pop(key, None)

    @property
    def next_at(self) -> float | None:
        """When the first key is due; None if no key waits."""
        return next(iter(self._due.values()), None)

    def pop_due(self, now: float, most: int) -> list[int]:
        """At most `most` keys that are due, the longest waiting first. They no longer wait."""
        waited = takewhile(lambda item: item[1] <= now, self._due.items())
        due = [key for key, _ in islice(waited, most)]
        for key in due:
            del self._due[key]
        return due
