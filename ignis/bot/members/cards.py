"""Brings a card together: what is stored, who the member is on Roblox, and the picture.

Only what is stored may delay a card or make it fail. An account or a picture that comes too late is left out.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

import discord

from ignis.bot.members.card import HISTORY, LADDER, PICTURE, REFRESH, CardContent, CardPerson, card
from ignis.bot.members.history_panel import HistoryPanel
from ignis.bot.members.ladder_view import ladder_view
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.people import member_on, subject
from ignis.bot.replies.pictures import attached, in_time
from ignis.bot.replies.reply import Interaction, Reply, Visibility
from ignis.bot.texts import Texts, language_at
from ignis.domain.members.profile import Profile
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.ladder_steps import LadderRow, ladder_rows, place_of
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.progress import WIDTH, blocks
from ignis.services.ports import (
    AccountAnswer,
    Freshness,
    LadderPainter,
    LadderPicture,
    LegionSource,
    ProfileSources,
    Unavailable,
    UnavailableReason,
)
from ignis.services.profile import Profiles

EXTRAS_WITHIN: Final = 0.7
"""Seconds to wait for what is not stored here: the card has to be sent directly, within 1.2 s."""


class CardSources(Protocol):
    """An AccountsSource, or less: a card only looks up one account."""

    @property
    def now(self) -> ProfileSources | None:
        """None while no account can be looked up; cards then do not mention accounts."""
        ...


@dataclass(frozen=True)
class _KnownSteps:
    """The steps of the ladder under these rules."""

    legion: Legion
    steps: tuple[LadderRow, ...]


class Cards:
    def __init__(
        self,
        profiles: Profiles,
        rules: LegionSource,
        painter: LadderPainter,
        sources: CardSources,
        texts: Texts,
        *,
        names: GuildNames,
        extras_within: float = EXTRAS_WITHIN,
    ) -> None:
        self._profiles = profiles
        self._rules = rules
        self._painter = painter
        self._sources = sources
        self._names = names
        self._texts = texts
        self._extras_within = extras_within
        self._known: _KnownSteps | None = None

    def kinds(self, histories: HistoryPanel) -> tuple[ButtonKind, ...]:
        """The buttons of a card. `histories` answers the one that opens the member's history."""
        return (
            ButtonKind(HISTORY, histories.open, Visibility.PRIVATE, carries=1, needs=None),
            ButtonKind(LADDER, self._ladder, Visibility.PRIVATE, carries=1, needs=None),
            ButtonKind(REFRESH, self._refresh, Visibility.HERE, carries=2, needs=None),
        )

    async def show(
        self,
        member: discord.Member | discord.User,
        locale: object,
        *,
        reader: int,
        ephemeral: bool = False,
        freshness: Freshness = Freshness.USUAL,
    ) -> Reply:
        """The card in the language for `locale`. Raises Refused for users without a card, and StorageError.

        `reader` is the id of who asks for it.
        """
        checked = _with_a_card(member)
        until = asyncio.get_running_loop().time() + self._extras_within
        account = asyncio.create_task(self._account(checked.id, until, reader, freshness), name="account")
        try:
            profile = await self._profiles.show(subject(checked, self._names))
            row = self._row()
            picture = await in_time(self._painter.png(_drawing(profile, row)), until)
            content = CardContent(_person(checked), profile, row, await account, pictured=picture is not None)
        finally:
            account.cancel()
        view = card(content, self._texts.voice(locale))
        return Reply(view=view, files=attached(picture, PICTURE), ephemeral=ephemeral)

    def _row(self) -> tuple[LadderRow, ...]:
        """The steps of the ladder, computed again only after an edit of the rules."""
        legion = self._rules.legion
        if self._known is None or self._known.legion is not legion:
            self._known = _KnownSteps(legion, ladder_rows(legion.ladder))
        return self._known.steps

    async def _account(self, user_id: int, until: float, reader: int, freshness: Freshness) -> AccountAnswer | None:
        if (sources := self._sources.now) is None:
            return None
        try:
            async with asyncio.timeout_at(until):
                return await sources.look_up(user_id, reader, freshness)
        except TimeoutError:
            return Unavailable(why=UnavailableReason.SLOW)

    async def _refresh(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        """Asks for the account anew, if the answer is older than the settings say.

        A card stays in the language of the first reader: others are reading it, too.
        """
        user_id, language = numbers
        return await self.show(
            await _member(interaction, user_id),
            language_at(language),
            reader=interaction.user.id,
            freshness=Freshness.REFRESHED,
        )

    async def _ladder(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (user_id,) = numbers
        profile = await self._profiles.show(subject(await _member(interaction, user_id), self._names))
        say = self._texts.voice(interaction.locale)
        return Reply(view=ladder_view(self._row(), profile.standing.rank, say), ephemeral=True)


def _with_a_card(member: discord.Member | discord.User) -> discord.Member:
    if not isinstance(member, discord.Member):
        raise Refused(Refusal.NOT_IN_SERVER)
    if member.bot:
        raise Refused(Refusal.TARGET_IS_BOT)
    return member


async def _member(interaction: Interaction, user_id: int) -> discord.Member:
    found = await member_on(interaction.guild, user_id) if interaction.guild is not None else None
    if found is None:
        raise Refused(Refusal.NOT_IN_SERVER)
    return found


def _drawing(profile: Profile, row: tuple[LadderRow, ...]) -> LadderPicture:
    standing, progress = profile.standing, profile.standing.progress
    filled = blocks(progress.points, progress.limit) if progress is not None else WIDTH
    return LadderPicture(row, standing.rank, place_of(standing.rank, row), filled)


def _person(member: discord.Member) -> CardPerson:
    return CardPerson(member.id, member.display_name, member.name, member.display_avatar.url)
