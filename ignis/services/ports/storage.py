"""Why a store could not do its work."""

from enum import StrEnum


class StorageReason(StrEnum):
    """Why the store failed; the text for readers depends on it."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    MISSING = "missing"
    REPLACED = "replaced"
    CORRUPT = "corrupt"
    IO_ERROR = "io_error"
    REFUSED = "refused"  # a value that it cannot hold; the store itself is well
    OTHER = "other"


class StorageError(Exception):
    """The store failed, and nothing was changed. The text is one line."""

    def __init__(self, message: str, reason: StorageReason = StorageReason.OTHER) -> None:
        super().__init__(message)
        self.reason = reason
