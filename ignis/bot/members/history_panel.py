"""A member's history, page by page: members see their own, staff see that of all members."""

from collections.abc import Mapping
from typing import Final

from discord import ui

from ignis.bot.replies.access import STAFF, Access, asking_member
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.layout import fitting, panel, paragraphs, stamp
from ignis.bot.replies.markup import plain
from ignis.bot.replies.paging import NEWEST, cursor_buttons
from ignis.bot.replies.people import MemberNames, Names
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Action, LedgerEntry
from ignis.domain.rules.company import title as company_title
from ignis.services.history import HistoryPage, MemberHistory

_TURN: Final = "history-page"
_SIZE: Final = 10
_COUNTED: Final[Mapping[Action, str]] = {
    Action.POINTS: "history.points",
    Action.GOLD_STUDS: "history.gold_studs",
    Action.SILVER_STUDS: "history.silver_studs",
}


class HistoryPanel:
    def __init__(self, history: MemberHistory, access: Access, texts: Texts) -> None:
        self._history = history
        self._access = access
        self._texts = texts

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn, carries=2, needs=None),)

    async def show(self, interaction: Interaction, user_id: int, before: int = NEWEST) -> Reply:
        """Raises StorageError."""
        page = await self._history.page(user_id, before or None, _SIZE)
        say = self._texts.voice(interaction.locale)
        return Reply(view=view(user_id, before, page, MemberNames(interaction.guild, say), say), ephemeral=True)

    async def open(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        """What the button on a card does. Its number is the member's id. Raises Refused, StorageError."""
        (user_id,) = numbers
        self._check(interaction, user_id)
        return await self.show(interaction, user_id)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        user_id, before = numbers
        self._check(interaction, user_id)
        return await self.show(interaction, user_id, before)

    def _check(self, interaction: Interaction, user_id: int) -> None:
        """Refuses a reader who is neither staff nor that member."""
        if asking_member(interaction).id != user_id:
            self._access.admit(interaction, STAFF)


def view(user_id: int, before: int, page: HistoryPage, names: Names, say: Voice) -> ui.LayoutView:
    """What does not fit comes on the next page."""
    lines = [_line(line.entry, names, say) for line in page.lines]
    shown = fitting(lines)
    older = page.lines[len(shown) - 1].id if len(shown) < len(lines) else page.older
    title = say("history.title", name=names.of(user_id))
    text = paragraphs([f"### {title}", *(shown or [say("history.nothing")])])
    if older is None and before == NEWEST:
        return panel(text)
    return panel(text, cursor_buttons(_TURN, user_id, before, older, say))


def _line(entry: LedgerEntry, names: Names, say: Voice) -> str:
    parts = [stamp(entry.at, "f"), event(entry, say)]
    if entry.actor_id is not None:
        parts.append(say("history.by", name=names.of(entry.actor_id)))
    reason = f"\n> {plain(entry.reason)}" if entry.reason else ""
    return " · ".join(parts) + reason


def event(entry: LedgerEntry, say: Voice) -> str:
    """What happened, without when, whom and why."""
    if entry.action in _COUNTED:
        before, after = int(entry.before or 0), int(entry.after or 0)
        return say(_COUNTED[entry.action], change=_signed(after - before, say), total=after)
    if entry.action is Action.COMPANY:
        return say("history.company", before=_company(entry.before, say), after=_company(entry.after, say))
    return say(f"history.{entry.action}", before=plain(str(entry.before)), after=plain(str(entry.after)))


def _company(number: str | int | None, say: Voice) -> str:
    return company_title(int(number)) if number is not None else say("company.none")


def _signed(change: int, say: Voice) -> str:
    """With the mathematical minus: a hyphen would begin a list in markdown."""
    return f"+{say.number(change)}" if change >= 0 else f"\u2212{say.number(-change)}"
