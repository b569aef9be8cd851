"""Members by points, page by page, of the whole legion or of one company. For everybody to see and to turn."""

from typing import Any, Final

from discord import ui

from ignis.bot.buttons import Kind, button
from ignis.bot.markup import plain
from ignis.bot.panels.layout import panel, paragraphs, row, short
from ignis.bot.people import Name, names, present
from ignis.bot.reply import Answer, Interaction
from ignis.bot.texts import Texts, Voice
from ignis.domain.company import title as company_title
from ignis.services.leaderboard import Leaderboard, LeaderboardPage, Place

_TURN: Final = "leaderboard"
_ALL: Final = 0
_SIZE: Final = 10
_RANK_SHOWN: Final = 60  # characters


class LeaderboardPanel:
    def __init__(self, leaderboard: Leaderboard, texts: Texts) -> None:
        self._leaderboard = leaderboard
        self._texts = texts

    def kinds(self) -> tuple[Kind, ...]:
        return (Kind(_TURN, self._turn),)

    async def show(self, interaction: Interaction, company: int | None, page: int = 1) -> Answer:
        """Raises Refused, StorageError."""
        guild = interaction.guild
        found = await self._leaderboard.page(company, page, _SIZE, present(guild))
        say = self._texts.voice(interaction.locale)
        return Answer(view=view(company, found, names(guild, say), say))

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Answer:
        company, page = numbers
        return await self.show(interaction, company or None, page)


def view(company: int | None, found: LeaderboardPage, name: Name, say: Voice) -> ui.LayoutView:
    lines = [_line(place, name, say) for place in found.places] or [say("leaderboard.nobody")]
    footer = say("leaderboard.footer", page=found.page, pages=found.pages, count=found.members)
    text = paragraphs([f"### {_title(company, say)}", *lines, f"-# {footer}"])
    return panel(text, *([_pager(company or _ALL, found, say)] if found.pages > 1 else []))


def _title(company: int | None, say: Voice) -> str:
    if company is None:
        return say("leaderboard.title")
    return say("leaderboard.title_company", company=company_title(company))


def _line(place: Place, name: Name, say: Voice) -> str:
    rank = plain(short(place.rank, _RANK_SHOWN))
    return say("leaderboard.line", place=place.place, name=name(place.user_id), points=place.points, rank=rank)


def _pager(company: int, found: LeaderboardPage, say: Voice) -> ui.ActionRow[Any]:
    return row(
        button(_TURN, company, found.page - 1, label=say("pages.previous"), disabled=found.page == 1),
        button(_TURN, company, found.page + 1, label=say("pages.next"), disabled=found.page == found.pages),
    )
