"""Who may do what, and where. The bot asks this itself at every command and every press of a button.

Discord hides staff's commands from whoever lacks the right to manage roles, but a server can change that, and a button
is there for everybody who sees it. What follows is what holds; docs/commands.md tells it to people.

- Staff is whoever has one of the configured roles, and every administrator.
- Staff acts on members below, and hands out ranks below. Below is what both orders call so: Discord's, of the highest
  roles, and the legion's, of the ranks that roles stand for. A role of staff, which may stand above all roles of ranks,
  decides nothing by itself: who has no rank is above nobody. Nobody acts on themselves. Administrators may do all this.
- Some commands are for administrators alone, whatever roles of staff there are.
- Commands belong to the configured channels, where the server has any of these.
"""

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from ignis.bot.replies.reply import Interaction
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import LegionSource

STAFF = discord.Permissions(manage_roles=True)
"""What Discord asks of whoever shall see a command of staff. A command that has this is refused to all but staff."""

ADMINISTRATORS = discord.Permissions(administrator=True)
"""The same for commands that are refused to all but administrators."""


class Access:
    """Every method that refuses raises Refused. Names are compared without case."""

    def __init__(self, *, staff_roles: Iterable[str], command_channels: Iterable[str], rules: LegionSource) -> None:
        self._staff = frozenset(name.casefold() for name in staff_roles)
        self._channels = frozenset(name.casefold() for name in command_channels)
        self._rules = rules

    def check(self, interaction: Interaction) -> None:
        """Refuses a command to whoever may not use it, or not here. Context menus have no place of their own."""
        command = interaction.command
        if command is None:
            return
        match _asked_of_whoever_sees(command):
            case None:
                pass
            case asked if asked.administrator:
                self.administrator(interaction)
            case _:
                self.staff(interaction)
        if isinstance(command, app_commands.Command):
            self._check_place(interaction)

    def is_staff(self, member: discord.Member) -> bool:
        return _unlimited(member) or any(role.name.casefold() in self._staff for role in member.roles)

    def staff(self, interaction: Interaction) -> discord.Member:
        """Who is asking, if that is staff."""
        asking = member(interaction)
        if not self.is_staff(asking):
            raise Refused(Refusal.NOT_STAFF)
        return asking

    def administrator(self, interaction: Interaction) -> discord.Member:
        """Who is asking, if that is an administrator."""
        asking = member(interaction)
        if not _unlimited(asking):
            raise Refused(Refusal.NOT_ADMINISTRATOR)
        return asking

    def officer_over(self, interaction: Interaction, target: discord.Member) -> discord.Member:
        """The officer who asks, if that officer may act on `target`."""
        officer = self.staff(interaction)
        self.over(officer, target)
        return officer

    def over(self, officer: discord.Member, target: discord.Member) -> None:
        """Refuses what `officer`, who is staff, may not do to `target`."""
        if target.bot:
            raise Refused(Refusal.TARGET_IS_BOT)
        if _unlimited(officer):
            return
        if target.id == officer.id:
            raise Refused(Refusal.OWN_RECORD)
        beneath = target.top_role < officer.top_role and self._outranks(officer, _names(target))
        if target.id == target.guild.owner_id or not beneath:
            raise Refused(Refusal.OUTRANKED)

    def may_hand_out(self, officer: discord.Member, rank: str, role: discord.Role | None) -> bool:
        """`role` is what would be given for `rank`; None when the server has none, which leaves the legion's order."""
        if _unlimited(officer):
            return True
        beneath = role is None or role < officer.top_role
        return beneath and self._outranks(officer, self._rules.legion.role_ranks.standing_for(rank))

    def _outranks(self, officer: discord.Member, roles: Iterable[str]) -> bool:
        return self._rules.legion.role_ranks.below(roles, _names(officer))

    def _check_place(self, interaction: Interaction) -> None:
        guild = interaction.guild
        belongs = [channel for channel in guild.channels if self._takes_commands(channel)] if guild else []
        if not belongs or _place(interaction) in {channel.id for channel in belongs}:
            return
        raise Refused(Refusal.NOT_HERE, channel=", ".join(f"#{channel.name}" for channel in belongs))

    def _takes_commands(self, channel: discord.abc.GuildChannel) -> bool:
        return channel.name.casefold() in self._channels and not isinstance(channel, discord.CategoryChannel)


def member(interaction: Interaction) -> discord.Member:
    """Who is asking, as a member of the server. Raises Refused."""
    if not isinstance(interaction.user, discord.Member):
        raise Refused(Refusal.NOT_IN_SERVER)
    return interaction.user


def _asked_of_whoever_sees(
    command: "app_commands.Command[Any, ..., Any] | app_commands.ContextMenu",
) -> discord.Permissions | None:
    root = command.root_parent if isinstance(command, app_commands.Command) else None
    return (root or command).default_permissions


def _names(who: discord.Member) -> list[str]:
    return [role.name for role in who.roles]


def _unlimited(who: discord.Member) -> bool:
    return who.guild_permissions.administrator  # the owner has every permission


def _place(interaction: Interaction) -> int | None:
    """A thread is part of the channel it hangs on."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
