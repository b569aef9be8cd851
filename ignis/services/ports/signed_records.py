"""Records outside the store that name their authors."""

from typing import Protocol


class SignedRecords(Protocol):
    """What names its authors, and is kept outside the store."""

    async def unsign(self, user_id: int) -> None:
        """What they did stays, and nobody can tell who it was. Raises StorageError."""
        ...
