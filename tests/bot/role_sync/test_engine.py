"""The sync at work: the bot's client in the sandbox, a real database, and what Discord was asked for in the end."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
import pytest_asyncio

from ignis.adapters.stores.members import SqliteMembers
from ignis.adapters.stores.owed_swaps import SqliteSwaps
from ignis.bot.manual_sync.sync_members import SyncMembers
from ignis.bot.role_sync.write_queue import WritePriority
from ignis.domain.members.change import Action, Actor
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import SetRank
from ignis.domain.members.profile import Subject
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync.plan import SeenMember, StoredOutline, SyncPlan
from ignis.domain.role_sync.swap import Swap
from ignis.domain.role_sync.sync_run import MemberOutcome
from ignis.services.ports import AccountUrgency, HistoryLine
from ignis.services.sync import RankSync
from tests.bot.conftest import NOON
from tests.support.fakes.accounts import FakeAccounts
from tests.support.legion.stores import on_disk
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.servers.syncing import QUICK, Syncing, syncing
from tests.support.waiting import becomes, eventually

if TYPE_CHECKING:
    import aiohttp


ANY_ROLE = "* /guilds/{guild}/members/{member}/roles/{role}"


@pytest_asyncio.fixture
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox() as made:
        yield made


@pytest.fixture
def accounts(sandbox: RunningSandbox) -> FakeAccounts:
    """Two members are known; of the others their nicknames tell the name, if they do."""
    members = {member.display_name: member.id for member in sandbox.sandbox.spec.members}
    return FakeAccounts({members["Zadar"]: "ZadarOfAethonion", members["Tu'Shan"]: "TuShan_Nocturne"})


@pytest_asyncio.fixture
async def run(sandbox: RunningSandbox, accounts: FakeAccounts, tmp_path: Path) -> AsyncGenerator[Syncing]:
    async with syncing(sandbox, tmp_path, accounts) as made:
        yield made


async def test_at_the_start_everybody_is_stored_and_who_fits_is_left_alone(run: Syncing) -> None:
    assert await run.rank("Tu'Shan") == "Ashborn Legionary"
    assert await run.rank("Emek") == "Apothecarion", "the higher of two roles"
    assert await run.stored("Seraphine of Hesiod") is None, "a visitor holds no rank"
    assert run.writes("Tu'Shan") == []
    assert await run.nickname("Zadar") == "IG. Inductii ZadarOfAethonion"


async def test_a_moderator_changes_roles_and_rank_and_nickname_follow_in_one_request(run: Syncing) -> None:
    await run.change("Tu'Shan", add_roles=["Legion Elite"], remove_roles=["Legionary"])
    await run.becomes("Tu'Shan", "6. Legion Elite TuShan_Nocturne")
    await run.idle()
    assert await run.rank("Tu'Shan") == "Flamehardened Veteran"
    assert run.writes("Tu'Shan") == [("PATCH", 200)]
    (line,) = await lines_since(run, "Tu'Shan")
    assert (line.entry.action, line.entry.actor_id) == (Action.SYNCED, run.id_of("Cassian"))
    assert (line.entry.before, line.entry.after) == ("Ashborn Legionary", "Flamehardened Veteran")
    assert line.entry.reason == "Legion Elite"
    assert run.count("ignis_sync_ranks_total", cause="moderator") == 1


async def lines_since(run: Syncing, name: str) -> list[HistoryLine]:
    """The member's history from the newest on, without the line of the first rank, which the first round writes."""
    return [*await on_disk(run.database).history.lines(run.id_of(name), None, 9)][:-1]


async def authors(run: Syncing, name: str) -> list[int | None]:
    """Who is named for each rank that followed the roles, the first one first."""
    lines = await lines_since(run, name)
    return [line.entry.actor_id for line in reversed(lines) if line.entry.action is Action.SYNCED]


async def heard_of(run: Syncing, entries: Sequence[discord.AuditLogEntry], author: str) -> None:
    async def is_so() -> bool:
        return any(entry.user_id == run.id_of(author) for entry in entries)

    await becomes(is_so, f"the entry by {author} has come", within=20)


async def test_an_entry_that_is_four_seconds_late_signs_nobody_elses_change(run: Syncing) -> None:
    await run.sandbox.control("faults", target="audit-log", kind="late", seconds=600, count=1, delay=4)
    await run.change("Tu'Shan", by="Vulkan", add_roles=["Captain"])
    await run.becomes("Tu'Shan", "3. Captain TuShan_Nocturne")
    await run.idle()
    await run.change("Tu'Shan", by="Cassian", remove_roles=["Captain"])
    await run.becomes("Tu'Shan", "6. Legionary TuShan_Nocturne")
    await run.idle()
    assert await authors(run, "Tu'Shan") == [None, run.id_of("Cassian")]


async def test_a_late_entry_does_not_stand_for_a_missing_one_of_the_same_roles(
    sandbox: RunningSandbox, accounts: FakeAccounts, tmp_path: Path
) -> None:
    entries: list[discord.AuditLogEntry] = []
    async with syncing(sandbox, tmp_path, accounts, QUICK.model_copy(update={"quiet": 1.0})) as run:
        run.client.listen("audit_log_entry_create", entries.append)
        await sandbox.control("faults", target="audit-log", kind="late", seconds=600, count=1, delay=0.4)
        await run.change("Tu'Shan", by="Vulkan", add_roles=["Captain"])
        await run.change("Tu'Shan", by="Cassian", remove_roles=["Captain"])
        await sandbox.control("faults", target="audit-log", kind="missing", seconds=600, count=1)
        await run.change("Tu'Shan", by="Zadar", add_roles=["Captain"])
        await heard_of(run, entries, "Vulkan")
        await run.becomes("Tu'Shan", "3. Captain TuShan_Nocturne")
        await run.idle()
        assert await authors(run, "Tu'Shan") == [None]


async def test_the_audit_log_of_another_server_signs_nothing(run: Syncing) -> None:
    entries: list[discord.AuditLogEntry] = []
    run.client.listen("audit_log_entry_create", entries.append)
    ours = run.client.guild
    assert ours is not None
    elsewhere = cast("discord.Guild", SimpleNamespace(id=ours.id + 1))
    zadar = run.id_of("Tu'Shan")
    foreign = SimpleNamespace(
        guild=elsewhere, action=discord.AuditLogAction.member_role_update, user_id=1, _target_id=zadar, _changes=[]
    )
    run.client.dispatch("audit_log_entry_create", foreign)
    assert entries == []
    foreign.guild = ours
    run.client.dispatch("audit_log_entry_create", foreign)
    assert entries == [foreign]


async def test_updates_are_counted_by_what_changed_once_each_and_neither_its_own_nor_those_of_bots(
    run: Syncing,
) -> None:
    def updates() -> list[float]:
        return [run.count("ignis_sync_updates_total", change=change) for change in ("roles", "nickname", "joined")]

    before = updates()
    await run.change("Tu'Shan", add_roles=["Legion Elite"], remove_roles=["Legionary"])
    await run.becomes("Tu'Shan", "6. Legion Elite TuShan_Nocturne")
    await run.idle()
    await run.change("Tu'Shan", nick="somebody else")
    await run.becomes("Tu'Shan", "6. Legion Elite TuShan_Nocturne")
    await run.idle()
    run.sync.member_joined(run.seen("Zadar"))
    run.sync.member_joined(run.seen("Zadar").guild.me)
    assert [after - had for after, had in zip(updates(), before, strict=True)] == [1, 1, 1]


async def test_a_nickname_written_again_before_the_gateway_has_shown_it_is_no_conflict(run: Syncing) -> None:
    ours = "6. Legionary TuShan_Nocturne"
    for number in range(4):
        run.sync.writer._own_nicknames[run.id_of("Tu'Shan")] = ours  # as between a write and its echo
        await run.change("Tu'Shan", nick=f"somebody {number}")
        await run.becomes("Tu'Shan", ours)
        await run.idle()
    assert run.count("ignis_sync_fights_total") == 0


async def test_of_a_burst_only_the_final_state_counts(
    sandbox: RunningSandbox, accounts: FakeAccounts, tmp_path: Path
) -> None:
    """Five requests of a busy machine are within a second of each other, not always within a fifth of one."""
    async with syncing(sandbox, tmp_path, accounts, QUICK.model_copy(update={"quiet": 1.0})) as run:
        for role in ("Legion Veteran", "Legion Elite", "Captain", "Legion Sergeant"):
            await run.change("Tu'Shan", by="Bloxlink", add_roles=[role], remove_roles=["Legionary", "Captain"])
        last = ["Legion Elite", "Legion Veteran"]
        await run.change("Tu'Shan", by="Bloxlink", remove_roles=last, nick="TuShan_Nocturne")
        await run.becomes("Tu'Shan", "3. L. Sergeant TuShan_Nocturne")
        await run.idle()
        assert await run.rank("Tu'Shan") == "Cindershield Sergeant"
        assert run.writes("Tu'Shan") == [("PATCH", 200)]
        assert len(await lines_since(run, "Tu'Shan")) == 1
        assert run.count("ignis_sync_ranks_total", cause="bloxlink") == 1
        assert accounts.asked == []


async def test_what_changes_nothing_asks_nothing(run: Syncing) -> None:
    await run.change("Tu'Shan", add_roles=["Recruiter"])
    await run.change("Tu'Shan", add_roles=["Visitor"], remove_roles=["Recruiter"])
    await run.idle()
    assert run.writes("Tu'Shan") == []
    assert not await lines_since(run, "Tu'Shan")


async def test_an_unlinked_member_who_wants_to_be_called_mr_beast_is_left_alone(run: Syncing) -> None:
    await run.change("Val'in", nick="Mr. Beast", add_roles=["Legion Elite"], remove_roles=["Legionary"])

    async def followed() -> bool:
        return await run.rank("Val'in") == "Flamehardened Veteran"

    await becomes(followed, "the rank follows")
    await run.idle()
    assert await run.nickname("Val'in") == "Mr. Beast"
    assert run.writes("Val'in") == []


async def test_whose_name_nobody_knows_is_looked_up_and_else_left_alone(run: Syncing, accounts: FakeAccounts) -> None:
    await run.change("Mo'lok", add_roles=["Emberbound Initiate"], remove_roles=["Civitas Aspirant"])

    async def asked() -> bool:
        return accounts.asked == [(run.id_of("Mo'lok"), AccountUrgency.CHANGED)]

    await becomes(asked, "the account is looked up")
    await run.idle()
    assert await run.rank("Mo'lok") == "Emberbound Initiate"
    assert await run.nickname("Mo'lok") is None


async def test_who_stands_above_the_bot_is_not_touched_but_stored(run: Syncing, accounts: FakeAccounts) -> None:
    accounts.names[run.id_of("Vulkan")] = "VulkanOfNocturne"
    await run.change("Vulkan", by="The Emperor", add_roles=["First Captain"])
    await run.idle()
    assert await run.rank("Vulkan") == "Primarch"
    assert run.writes("Vulkan") == []


async def test_who_loses_every_mapped_role_keeps_rank_and_nickname(run: Syncing) -> None:
    await run.change("Tu'Shan", remove_roles=["Legionary"])
    await run.idle()
    assert await run.rank("Tu'Shan") == "Ashborn Legionary"
    assert run.writes("Tu'Shan") == []


async def test_two_bots_over_one_nickname_end_in_a_report(run: Syncing) -> None:
    ours, theirs = "6. Legionary TuShan_Nocturne", "TuShan_Nocturne"
    for _ in range(2):
        await run.change("Tu'Shan", by="Bloxlink", nick=theirs)
        await run.becomes("Tu'Shan", ours)
    await run.change("Tu'Shan", by="Bloxlink", nick=theirs)

    async def reported() -> bool:
        return bool(run.sync.state()["contested"] == [str(run.id_of("Tu'Shan"))])

    await becomes(reported, "the fight is reported")
    await run.idle()
    assert await run.nickname("Tu'Shan") == theirs
    assert run.writes("Tu'Shan") == [("PATCH", 200)] * 2
    assert run.count("ignis_sync_fights_total") == 1
    await run.change("Tu'Shan", by="Bloxlink", nick=f"{theirs}!")
    await run.idle()
    assert run.writes("Tu'Shan") == [("PATCH", 200)] * 2, "left alone from now on"


async def leave_and_come_back(run: Syncing, name: str, **how: Any) -> None:
    await run.sandbox.control("members/leave", member=name, **how)
    await eventually(lambda: not seen_by(run, name), f"{name} has left")
    await run.sandbox.control("members/join", name=name)
    await eventually(lambda: seen_by(run, name), f"{name} is back")


def seen_by(run: Syncing, name: str) -> bool:
    assert run.client.guild is not None
    return run.client.guild.get_member(run.id_of(name)) is not None


async def test_who_leaves_and_comes_back_gets_the_rank_that_staff_gave(run: Syncing) -> None:
    await set_rank(run, "Tu'Shan", "Flamehardened Veteran")
    await run.sync.arrive(run.seen("Tu'Shan").guild)
    await run.becomes("Tu'Shan", "6. L. Veteran TuShan_Nocturne")
    await run.idle()
    await leave_and_come_back(run, "Tu'Shan")
    await run.change("Tu'Shan", by="Bloxlink", add_roles=["Legionary"])
    await eventually(lambda: run.holds("Tu'Shan", "Legion Veteran"), "the role is given again")
    await run.becomes("Tu'Shan", "6. L. Veteran TuShan_Nocturne")
    await run.idle()
    assert await run.rank("Tu'Shan") == "Flamehardened Veteran"
    assert not run.holds("Tu'Shan", "Legionary"), "as after an order"
    lines = await lines_since(run, "Tu'Shan")
    assert [line.entry.action for line in lines] == [Action.RETURNED, Action.RANK]


async def test_who_is_kicked_and_comes_back_gets_nothing(run: Syncing) -> None:
    await set_rank(run, "Tu'Shan", "Flamehardened Veteran")
    await run.sync.arrive(run.seen("Tu'Shan").guild)
    await run.becomes("Tu'Shan", "6. L. Veteran TuShan_Nocturne")
    await run.idle()
    await leave_and_come_back(run, "Tu'Shan", actor="Vulkan")
    await run.change("Tu'Shan", by="Bloxlink", add_roles=["Legionary"])
    await run.becomes("Tu'Shan", "6. Legionary TuShan_Nocturne")
    assert await run.rank("Tu'Shan") == "Ashborn Legionary"


async def test_what_changed_while_the_bot_was_away_is_caught_up(
    sandbox: RunningSandbox, accounts: FakeAccounts, tmp_path: Path
) -> None:
    async with syncing(sandbox, tmp_path, accounts) as before:
        away = before
    await away.change("Tu'Shan", add_roles=["Techmarine"], remove_roles=["Legionary"])
    async with syncing(sandbox, tmp_path, accounts) as after:
        assert await after.rank("Tu'Shan") == "Techmarine"
        assert await after.nickname("Tu'Shan") == "A. Techmarine TuShan_Nocturne"
        assert after.writes("Tu'Shan") == [("PATCH", 200)]
        assert after.writes("Zadar") == [("PATCH", 200)], "of the first start; the second has nothing to do"


async def test_a_rank_set_by_ignis_before_it_died_is_not_undone_and_its_roles_follow(run: Syncing) -> None:
    await set_rank(run, "Zadar", "Ashborn Legionary")
    await run.sync.arrive(run.seen("Zadar").guild)
    await run.becomes("Zadar", "6. Legionary ZadarOfAethonion")
    await run.idle()
    assert await run.rank("Zadar") == "Ashborn Legionary"
    assert {"Legionary", "Inductii"} & {role.name for role in run.seen("Zadar").roles} == {"Legionary"}
    written = [("PATCH", 200), ("PUT", 204), ("DELETE", 204), ("PATCH", 200)]
    assert run.writes("Zadar") == written, "the nickname at the start; then the roles one by one, and the nickname"


async def test_so_it_is_for_whoever_has_no_role_of_a_rank_but_only_once(run: Syncing) -> None:
    visitor = "Seraphine of Hesiod"
    await set_rank(run, visitor, "Ashborn Legionary")
    await run.sync.arrive(run.seen(visitor).guild)

    async def followed() -> bool:
        stored = await run.stored(visitor)
        return stored is not None and stored.role_rank == stored.rank and not stored.roles_due

    await becomes(followed, "the role is given, and that is seen")
    await run.idle()
    assert run.holds(visitor, "Legionary")
    given = run.writes(visitor)
    await run.change(visitor, remove_roles=["Legionary"])

    async def taken() -> bool:
        return not run.holds(visitor, "Legionary")

    await becomes(taken, "the gateway has told")
    await run.idle()
    assert not run.holds(visitor, "Legionary"), "taken on purpose"
    assert run.writes(visitor) == given
    assert await run.rank(visitor) == "Ashborn Legionary"


async def set_rank(run: Syncing, name: str, rank: str) -> None:
    """As /rank set by a bot that dies before it comes to the roles."""
    legion = run.role_map.current.legion
    subject = Subject(run.id_of(name), tuple(role.name for role in run.seen(name).roles), None)
    order = SetRank(legion, subject, rank, OrderNote(Actor(1), "by decree", NOON))
    await SqliteMembers(run.database).change(subject.user_id, order)


@pytest.mark.parametrize("status", [403, 429, 500])
async def test_an_orders_role_that_discord_refused_once_is_there_soon(
    run: Syncing, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """As after `/rank set`, whose own try has failed."""
    name, give = "Exor", discord.Member.add_roles
    answers = [http_error(status)]

    async def fails_once(member: discord.Member, *roles: Any, **named: Any) -> None:
        if answers:
            raise answers.pop()
        await give(member, *roles, **named)

    monkeypatch.setattr(discord.Member, "add_roles", fails_once)
    await set_rank(run, name, "Ashborn Legionary")
    await run.sync.writer.follow(run.id_of(name), Swap("Ashborn Legionary", await held_rank(run, name), 1))

    async def swapped() -> bool:
        return run.holds(name, "Legionary") and not run.holds(name, "Inductii")

    await becomes(swapped, f"the role has followed, {run.sync.state()}")
    await run.idle()
    assert not answers
    assert await run.rank(name) == "Ashborn Legionary"
    assert not run.sync.planner.refused.of(run.id_of(name)), "what was refused has been written"


async def test_a_swap_that_discord_owes_is_finished_after_a_restart(
    sandbox: RunningSandbox, accounts: FakeAccounts, tmp_path: Path
) -> None:
    """The new role is there and the old one is not taken yet: the roles tell no more that anything is missing."""
    name = "Exor"
    async with syncing(sandbox, tmp_path, accounts) as run:
        before = await held_rank(run, name)
        await sandbox.control("faults", target="discord-rest", kind="status-500", seconds=60, route=ANY_ROLE)
        await set_rank(run, name, "Ashborn Legionary")
        await run.sync.writer.follow(run.id_of(name), Swap("Ashborn Legionary", before, 1))
        await run.change(name, add_roles=["Legionary"])
        await eventually(lambda: run.holds(name, "Legionary"), "somebody has given the role")
    async with sandbox.http.delete("/sandbox/faults"):
        pass
    async with syncing(sandbox, tmp_path, accounts) as run:
        await eventually(lambda: not run.holds(name, "Inductii"), "the old role is taken")
        await run.idle()
        assert run.holds(name, "Legionary")
        assert not await SqliteSwaps(run.database).load()


async def test_nothing_is_owed_to_one_who_has_left(run: Syncing) -> None:
    name = "Exor"
    user_id = run.id_of(name)
    await run.sync.writer.swaps.owe(user_id, Swap("Ashborn Legionary", "Inductii", 1))
    await run.sandbox.control("members/leave", member=name)

    async def settled() -> bool:
        return not await SqliteSwaps(run.database).load()

    await becomes(settled, "nothing is owed")


async def test_a_role_that_somebody_else_gives_meanwhile_survives(
    run: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, give = "Exor", discord.Member.add_roles

    async def meanwhile(member: discord.Member, *roles: Any, **named: Any) -> None:
        await run.change(name, add_roles=["Recruiter"])
        await give(member, *roles, **named)

    monkeypatch.setattr(discord.Member, "add_roles", meanwhile)
    await set_rank(run, name, "Ashborn Legionary")
    await run.sync.writer.follow(run.id_of(name), Swap("Ashborn Legionary", await held_rank(run, name), 1))

    async def swapped() -> bool:
        return run.holds(name, "Legionary") and not run.holds(name, "Inductii")

    await becomes(swapped, "the role has followed")
    assert run.holds(name, "Recruiter")


async def held_rank(run: Syncing, name: str) -> str | None:
    stored = await run.stored(name)
    return stored.role_rank if stored is not None else None


def http_error(status: int) -> discord.HTTPException:
    response = cast("aiohttp.ClientResponse", SimpleNamespace(status=status, reason="for a test"))
    kind = discord.Forbidden if status == 403 else discord.HTTPException
    return kind(response, {"code": 50013 if status == 403 else 0, "message": "no"})


async def test_a_write_that_fails_is_tried_again(run: Syncing) -> None:
    await run.sandbox.control("faults", target="discord-rest", kind="status-503", seconds=1.0)
    await run.change("Tu'Shan", add_roles=["Legion Elite"], remove_roles=["Legionary"])
    await run.becomes("Tu'Shan", "6. Legion Elite TuShan_Nocturne")
    await run.idle()
    assert run.writes("Tu'Shan")[-1] == ("PATCH", 200)


async def test_a_renamed_role_is_followed_by_its_id(run: Syncing) -> None:
    guild = run.seen("Zadar").guild
    legionary = next(role for role in guild.roles if role.name == "Legionary")
    await run.sandbox.api("PATCH", f"/guilds/{guild.id}/roles/{legionary.id}", {"name": "Legionário"})

    async def followed() -> bool:
        return run.role_map.current.document.role_ids.get("Legionário") == legionary.id

    await becomes(followed, "the map follows the new name")
    await run.becomes("Tu'Shan", "6. Legionário TuShan_Nocturne")
    assert await run.rank("Tu'Shan") == "Ashborn Legionary"


class Poisoned:
    """A RankSync that fails with an error of nobody as soon as one member is among those asked for."""

    def __init__(self, sync: RankSync, user_id: int) -> None:
        self._sync = sync
        self._user_id = user_id

    async def outlines(self, user_ids: Sequence[int]) -> Mapping[int, StoredOutline]:
        self._check(user_ids)
        return await self._sync.outlines(user_ids)

    async def look(self, table: RoleTable, members: Sequence[SeenMember]) -> Sequence[SyncPlan]:
        self._check([seen.user_id for seen in members])
        return await self._sync.look(table, members)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sync, name)

    def _check(self, user_ids: Sequence[int]) -> None:
        if self._user_id in user_ids:
            raise OverflowError("Python int too large to convert to SQLite INTEGER")


def poison(run: Syncing, name: str) -> None:
    run.sync.planner.sync = Poisoned(run.sync.planner.sync, run.id_of(name))  # type: ignore[assignment]  # the same methods


async def test_one_members_failure_stops_neither_a_round_nor_the_changes_of_others(run: Syncing) -> None:
    poison(run, "Emek")
    before = run.sync.last_round
    await run.change("Emek", add_roles=["Legion Elite"])
    await run.change("Tu'Shan", add_roles=["Legion Elite"], remove_roles=["Legionary"])
    await run.becomes("Tu'Shan", "6. Legion Elite TuShan_Nocturne")
    run.sync.planner.snapshot = None
    run.sync.guild_changed()
    await eventually(lambda: run.sync.last_round is not before, "the round is done")
    await run.idle()
    assert run.count("ignis_sync_members_failed_total") >= 2
    assert run.sync.state()["problem"] is None


async def test_a_failure_while_writing_is_one_members_and_is_tried_again(run: Syncing) -> None:
    poison(run, "Emek")
    run.sync.writer.add(run.id_of("Emek"), WritePriority.CHANGED)
    await eventually(lambda: run.sync.writer.queue.failing, "the failure is noted")
    await run.change("Tu'Shan", nick="somebody else")
    await run.becomes("Tu'Shan", "6. Legionary TuShan_Nocturne")
    assert run.sync.state()["failing"] == 1


async def test_of_many_members_on_request_the_failing_one_is_named(run: Syncing) -> None:
    poison(run, "Emek")
    members = SyncMembers(run.sync)
    ids = [run.id_of(name) for name in ("Tu'Shan", "Emek", "Zadar")]
    assert await members.many(ids) == [MemberOutcome.FITTING, MemberOutcome.FAILED, MemberOutcome.FITTING]
