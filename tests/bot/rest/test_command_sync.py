from collections.abc import Mapping
from typing import Any

import discord
import pytest
import simcord

from ignis.bot.rest.command_sync import canonical, fingerprint
from tests.bot.conftest import Bench

USERINFO: dict[str, Any] = {
    "name": "userinfo",
    "description": "Shows a card",
    "type": 1,
    "options": [{"type": 6, "name": "member", "description": "Whose", "required": False}],
    "nsfw": False,
    "dm_permission": False,
    "default_member_permissions": None,
    "contexts": [0],
    "integration_types": None,
}
AS_DISCORD_RETURNS_IT: dict[str, Any] = {
    "id": "1",
    "application_id": "2",
    "version": "3",
    "guild_id": "4",
    "default_member_permissions": None,
    "type": 1,
    "name": "userinfo",
    "name_localizations": None,
    "description": "Shows a card",
    "description_localizations": None,
    "options": [{"type": 6, "name": "member", "description": "Whose"}],
    "nsfw": False,
}


def test_what_was_sent_equals_what_comes_back() -> None:
    assert canonical([USERINFO]) == canonical([AS_DISCORD_RETURNS_IT])


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Shows another card"},
        {"name": "user"},
        {"options": []},
        {"options": [{"type": 6, "name": "member", "description": "Whose", "required": True}]},
        {"default_member_permissions": "8"},
        {"default_member_permissions": "0"},
        {"name_localizations": {"pt-BR": "ficha"}},
        {"nsfw": True},
    ],
)
def test_every_change_that_a_member_can_see_counts(change: dict[str, Any]) -> None:
    changed = canonical([AS_DISCORD_RETURNS_IT | change])
    assert changed != canonical([USERINFO])
    assert fingerprint(changed) != fingerprint(canonical([USERINFO]))


def test_permissions_are_compared_as_discord_writes_them() -> None:
    number, text = USERINFO | {"default_member_permissions": 8}, USERINFO | {"default_member_permissions": "8"}
    assert canonical([number]) == canonical([text])


def test_zero_is_a_limit_and_a_choice() -> None:
    def option(**fields: object) -> list[dict[str, Any]]:
        return canonical([USERINFO | {"options": [{"type": 4, "name": "n", "description": "d"} | fields]}])

    assert option(min_value=0) != option()
    assert option(choices=[{"name": "none", "value": 0}]) != option(choices=[{"name": "none", "value": 1}])


def test_the_order_in_which_they_come_does_not_matter() -> None:
    other = USERINFO | {"name": "another"}
    assert canonical([USERINFO, other]) == canonical([other, USERINFO])


def puts(env: simcord.Env) -> int:
    return len([entry for entry in env.http_requests if (entry.method, entry.path[-9:]) == ("PUT", "/commands")])


def state(bench: Bench) -> str | None:
    return bench.sync.problem


async def test_commands_are_written_once_and_again_when_forgotten(simcord_env: simcord.Env, bench: Bench) -> None:
    assert bench.sync.problem == "commands were not compared yet"
    handle = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    assert (state(bench), puts(simcord_env)) == (None, 1)
    assert bench.sync.compared is not None
    assert bench.sync.compared.count == len(bench.catalogue.commands)
    guild = bench.client.get_guild(handle.id)
    assert guild is not None
    await bench.sync.ensure(guild)
    assert puts(simcord_env) == 1
    await bench.client.http.bulk_upsert_guild_commands(bench.client.application_id or 0, handle.id, [])
    await bench.sync.ensure(guild)
    assert (state(bench), puts(simcord_env)) == (None, 3)


async def test_a_failing_sync_is_tried_again_and_says_so(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.inject_error("GET", "/applications/*/guilds/*/commands", status=403, code=50001, times=2)
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    assert bench.sync.problem is None
    problems = [line["problem"] for line in bench.lines if line["event"] == "commands not in sync"]
    line = "the bot may not create commands here: invite it again with applications.commands (403 Forbidden"
    assert [problem[: len(line)] for problem in problems] == [line] * 2
    assert all("50001" in problem for problem in problems)


async def test_a_refused_registration_says_discords_reason(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.inject_error(
        "PUT",
        "/applications/*/guilds/*/commands",
        status=400,
        code=30034,
        message="Max number of daily creates",
        times=1,
    )
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    (problem,) = [line["problem"] for line in bench.lines if line["event"] == "commands not in sync"]
    assert problem.startswith("commands could not be synced: Discord answered ")
    assert "30034" in problem
    assert "\n" not in problem


async def test_one_try_that_fails_says_why_and_ends(simcord_env: simcord.Env, bench: Bench) -> None:
    handle = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    guild = bench.client.get_guild(handle.id)
    assert guild is not None
    assert await bench.sync.attempt(guild) is False
    simcord_env.inject_error("GET", "/applications/*/guilds/*/commands", status=403, code=50001, times=1)
    assert await bench.sync.attempt(guild) is None
    assert bench.sync.trouble is not None
    assert bench.sync.trouble.startswith(
        "the bot may not create commands here: invite it again with applications.commands (403 Forbidden (error code: "
    )
    assert bench.sync.problem is None


class KeptIds:
    """A CommandIdsListener that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Mapping[str, int]] = []

    def commands_registered(self, ids: Mapping[str, int]) -> None:
        self.told.append(ids)


async def test_the_ids_of_the_commands_are_told_when_they_are_others(simcord_env: simcord.Env, bench: Bench) -> None:
    kept = KeptIds()
    bench.sync.on_registered(kept)
    handle = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    guild = bench.client.get_guild(handle.id)
    assert guild is not None
    await bench.sync.attempt(guild)
    registered = {command.name: command.id for command in await bench.client.tree.fetch_commands(guild=guild)}
    slash = {command.name for command in bench.client.tree.get_commands(type=discord.AppCommandType.chat_input)}
    assert kept.told[-1] == {name: registered[name] for name in slash}
    count = len(kept.told)
    await bench.sync.attempt(guild)
    assert len(kept.told) == count
