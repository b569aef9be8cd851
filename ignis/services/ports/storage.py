"""Why a store could not do what it was asked for."""

from enum import StrEnum


class StorageReason(StrEnum):
    """Why the store could not; readers are told by it."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    MISSING = "missing"
    REPLACED = "replaced"
    CORRUPT = "corrupt"
    IO_ERROR = "io_error"
    OTHER = "other"


class StorageError(Exception):
    """The store could not do what it was asked. Its text is one line; nothing was changed."""

    def __init__(self, message: str, reason: StorageReason = StorageReason.OTHER) -> None:
        super().__init__(message)
        self.reason = reason
