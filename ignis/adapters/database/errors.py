"""Errors of SQLite and of the disk as StorageErrors."""

import errno
import sqlite3
from collections.abc import Awaitable
from typing import Final, TypeVar

from ignis.adapters.database.backups import BackupError
from ignis.services.ports import StorageError, StorageReason

T = TypeVar("T")

# By primary result code (https://sqlite.org/rescode.html).
_REASONS: Final = {
    sqlite3.SQLITE_BUSY: StorageReason.LOCKED,
    sqlite3.SQLITE_LOCKED: StorageReason.LOCKED,
    sqlite3.SQLITE_PROTOCOL: StorageReason.LOCKED,
    sqlite3.SQLITE_FULL: StorageReason.FULL,
    sqlite3.SQLITE_READONLY: StorageReason.READ_ONLY,
    sqlite3.SQLITE_PERM: StorageReason.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: StorageReason.CORRUPT,
    sqlite3.SQLITE_NOTADB: StorageReason.CORRUPT,
    sqlite3.SQLITE_IOERR: StorageReason.IO_ERROR,
    sqlite3.SQLITE_CANTOPEN: StorageReason.IO_ERROR,
    sqlite3.SQLITE_CONSTRAINT: StorageReason.REFUSED,
    sqlite3.SQLITE_MISMATCH: StorageReason.REFUSED,
    sqlite3.SQLITE_TOOBIG: StorageReason.REFUSED,
    sqlite3.SQLITE_RANGE: StorageReason.REFUSED,
}
_REFUSED: Final = StorageReason.REFUSED
_ERRNOS: Final = {
    errno.ENOSPC: StorageReason.FULL,
    errno.EDQUOT: StorageReason.FULL,
    errno.EROFS: StorageReason.READ_ONLY,
    errno.EACCES: StorageReason.READ_ONLY,
    errno.EPERM: StorageReason.READ_ONLY,
}


def storage_error(what: str, error: sqlite3.Error | OSError | BackupError) -> StorageError:
    """`what` failed because of `error`, in one line."""
    if isinstance(error, BackupError):
        return StorageError(f"{what}: {error}", StorageReason.CORRUPT)
    if isinstance(error, OSError):
        return StorageError(f"{what}: {error.strerror or error}", _ERRNOS.get(error.errno or 0, StorageReason.IO_ERROR))
    # an error of the Python part of the driver has no code
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return StorageError(f"{what}: {error}", _REFUSED if _is_refusal(error) else _REASONS.get(code, StorageReason.OTHER))


async def refusing(work: Awaitable[T]) -> T:
    """`work` of the driver. What SQLite cannot hold raises sqlite3.DataError, whatever Python calls it.

    That is OverflowError for a number above 64 bits, UnicodeEncodeError for half a surrogate pair, ValueError for a
    zero byte in a statement. Where StorageErrors are made, they could not be told from errors of the caller.
    """
    try:
        return await work
    except (OverflowError, ValueError) as error:  # a UnicodeError is a ValueError
        raise sqlite3.DataError(str(error)) from error


def _is_refusal(error: sqlite3.Error) -> bool:
    """Whether SQLite, or Python's part of it, refused a value: the file and its connections are well."""
    unbound = isinstance(error, sqlite3.InterfaceError | sqlite3.ProgrammingError) and "binding parameter" in str(error)
    return unbound or isinstance(error, sqlite3.DataError)
