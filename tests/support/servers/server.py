"""A server with an officer, an administrator and members, and what people there are told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.results import InteractionResult

from ignis.bot.gateway.client import IgnisClient
from ignis.domain.members.member import Member
from ignis.services.ports import MemberStore


@dataclass
class Server:
    """Roles from the top: Ignis' own, Primarch (administrator), Legion Officer, Captains, Brothers, Aspirants."""

    env: simcord.Env
    guild: GuildHandle
    channel: ChannelHandle
    elsewhere: ChannelHandle
    members: MemberStore
    roles: dict[str, RoleHandle]
    officer: MemberActor = field(init=False)
    admin: MemberActor = field(init=False)
    recruit: MemberActor = field(init=False)

    def __post_init__(self) -> None:
        self.officer = self.join("Cassian", "Legion Officer", "Captains")
        self.admin = self.join("Vulkan", "Primarch")
        self.recruit = self.join("Molok", "Aspirants")

    def join(self, name: str, *roles: str) -> MemberActor:
        user = self.env.create_user(name.lower(), global_name=name)
        return self.guild.add_member(user, roles=[self.roles[role] for role in roles])

    def held(self, who: MemberActor) -> set[str]:
        """The roles as Discord has them."""
        names = {role.id: role.name for role in self.env.backend.get_guild(self.guild.id).roles.values()}
        ids = self.env.backend.get_member(self.guild.id, who.id).role_ids
        return {names[role_id] for role_id in ids} - {"@everyone"}

    async def stored(self, who: MemberActor) -> Member:
        found = await self.members.find(who.id)
        assert found is not None
        return found

    async def let(self, who: MemberActor, command: str) -> None:
        """As a server's administrator who opens a command of staff to `who` in the integration's settings."""
        assert isinstance(self.env.bot, IgnisClient)
        listed = await self.env.bot.tree.fetch_commands(guild=discord.Object(self.guild.id))
        (found,) = [each for each in listed if each.name == command]
        self.guild.set_command_permissions(found, {who: True})


def said(result: InteractionResult) -> str:
    """What the reader alone was told; the one answer there was."""
    assert result.response is not None
    assert not result.followups
    assert result.response.ephemeral
    return result.response.content or shown(result)


def shown(result: InteractionResult) -> str:
    """All text of a panel, line by line."""
    assert result.response is not None
    return "\n".join(_texts(result.response.components))


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        if "content" in component:
            yield component["content"]
        yield from _texts(component.get("components", []))


def buttons(result: InteractionResult) -> dict[str, str]:
    """Labels of the buttons that can be pressed, by their ids."""
    assert result.response is not None
    return dict(_buttons(result.response.components))


def _buttons(components: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        if component.get("custom_id") and not component.get("disabled"):
            yield component["custom_id"], component["label"]
        yield from _buttons(component.get("components", []))


async def press(who: MemberActor, result: InteractionResult, label: str, *, nth: int = 0) -> InteractionResult:
    """Presses the nth button with this label."""
    assert result.response is not None
    chosen = [custom_id for custom_id, name in buttons(result).items() if name == label][nth]
    return await who.click(result.response, custom_id=chosen)
