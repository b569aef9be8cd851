"""One transaction of `ignis.db`, which notes what it writes, so that the journal can write it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import TypeAlias

import aiosqlite
from aiosqlite.context import Result

Value: TypeAlias = str | int | float | bytes | None
_READING = frozenset({"SELECT", "PRAGMA", "EXPLAIN", "VALUES"})


@dataclass(frozen=True)
class Statement:
    sql: str
    values: tuple[Value, ...]


class Transaction:
    """The writing connection, for as long as the transaction lasts. Values go by position.

    What is noted is done again, in the same order, on a copy of the same data: so no statement may ask for the time or
    for chance, and one that fails ends the transaction.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._written: list[Statement] = []

    @property
    def written(self) -> Sequence[Statement]:
        return self._written

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Result[aiosqlite.Cursor]:
        self._note(sql, (values,))
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> Result[aiosqlite.Cursor]:
        rows = tuple(rows)
        self._note(sql, rows)
        return self._connection.executemany(sql, rows)

    def execute_fetchall(self, sql: str, values: Sequence[Value] = ()) -> Result[Iterable[Row]]:
        self._note(sql, (values,))
        return self._connection.execute_fetchall(sql, values)

    def _note(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        if sql.split(maxsplit=1)[0].upper() not in _READING:
            self._written += [Statement(sql, tuple(values)) for values in rows]
