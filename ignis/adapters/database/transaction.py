"""One transaction of `ignis.db`. It records its statements, so that the journal can repeat them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import TypeAlias

import aiosqlite
from aiosqlite.context import Result

from ignis.adapters.database.errors import refusing

Value: TypeAlias = str | int | float | bytes | None
_READING = frozenset({"SELECT", "PRAGMA", "EXPLAIN", "VALUES"})


@dataclass(frozen=True)
class Statement:
    sql: str
    values: tuple[Value, ...]


class Transaction:
    """The writing connection, for as long as the transaction lasts. Values go by position.

    Its statements are repeated, in the same order, on a copy of the same data. So no statement may use the time or
    random numbers, and a statement that fails must end the transaction.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._written: list[Statement] = []

    @property
    def written(self) -> Sequence[Statement]:
        return self._written

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Result[aiosqlite.Cursor]:
        self._record(sql, (values,))
        return Result(refusing(self._connection.execute(sql, values)))

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> Result[aiosqlite.Cursor]:
        rows = tuple(rows)
        self._record(sql, rows)
        return Result(refusing(self._connection.executemany(sql, rows)))

    def execute_fetchall(self, sql: str, values: Sequence[Value] = ()) -> Result[Iterable[Row]]:
        self._record(sql, (values,))
        return Result(refusing(self._connection.execute_fetchall(sql, values)))

    def _record(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        if sql.split(maxsplit=1)[0].upper() not in _READING:
            self._written += [Statement(sql, tuple(values)) for values in rows]
