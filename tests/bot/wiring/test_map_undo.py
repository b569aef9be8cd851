"""The real program: a change of the role map moves members, and `/config undo` puts them back, also after a restart."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from tests.support.programs.program import Program, configured, ended, started
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import becomes

ROLE, BEFORE, MOVED_TO = "Civitas Aspirant", "Civitas Aspirant", "Ashborn Legionary"
BY_DECREE = "Emberbound Initiate"
MEMBERS = "SELECT user_id, rank, path, role_rank, roles_due, declined FROM members ORDER BY user_id"
LINES = "SELECT user_id, action FROM audit WHERE user_id IS NOT NULL ORDER BY id"


@asynccontextmanager
async def running(sandbox: RunningSandbox, folder: Path) -> AsyncGenerator[Program]:
    (folder / "home" / "run" / "endpoints.json").unlink(missing_ok=True)  # of the run before
    written = folder / "config" / "ignis.yaml"
    where = {"api_url": sandbox.info.api_url, "gateway_url": sandbox.info.gateway_url}
    config = str(written) if written.exists() else configured(folder, discord=where)
    async with started(folder, IGNIS_CONFIG=config, DISCORD_TOKEN=sandbox.info.token.get_secret_value()) as program:
        await becomes(program.ready, "readiness")
        await gone_through(program)
        yield program
        if program.process.returncode is None:
            program.process.terminate()
            await ended(program.process)


async def gone_through(program: Program, since: str | None = None) -> str:
    """Until all members have been gone through, after `since`. Returns when that was."""
    at: list[str] = []

    async def is_so() -> bool:
        _, state = await program.get("/state")
        last = state["sync"]["last_round"]
        idle = not any(state["sync"][queue] for queue in ("quiet", "writing", "failing"))
        if last is None or last["at"] == since or not idle:
            return False
        at[:] = [last["at"]]
        return True

    await becomes(is_so, "everybody is gone through", within=30)
    return at[0]


async def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    async with aiosqlite.connect(f"file:{folder / 'home' / 'ignis.db'}?mode=ro", uri=True) as connection:
        return [tuple(row) for row in await connection.execute_fetchall(sql)]


def said(answer: dict[str, Any]) -> str:
    assert answer.get("acknowledged"), answer
    return str(answer["messages"])


async def test_undo_puts_back_whom_the_map_moved_and_nobody_else(tmp_path: Path) -> None:
    """Changed by an editor while the bot is down, so nothing but the files knows what was; undone by command."""
    async with running_sandbox() as sandbox:
        async with running(sandbox, tmp_path):
            before = await rows(tmp_path, MEMBERS)
        file = tmp_path / "config" / "roles_ranks.json"
        map_ = json.loads(file.read_text(encoding="utf-8"))
        assert map_["role_to_rank_mapping"][ROLE] == BEFORE
        map_["role_to_rank_mapping"][ROLE] = MOVED_TO
        file.write_text(json.dumps(map_), encoding="utf-8")
        async with running(sandbox, tmp_path) as program:
            moved = [was[0] for was, now in zip(before, await rows(tmp_path, MEMBERS), strict=True) if was != now]
            names = {member.id: member.display_name for member in sandbox.sandbox.spec.members}
            alone, by_hand = moved
            await sandbox.slash("Cassian", "rank set", member=names[by_hand], rank=BY_DECREE, reason="by decree")
            round_at = await gone_through(program)
            assert "Undoes version" in said(await sandbox.slash("Vulkan", "config undo"))
            await gone_through(program, round_at)
            after = {row[0]: row for row in await rows(tmp_path, MEMBERS)}
            assert after[alone] == next(row for row in before if row[0] == alone)
            assert after[by_hand][1] == BY_DECREE
            lines = await rows(tmp_path, LINES)
            assert [action for user_id, action in lines if user_id == alone] == ["taken_back"]
            assert [action for user_id, action in lines if user_id == by_hand][:2] == ["synced", "rank"]
            history = said(await sandbox.slash("Cassian", "history", member=names[alone]))
            assert f"rank by a change of the role map {BEFORE} → {MOVED_TO}, which was taken back" in history


async def test_an_undo_that_is_cut_off_by_a_kill_is_finished_after_the_start(tmp_path: Path) -> None:
    """The kill comes right after the answer, while members are being put back; nobody is left with the other rank."""
    async with running_sandbox() as sandbox:
        async with running(sandbox, tmp_path) as program:
            before = await rows(tmp_path, MEMBERS)
            round_at = await gone_through(program)
            mapped = await sandbox.slash("Vulkan", "config role add", role=ROLE, rank=MOVED_TO)
            assert MOVED_TO in said(mapped)
            await gone_through(program, round_at)
            moved = {was[0] for was, now in zip(before, await rows(tmp_path, MEMBERS), strict=True) if was != now}
            assert len(moved) > 1
            assert "Undoes version" in said(await sandbox.slash("Vulkan", "config undo"))
            program.process.kill()
            await program.process.wait()
        async with running(sandbox, tmp_path):
            assert await rows(tmp_path, MEMBERS) == before
            lines = await rows(tmp_path, LINES)
            assert all(sum(user_id == one for user_id, _ in lines) == 1 for one in moved), lines
