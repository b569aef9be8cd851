"""What all commands of staff share: which officer orders something about which member, and the reply about the change.

Example:
    order = officers.order(interaction, member)
    change = await points.add(order.actor, order.subject, 5, "patrol", at=order.at)
    return await officers.report(order, change, order.say("staff.points_added", name=order.name, ...))

The commands do this by `OrderDesk`.
"""

from dataclasses import dataclass
from datetime import datetime

import discord

from ignis.bot.members.role_swap import RoleSwapper
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.access import Access, asking_member
from ignis.bot.replies.markup import plain
from ignis.bot.replies.people import subject
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.profile import Subject
from ignis.domain.refusals import Refusal
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger


@dataclass(frozen=True)
class OfficerOrder:
    """An officer's order about a member, and the voice that answers the officer. The officer is allowed to give it.

    `id` is the interaction's: an order with an id is carried out once.
    """

    id: int
    officer: discord.Member
    member: discord.Member
    subject: Subject
    at: datetime
    say: Voice

    @property
    def actor(self) -> Actor:
        return Actor(self.officer.id, self.id)

    @property
    def name(self) -> str:
        """The member's name, safe to put into a text."""
        return plain(self.member.display_name)


class OfficerActions:
    def __init__(
        self, access: Access, swapper: RoleSwapper, texts: Texts, clock: Clock, log: Logger, *, names: GuildNames
    ) -> None:
        self._access = access
        self._names = names
        self._swapper = swapper
        self._texts = texts
        self._clock = clock
        self._log = log

    def order(self, interaction: Interaction, member: discord.Member) -> OfficerOrder:
        """The one place that asks whether this officer may order anything about `member`. Raises Refused.

        That it is an officer was asked at the door.
        """
        officer = asking_member(interaction)
        self._access.over(officer, member)
        about = subject(member, self._names)
        at, say = self._clock.now(), self._texts.voice(interaction.locale)
        return OfficerOrder(interaction.id, officer, member, about, at, say)

    def check_rank(self, order: OfficerOrder, rank: str) -> None:
        """Raises Refused if the officer may not give `rank`. A rank that does not exist is not refused here."""
        self._swapper.check(order.officer, rank)

    async def report(self, order: OfficerOrder, change: Change, done: str) -> Reply:
        """Lets the member's role follow a change of rank. The reply, for the officer alone, begins with `done`."""
        lines = [done]
        if change.promoted:
            lines.append(order.say("staff.promoted", before=plain(change.before.rank), after=plain(change.after.rank)))
        try:
            roles = await self._swapper.follow(change, order.member, order.officer, order.say)
        except Exception as error:  # noqa: BLE001  the change is stored: the roles are the sync's business now
            self._log.error("roles did not follow", member=order.member.id, exc_info=error)
        else:
            lines += [roles] if roles is not None else []
        return Reply("\n".join(lines), ephemeral=True)

    async def report_unchanged(self, order: OfficerOrder, rank: str) -> Reply:
        """The member has `rank` already, and nothing was stored. If the roles have not followed yet, they do now."""
        lines = [order.say(f"refusals.{Refusal.RANK_UNCHANGED}", rank=plain(rank))]
        if roles := await self._swapper.make_good(rank, order.member, order.officer, order.say):
            lines.append(roles)
        return Reply("\n".join(lines), ephemeral=True)
