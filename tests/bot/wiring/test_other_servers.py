"""The real program, set up as on real Discord, where a stranger invites the bot to a server of their own."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.support.programs.program import Program, configured, ended, started
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import becomes, eventually

STRANGERS = {
    "name": "Trading Post",
    "owner": "Orden the Trader",
    "roles": ["Visitor", "Legion Officer", "Primarch"],
    "members": {"Vulkan": ["Legion Officer", "Primarch"]},
}


@asynccontextmanager
async def bot_of(sandbox: RunningSandbox, folder: Path, **discord: Any) -> AsyncGenerator[Program]:
    """With a token and no server in the settings: it serves the one it is in, or has served."""
    where = {"api_url": sandbox.info.api_url, "gateway_url": sandbox.info.gateway_url}
    token = sandbox.info.token.get_secret_value()
    (folder / "home").mkdir(exist_ok=True)
    (folder / "home" / "run" / "endpoints.json").unlink(missing_ok=True)  # of the run before
    written = folder / "config" / "ignis.yaml"
    config = str(written) if written.exists() else configured(folder, discord=where | discord, sync={"quiet": 0.3})
    async with started(folder, IGNIS_CONFIG=config, DISCORD_TOKEN=token) as program:
        await becomes(program.ready, "readiness")
        yield program
        if program.process.returncode is None:
            program.process.terminate()
            await ended(program.process)


async def served(program: Program) -> tuple[str, str | None, int]:
    _, state = await program.get("/state")
    return state["guild"]["id"], state["guild"]["problem"], state["cache"]["guilds"]


async def test_the_first_server_is_served_on_also_after_a_restart(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        first = str(sandbox.info.guild_id)
        async with bot_of(sandbox, tmp_path) as program:
            _, name_problem, _ = await served(program)
            assert name_problem is None
            await sandbox.control("servers/invite", **STRANGERS)

            async def is_in_both() -> bool:
                return (await served(program))[2] == 2

            await becomes(is_in_both, "the bot sees the other server")
            assert str((await served(program))[0]) == first
            answer = await sandbox.slash("Vulkan", "userinfo", member="Tu'Shan")
            assert answer["acknowledged"], "the first server is answered"
        async with bot_of(sandbox, tmp_path) as program:
            guild, problem, guilds = await served(program)
            assert (str(guild), problem, guilds) == (first, None, 2)
            answer = await sandbox.slash("Vulkan", "userinfo", member="Tu'Shan")
            assert answer["acknowledged"]


async def test_nothing_that_happens_in_another_server_has_any_effect(tmp_path: Path) -> None:
    """Roles, names, audit entries and members of theirs, and an outage; then a change in our own server, as a fence."""
    async with running_sandbox() as sandbox, bot_of(sandbox, tmp_path) as program:
        invited = await sandbox.control("servers/invite", **{**STRANGERS, "members": {"Tu'Shan": ["Visitor"]}})
        assert "error" not in invited, invited
        their = {"server": invited["id"], "actor": STRANGERS["owner"]}
        await becomes(program.gone_through, "everybody is known")
        before, served_before = written(tmp_path), len(sandbox.served)
        for call, what in (
            ("member", {"member": "Tu'Shan", "add_roles": ["Primarch"], "remove_roles": ["Visitor"], "nick": "Boss"}),
            ("member", {"member": "Tu'Shan", "add_roles": ["Legion Officer"]}),
            ("roles/create", {"name": "Legionary", "permissions": ["administrator"], "position": 1}),
            ("roles/edit", {"role": "Visitor", "name": "Legion Veteran"}),
            ("roles/delete", {"role": "Primarch"}),
            ("members/leave", {"member": "Tu'Shan", "ban": True}),
        ):
            answer = await sandbox.control(call, **their, **what)
            assert "error" not in answer, (call, answer)
        await sandbox.control("servers/outage", server=invited["id"], seconds=0.5)
        ours = {
            "actor": "Cassian",
            "member": "Ba'ken",
            "add_roles": ["2nd Lieutenant"],
            "remove_roles": ["1st Lieutenant"],
        }
        assert "error" not in await sandbox.control("member", **ours)
        await eventually(lambda: len(written(tmp_path)) > len(before), "our own change is followed")
        members = {one["name"]: int(one["id"]) for one in (await sandbox.state())["members"]}
        assert written(tmp_path)[len(before) :] == [(members["Ba'ken"], members["Cassian"])]
        writes = [one.path for one in sandbox.served[served_before:] if one.method in {"PUT", "PATCH", "DELETE"}]
        assert all(f"/guilds/{sandbox.info.guild_id}/" in path for path in writes), writes
        assert str((await served(program))[0]) == str(sandbox.info.guild_id)


def written(folder: Path) -> list[tuple[int, int | None]]:
    """Whose ranks followed their roles, and who changed these, oldest first."""
    with closing(sqlite3.connect(folder / "home" / "ignis.db")) as connection:
        return connection.execute("SELECT user_id, actor_id FROM audit WHERE action = 'synced' ORDER BY id").fetchall()


async def test_where_it_is_set_every_other_server_is_left(tmp_path: Path) -> None:
    """By Discord's route for it. The one that is served stays, and is answered."""
    async with running_sandbox() as sandbox, bot_of(sandbox, tmp_path, leave_other_servers=True) as program:
        first = str(sandbox.info.guild_id)
        invited = await sandbox.control("servers/invite", **STRANGERS)
        assert "error" not in invited, invited

        async def has_left() -> bool:
            return any(each.method == "DELETE" and "/users/@me/guilds/" in each.path for each in sandbox.served)

        async def is_in_one() -> bool:
            return (await served(program))[2] == 1

        await becomes(has_left, "the bot leaves")
        await becomes(is_in_one, "the bot is in its own server alone")
        (left,) = [each for each in sandbox.served if each.method == "DELETE"]
        assert (left.status, left.path.endswith(first)) == (204, False)
        assert [str(each["id"]) for each in (await sandbox.api("GET", "/users/@me/guilds"))[1]] == [first]
        assert str((await served(program))[0]) == first
        answer = await sandbox.slash("Vulkan", "userinfo", member="Tu'Shan")
        assert answer["acknowledged"]
