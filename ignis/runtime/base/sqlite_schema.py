"""Schemas of SQLite files: numbered scripts shipped in a package, and their number in the file's `user_version`."""

import sqlite3
from importlib import resources
from pathlib import Path

from ignis.runtime.base.errors import ConfigError


def migrations(package: str) -> list[str]:
    """The scripts `migrations/0001_….sql`, `0002_….sql` … of `package`, in order."""
    folder = resources.files(package) / "migrations"
    scripts = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [script.read_text(encoding="utf-8") for script in scripts]


def migrate(connection: sqlite3.Connection, package: str, path: Path, *, up_to: int | None = None) -> None:
    """Sets WAL and synchronous=FULL, and applies the scripts that the file lacks, up to number `up_to`. Blocks.

    Each script and its number are one transaction: a crash leaves the schema before or after it. Raises ConfigError
    for a file that a newer Ignis wrote, before touching it. Errors of sqlite3 are left to the caller.

    Example:
        migrate(connection, "ignis.adapters.database", Path("var/ignis.db"))
    """
    scripts = migrations(package)
    if (found := schema_version(connection)) > len(scripts):
        raise ConfigError(
            f"{path}: has schema {found}, but this Ignis knows schemas up to {len(scripts)}; "
            "update Ignis, or restore a backup from before the update"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for number, script in enumerate(scripts[found:up_to], start=found + 1):
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the newest script that was applied."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
