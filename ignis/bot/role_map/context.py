"""What all commands and buttons about the role map begin with: who asks, whether they may, and what is in force."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import discord

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.replies.access import Access
from ignis.bot.replies.markup import named, short
from ignis.bot.replies.reply import Interaction
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.config.settings import ConfigError

T = TypeVar("T")

PROBLEM_SHOWN = 250
"""Characters of what is wrong with a file, above an answer; the place stands first."""

_REASON_SHOWN = 800  # where it is the answer


@dataclass(frozen=True)
class Administrator:
    """An administrator, and what stands above every answer about the role map."""

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
    def __init__(self, maps: RoleMapFile, access: Access, texts: Texts, dry_run: DryRun) -> None:
        self.maps = maps
        self.dry_run = dry_run
        self._access = access
        self._texts = texts

    def ask(self, interaction: Interaction) -> Administrator:
        """Raises Refused for whoever is no administrator."""
        admin = self._access.administrator(interaction)
        say = self._texts.voice(interaction.locale)
        problem = self._told(self.maps.problem or "")
        notices = (say("config.not_in_force", problem=named(problem, PROBLEM_SHOWN)),) if problem else ()
        return Administrator(admin, say, notices)

    async def or_refuse(self, work: Awaitable[T]) -> T:
        """What is wrong with a role map's file is a refusal for whoever wants to change it."""
        try:
            return await work
        except ConfigError as error:
            raise Refused(Refusal.MAP_REFUSED, problem=short(self._told(str(error)), _REASON_SHOWN)) from error

    def _told(self, problem: str) -> str:
        """Where the file lies is the business of whoever reads the log."""
        return problem.replace(str(self.maps.current.path), self.maps.current.path.name)
