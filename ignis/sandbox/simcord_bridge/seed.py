"""Puts the seeded world into simcord's store, with the ids the seed gives: every start shows the same world."""

from random import Random

from simcord.backend.models import Channel, Guild, Member, Role, User, Webhook
from simcord.enums import ChannelType

from ignis.runtime.base.clock import Clock
from ignis.sandbox.faults import Faults
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.world.spec import MemberSpec, RoleSpec, WorldSpec


def seeded(
    spec: WorldSpec, clock: Clock, random: Random, webhook_token: str, faults: Faults | None = None
) -> SandboxBackend:
    backend = SandboxBackend(clock, random, faults)
    backend.users.clear()  # simcord's own test bot
    for member in _everybody(spec):
        backend.users[member.id] = User(member.id, member.username, member.bot, global_name=member.display_name)
    backend.bot_user = backend.users[spec.bot.id]
    backend.application_id = spec.bot.id  # Discord gives an application and its bot one id
    guild = _guild(spec)
    backend.guilds[guild.id] = guild
    for position, channel in enumerate(spec.channels):
        backend.channels[channel.id] = Channel(
            channel.id, ChannelType.TEXT, channel.name, guild.id, position, topic=channel.topic
        )
        backend.messages[channel.id] = {}
        guild.channel_ids.append(channel.id)
    _add_webhook(backend, spec, webhook_token)
    return backend


def _everybody(spec: WorldSpec) -> tuple[MemberSpec, ...]:
    """Each once: the owner is a member like others."""
    return tuple({member.id: member for member in (spec.bot, spec.owner, *spec.members)}.values())


def _guild(spec: WorldSpec) -> Guild:
    guild = Guild(spec.guild_id, spec.name, spec.owner.id)
    guild.roles[guild.id] = Role(guild.id, "@everyone", spec.everyone_permissions)
    guild.roles.update({role.id: _role(role, spec) for role in spec.roles})
    for member in _everybody(spec):
        guild.members[member.id] = Member(
            member.id,
            [spec.role(name).id for name in member.roles],
            member.nick,
            joined_at=member.joined_at.isoformat(),
        )
    return guild


def _role(role: RoleSpec, spec: WorldSpec) -> Role:
    # the role of a bot is managed by Discord: it cannot be given or taken
    managed = any(role.name in robot.roles for robot in (spec.bot, *(each for each in spec.members if each.bot)))
    return Role(role.id, role.name, role.permissions, role.position, role.colour, role.hoist, managed)


def _add_webhook(backend: SandboxBackend, spec: WorldSpec, token: str) -> None:
    hook = spec.webhook
    backend.users[hook.id] = User(hook.id, hook.name, bot=True)  # a webhook is the author of what it posts
    creator = spec.bot.id if hook.by_bot else spec.owner.id
    backend.webhooks[hook.id] = Webhook(
        hook.id, token, spec.channel(hook.channel).id, spec.guild_id, hook.name, creator, hook.id
    )
    backend.webhook_tokens[token] = hook.id
