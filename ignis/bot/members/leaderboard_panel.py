"""Members by points, page by page, of the whole legion or of one company. All members can see it and turn its pages."""

from typing import Final

import discord
from discord import ui

from ignis.bot.gateway.member_list import MemberList
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.layout import panel, paragraphs
from ignis.bot.replies.markup import named
from ignis.bot.replies.paging import page_buttons
from ignis.bot.replies.people import GuildRoster, MemberNames, Names
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.texts import Texts, Voice, language_at
from ignis.domain.rules.company import title as company_title
from ignis.services.leaderboard import Leaderboard, LeaderboardPage, LeaderboardPlace

_TURN: Final = "leaderboard"
_ALL: Final = 0
_SIZE: Final = 10
_RANK_SHOWN: Final = 60  # characters


class LeaderboardPanel:
    def __init__(self, leaderboard: Leaderboard, members: MemberList, names: GuildNames, texts: Texts) -> None:
        self._leaderboard = leaderboard
        self._members = members
        self._names = names
        self._texts = texts

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn, carries=3, needs=None),)

    async def show(self, interaction: Interaction, company: int | None) -> Reply:
        """The first page, in the reader's language. Raises Refused, StorageError."""
        return await self._page(interaction.guild, company, 1, self._texts.voice(interaction.locale))

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        """A leaderboard stays in the language of the first reader: others are reading it, too."""
        company, page, language = numbers
        say = self._texts.voice(language_at(language))
        return await self._page(interaction.guild, company or None, page, say)

    async def _page(self, guild: discord.Guild | None, company: int | None, page: int, say: Voice) -> Reply:
        self._members.demand()  # who is not in the list counts as gone
        found = await self._leaderboard.page(company, page, _SIZE, GuildRoster(guild, self._names))
        return Reply(view=view(company, found, MemberNames(guild, say), say))


def view(company: int | None, found: LeaderboardPage, names: Names, say: Voice) -> ui.LayoutView:
    lines = [_line(place, names, say) for place in found.places] or [say("leaderboard.nobody")]
    footer = say("leaderboard.footer", page=found.page, pages=found.pages, count=found.members)
    text = paragraphs([f"### {_title(company, say)}", *lines, f"-# {footer}"])
    if found.pages == 1:
        return panel(text)
    company_id, language = company or _ALL, say.place
    turn = page_buttons(_TURN, found.page, found.pages, say, before=(company_id,), behind=(language,))
    return panel(text, turn)


def _title(company: int | None, say: Voice) -> str:
    if company is None:
        return say("leaderboard.title")
    return say("leaderboard.title_company", company=company_title(company))


def _line(place: LeaderboardPlace, names: Names, say: Voice) -> str:
    rank = named(place.rank, _RANK_SHOWN)
    return say("leaderboard.line", place=place.place, name=names.of(place.user_id), points=place.points, rank=rank)
