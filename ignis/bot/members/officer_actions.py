"""What all commands of staff share: who asks, about whom, whether they may, and what comes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import discord

from ignis.bot.members.role_swap import RoleSwapper
from ignis.bot.replies.access import Access
from ignis.bot.replies.markup import plain
from ignis.bot.replies.people import subject
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Actor, Change
from ignis.domain.members.profile import Subject
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.base.clock import Clock


@dataclass(frozen=True)
class OfficerOrder:
    """What an officer wants done to a member; who may not want that has been refused already."""

    officer: discord.Member
    actor: Actor
    subject: Subject
    at: datetime


Apply = Callable[[OfficerOrder], Awaitable[Change]]
Tell = Callable[[Change, str, Voice], str]
"""The sentence about a change, given the member's name, which is harmless already."""


class OfficerActions:
    def __init__(self, access: Access, swap: RoleSwapper, replies: Replies, texts: Texts, clock: Clock) -> None:
        self._access = access
        self._swap = swap
        self._replies = replies
        self._texts = texts
        self._clock = clock

    async def act(self, interaction: Interaction, member: discord.Member, apply: Apply, tell: Tell) -> None:
        """Answers the officer alone: what has changed, and what became of the member's role if the rank is another."""
        await self._replies.answer(interaction, self._act(interaction, member, apply, tell), where=Visibility.PRIVATE)

    async def _act(self, interaction: Interaction, member: discord.Member, apply: Apply, tell: Tell) -> Reply:
        officer = self._access.staff(interaction)
        self._access.over(officer, member)
        say = self._texts.voice(interaction.locale)
        try:
            change = await apply(OfficerOrder(officer, Actor(officer.id), subject(member), self._clock.now()))
        except Refused as refused:
            if refused.code is not Refusal.RANK_UNCHANGED:
                raise
            return await self._unchanged(str(refused.params["rank"]), member, officer, say)
        lines = [tell(change, plain(member.display_name), say)]
        if change.promoted:
            lines.append(say("staff.promoted", before=plain(change.before.rank), after=plain(change.after.rank)))
        if (roles := await self._swap.follow(change, member, officer, say)) is not None:
            lines.append(roles)
        return Reply("\n".join(lines), ephemeral=True)

    async def _unchanged(self, rank: str, member: discord.Member, officer: discord.Member, say: Voice) -> Reply:
        """Nothing is stored; the roles may still lag behind the rank, and are made to follow."""
        told = say(f"refusals.{Refusal.RANK_UNCHANGED}", rank=plain(rank))
        roles = await self._swap.make_good(rank, member, officer, say)
        return Reply(f"{told}\n{roles}" if roles else told, ephemeral=True)
