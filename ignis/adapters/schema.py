"""The schema of `ignis.db`: numbered SQL files, and their number in the file's `user_version`."""

import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

from ignis.runtime.settings import ConfigError
from ignis.services.ports import StorageError


def bring_up_to_date(path: Path, *, busy_timeout: float) -> None:
    """Creates the file if there is none, and applies what it lacks. Blocks.

    Raises ConfigError for a file that is no database or newer than this program: neither is touched. Raises
    StorageError when another program holds it for longer than `busy_timeout` seconds, or the disk fails.
    """
    try:
        with closing(sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)) as connection:
            _refuse_newer(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection)
    except sqlite3.OperationalError as error:
        raise StorageError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"{path}: not a whole SQLite database ({error}); move it aside, or restore one from {path.parent}/backups"
        ) from error


def migrations() -> list[str]:
    """The numbered SQL files of this package, in order."""
    folder = resources.files("ignis.adapters") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [file.read_text(encoding="utf-8") for file in files]


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    found, known = _version(connection), len(migrations())
    if found > known:
        raise ConfigError(
            f"{path}: has schema {found}, but this Ignis knows schemas up to {known}; "
            "update Ignis, or restore a backup from before the update"
        )


def _migrate(connection: sqlite3.Connection) -> None:
    """Each file and its number are one transaction: a crash leaves the schema before or after it."""
    for number, script in enumerate(migrations(), start=1):
        if number > _version(connection):
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
