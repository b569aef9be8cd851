"""What all commands and buttons about the role map begin with: who asks, whether they may, and what is in force."""

from dataclasses import dataclass

import discord

from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.access import asking_member
from ignis.bot.replies.markup import named
from ignis.bot.replies.reply import Interaction
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Actor
from ignis.services.role_map import RoleMaps

PROBLEM_SHOWN = 250
"""Characters of what is wrong with a file, above an answer; the place stands first."""


@dataclass(frozen=True)
class Administrator:
    """An administrator, and the notices above every answer about the role map."""

    admin: discord.Member
    say: Voice
    notices: tuple[str, ...]

    @property
    def guild(self) -> discord.Guild:
        return self.admin.guild

    @property
    def actor(self) -> Actor:
        return Actor(self.admin.id)


class RoleMapContext:
    """What every panel about the role map needs.

    Example:
        administrator = context.ask(interaction)
        proposed = await context.maps.preview(order)
        preview = await context.dry_run.preview(administrator.guild, proposed, before=context.maps.current)
    """

    def __init__(self, maps: RoleMaps, texts: Texts, dry_run: DryRun, *, names: GuildNames, ask_above: int) -> None:
        """A change of more than `ask_above` members is shown before it is made."""
        self.maps = maps
        self.dry_run = dry_run
        self.ask_above = ask_above
        self.names = names
        self._texts = texts

    def ask(self, interaction: Interaction) -> Administrator:
        """That an administrator asks was asked at the door. Raises Refused outside of a server."""
        admin = asking_member(interaction)
        say = self._texts.voice(interaction.locale)
        problem = self.maps.problem
        notices = (say("config.not_in_force", problem=named(problem, PROBLEM_SHOWN)),) if problem else ()
        return Administrator(admin, say, notices)
