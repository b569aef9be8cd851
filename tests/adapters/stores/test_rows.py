"""The columns that the code knows are those of the real file, and what goes in comes out."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import (
    ENTRY,
    INSERT_ENTRY,
    MEMBER,
    MEMBER_DETAILS,
    UPSERT_MEMBER,
    as_text,
    entry_of,
    entry_row,
    ids_as_json,
    member_of,
    member_row,
    rows_as_json,
    upsert_members,
)
from ignis.domain.members.change import Action, LedgerEntry
from ignis.domain.members.member import Member
from ignis.services.ports import StorageError, StorageReason

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FULL = Member(2**63 - 1, 7, "Captain", None, 2, 3, 4, declined="Primarch", role_rank="Brother", roles_due=True)
EMPTY = Member(1, 0, "Aspirant", "recruits")


async def columns(database: Database, table: str) -> set[str]:
    return {name for (name,) in await database.fetch("columns", "SELECT name FROM pragma_table_info(?)", (table,))}


async def test_the_fields_of_a_member_and_two_times_are_the_columns(database: Database) -> None:
    known = {field.name for field in fields(Member)} | {"created_at", "updated_at"}
    assert await columns(database, "members") == known
    assert set(MEMBER_DETAILS.split(", ")) == known - {"user_id"}


async def test_the_fields_of_an_entry_and_an_id_are_the_columns_of_the_audit(database: Database) -> None:
    assert await columns(database, "audit") == {field.name for field in fields(LedgerEntry)} | {"id"}


@pytest.mark.parametrize("member", [FULL, EMPTY], ids=["full", "empty"])
async def test_a_member_comes_out_as_stored(database: Database, member: Member) -> None:
    async with database.transaction("store") as connection:
        await connection.execute(UPSERT_MEMBER, member_row(member, NOON))
    (row,) = await database.fetch("members", f"SELECT {MEMBER} FROM members")  # noqa: S608  our own columns
    assert member_of(row) == member


async def test_storing_a_member_again_keeps_the_first_time(database: Database) -> None:
    later = NOON + timedelta(days=1)
    async with database.transaction("store") as connection:
        await connection.execute(UPSERT_MEMBER, member_row(EMPTY, NOON))
        await connection.execute(UPSERT_MEMBER, member_row(Member(1, 9, "Brother", "brothers"), later))
    rows = await database.fetch("times", "SELECT points, created_at, updated_at FROM members")
    assert rows == [(9, as_text(NOON), as_text(later))]


async def test_columns_that_are_not_named_keep_their_values(database: Database) -> None:
    only_the_rank = upsert_members("VALUES (?, ?, ?3, ?3)", ("user_id", "rank"))
    async with database.transaction("store") as connection:
        await connection.execute(UPSERT_MEMBER, member_row(FULL, NOON))
        await connection.execute(only_the_rank, (FULL.user_id, "Primarch", as_text(NOON)))
    (row,) = await database.fetch("members", f"SELECT {MEMBER} FROM members")  # noqa: S608  our own columns
    expected = Member(FULL.user_id, 7, "Primarch", None, 2, 3, 4, "Primarch", "Brother", roles_due=True)
    assert member_of(row) == expected


@pytest.mark.parametrize(
    "entry",
    [
        LedgerEntry(Action.POINTS, 1, 2, 0, 5, "patrol", NOON),
        LedgerEntry(Action.PROMOTED, 1, None, "Aspirant", "Initiate", None, NOON),
        LedgerEntry(Action.COMPANY, 1, 2, None, 3, "transfer", NOON),
    ],
    ids=lambda entry: entry.action,
)
async def test_an_entry_comes_out_as_stored(database: Database, entry: LedgerEntry) -> None:
    async with database.transaction("store") as connection:
        await connection.execute(INSERT_ENTRY, entry_row(entry))
    (row,) = await database.fetch("audit", f"SELECT {ENTRY} FROM audit")  # noqa: S608  our own columns
    assert entry_of(row) == entry


def test_times_are_stored_in_utc() -> None:
    in_sao_paulo = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=-3)))
    assert as_text(in_sao_paulo) == "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, True])
async def test_numbers_up_to_64_bits_come_out_of_json_as_they_are(database: Database, number: int) -> None:
    each = "SELECT value ->> 0 FROM json_each(?)"
    assert await database.fetch("rows", each, (rows_as_json([(number, "x")]),)) == [(number,)]
    assert await database.fetch("ids", "SELECT value FROM json_each(?)", (ids_as_json([number]),)) == [(number,)]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**5000], ids=["above", "below", "huge"])
def test_numbers_above_64_bits_are_refused_before_they_become_fractions(number: int) -> None:
    with pytest.raises(StorageError) as of_ids:
        ids_as_json([1, number])
    with pytest.raises(StorageError) as of_rows:
        rows_as_json([(1, "x"), (2, number)])
    assert {of_ids.value.reason, of_rows.value.reason} == {StorageReason.REFUSED}


def test_texts_and_nothing_stay_what_they_are_in_json() -> None:
    assert rows_as_json([(1, "São Tomé", None)]) == '[[1, "São Tomé", null]]'
    assert ids_as_json([]) == rows_as_json([]) == "[]"
