"""A session sees what its intents allow, and interactions with all that discord.py needs of them."""

import asyncio
from collections.abc import Mapping
from typing import Any

import discord
import pytest

from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import COMMANDS, MEMBER, ask


class Listener:
    """Remembers what it was delivered."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Mapping[str, Any]]] = []
        self.heard = asyncio.Event()

    def deliver(self, event: str, payload: Mapping[str, Any]) -> None:
        self.events.append((event, payload))
        self.heard.set()

    def announce(self, event: str, payload: Mapping[str, Any]) -> None:
        self.events.append((event, payload))

    def names(self) -> list[str]:
        return [event for event, _ in self.events]


@pytest.mark.parametrize(("members", "seen"), [(True, ["GUILD_MEMBER_UPDATE"]), (False, [])])
def test_members_are_seen_with_the_members_intent_alone(
    simulation: Simulation, *, members: bool, seen: list[str]
) -> None:
    listener, world = Listener(), Listener()
    feed = simulation.feed(discord.Intents(guilds=True, members=members).value, listener)
    simulation.announce_to(world)
    simulation.change_member("Bloxlink", "Tu'Shan", [], [], {"nick": "Someone"})
    for event, payload in world.events:
        feed.feed(event, payload)
    assert [name for name in listener.names() if name.startswith("GUILD_MEMBER")] == seen


def test_an_interaction_names_the_guild_of_its_command_and_the_persons_language(simulation: Simulation) -> None:
    path = f"/applications/{SEED.bot.id}/guilds/{SEED.guild_id}/commands"
    (command,) = ask(simulation, ApiRequest("PUT", path, [{"name": "ping", "description": "Answers"}]))
    simulation.set_locale("Cassian", "pt-BR")
    listener = Listener()
    user = {"id": str(MEMBER)}
    payload = {"data": {"id": command["id"]}, "guild_id": str(SEED.guild_id), "user": user, "locale": "en-US"}
    simulation.feed(discord.Intents.none().value, listener).feed("INTERACTION_CREATE", payload)
    ((_, seen),) = listener.events
    assert (seen["data"]["guild_id"], seen["locale"]) == (str(SEED.guild_id), "pt-BR")
    assert seen["attachment_size_limit"] == 10 * 1024 * 1024


def test_a_member_among_the_options_is_partial_and_comes_with_what_it_may_do(simulation: Simulation) -> None:
    listener = Listener()
    member: dict[str, object] = {
        "roles": [],
        "nick": None,
        "deaf": False,
        "mute": False,
        "joined_at": "2024-01-15T01:39:00+00:00",
    }
    payload = {
        "data": {"id": "1", "resolved": {"members": {str(MEMBER): member}}},
        "guild_id": str(SEED.guild_id),
        "channel_id": str(COMMANDS),
        "user": {"id": str(MEMBER)},
        "locale": "en-US",
    }
    simulation.feed(discord.Intents.none().value, listener).feed("INTERACTION_CREATE", payload)
    ((_, seen),) = listener.events
    resolved = seen["data"]["resolved"]["members"][str(MEMBER)]
    assert not {"user", "deaf", "mute"} & resolved.keys()
    assert discord.Permissions(int(resolved["permissions"])).view_channel


def test_a_channels_messages_reach_a_session_that_may_see_them(simulation: Simulation) -> None:
    listener, world = Listener(), Listener()
    feed = simulation.feed(discord.Intents(guilds=True, guild_messages=True).value, listener)
    simulation.announce_to(world)
    ask(simulation, ApiRequest("POST", f"/channels/{COMMANDS}/messages", {"content": "hello"}))
    for event, payload in world.events:
        feed.feed(event, payload)
    assert "MESSAGE_CREATE" in listener.names()
