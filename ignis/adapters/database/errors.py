"""Errors of SQLite and of the disk as StorageErrors."""

import errno
import sqlite3
from typing import Final

from ignis.adapters.database.backups import BackupError
from ignis.services.ports import StorageError, StorageReason

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
}
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
    return StorageError(f"{what}: {error}", _REASONS.get(code, StorageReason.OTHER))
