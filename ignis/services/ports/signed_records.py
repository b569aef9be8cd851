"""Records outside the store that name their authors."""

from typing import Protocol


class SignedRecords(Protocol):
    """What names its authors, and is kept outside the store.

    Example: the versions of the role map, each with the administrator who made it.
    """

    async def unsign(self, user_id: int) -> None:
        """Removes the author's name from what they did; the records stay. Raises StorageError."""
        ...
