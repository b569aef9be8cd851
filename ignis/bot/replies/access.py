"""Who may do what, and where. The bot checks this itself at every command and every press of a button.

Discord hides staff's commands from members who may not manage roles. But a server can change that, and everybody who
sees a button can press it. So these rules decide; docs/commands.md explains them to people.

- Staff are the members with one of the configured roles, and all administrators.
- Staff may act on members below them, and give ranks below their own. "Below" must be true in two orders: Discord's
  order of the highest roles, and the legion's order of the ranks that roles stand for. A role of staff may be above
  all roles of ranks, but it decides nothing by itself: an officer without a rank is above no member. Officers may not
  act on themselves. Administrators may do all of this.
- Some commands are only for administrators, whatever roles of staff there are.
- Commands may be used only in the configured channels, if the server has any of them.
- Only members of the server that is served are answered, wherever else the bot was invited to.

Roles and channels are asked for by id: `ignis.bot.names` says which ones the configured names mean.

What a command or a button needs is asked once, at its door: `CommandGuard` and `dynamic_item`. What depends on whom it
is about (`over`, `may_hand_out`, a member's own history) is asked where that is known.
"""

from collections.abc import Iterable
from typing import Any, Protocol

import discord
from discord import app_commands

from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.reply import Interaction
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import LegionSource

STAFF = discord.Permissions(manage_roles=True)
"""The permission that Discord requires before it shows a command of staff. Only staff may use such a command."""

ADMINISTRATORS = discord.Permissions(administrator=True)
"""The same for commands that only administrators may use."""


class ServedServer(Protocol):
    @property
    def own_guild_id(self) -> int | None:
        """The server whose members are answered; None while there is none."""
        ...


class Access:
    """Every method that refuses raises Refused.

    Example:
        access.admit(interaction, STAFF)
        access.over(asking_member(interaction), target)
    """

    def __init__(self, names: GuildNames, rules: LegionSource, served: ServedServer) -> None:
        self._names = names
        self._rules = rules
        self._served = served

    def check(self, interaction: Interaction) -> None:
        """Refuses a command to a member who may not use it, or not here. Context menus may be used anywhere."""
        command = interaction.command
        self.admit(interaction, None if command is None else _needed_to_see(command))
        if isinstance(command, app_commands.Command):
            self._check_place(interaction)

    def admit(self, interaction: Interaction, needed: discord.Permissions | None) -> None:
        """`needed` is STAFF, ADMINISTRATORS, or None for what everybody may do."""
        self._check_server(interaction)
        if needed is None:
            return
        asks = asking_member(interaction)
        if needed.administrator and not _unlimited(asks):
            raise Refused(Refusal.NOT_ADMINISTRATOR)
        if not self.is_staff(asks):
            raise Refused(Refusal.NOT_STAFF)

    def is_staff(self, member: discord.Member) -> bool:
        return _unlimited(member) or self._names.is_staff(member)

    def over(self, officer: discord.Member, target: discord.Member) -> None:
        """Refuses what `officer`, who is staff, may not do to `target`."""
        if target.bot:
            raise Refused(Refusal.TARGET_IS_BOT)
        if _unlimited(officer):
            return
        if target.id == officer.id:
            raise Refused(Refusal.OWN_RECORD)
        beneath = target.top_role < officer.top_role and self._outranks(officer, self._names.roles_of(target))
        if target.id == target.guild.owner_id or not beneath:
            raise Refused(Refusal.OUTRANKED)

    def may_hand_out(self, officer: discord.Member, rank: str, role: discord.Role | None) -> bool:
        """`role` is the role for `rank`, or None if the server has none; then the legion's order alone decides."""
        if _unlimited(officer):
            return True
        beneath = role is None or role < officer.top_role
        return beneath and self._outranks(officer, self._rules.legion.role_ranks.standing_for(rank))

    def _outranks(self, officer: discord.Member, roles: Iterable[str]) -> bool:
        return self._rules.legion.role_ranks.below(roles, self._names.roles_of(officer))

    def _check_server(self, interaction: Interaction) -> None:
        guild_id = interaction.guild_id
        if guild_id is not None and guild_id != self._served.own_guild_id:
            raise Refused(Refusal.OTHER_SERVER)

    def _check_place(self, interaction: Interaction) -> None:
        guild = interaction.guild
        belongs = self._names.channels(guild) if guild is not None else ()
        if not belongs or _place(interaction) in {channel.id for channel in belongs}:
            return
        raise Refused(Refusal.NOT_HERE, channel=", ".join(f"#{channel.name}" for channel in belongs))


def asking_member(interaction: Interaction) -> discord.Member:
    """The member of the server who is asking. Raises Refused."""
    if not isinstance(interaction.user, discord.Member):
        raise Refused(Refusal.NOT_IN_SERVER)
    return interaction.user


def _needed_to_see(
    command: "app_commands.Command[Any, ..., Any] | app_commands.ContextMenu",
) -> discord.Permissions | None:
    root = command.root_parent if isinstance(command, app_commands.Command) else None
    return (root or command).default_permissions


def _unlimited(who: discord.Member) -> bool:
    return who.guild_permissions.administrator  # the owner has every permission


def _place(interaction: Interaction) -> int | None:
    """The channel of an interaction. A thread belongs to its parent channel."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
