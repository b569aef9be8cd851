"""What is wrong, or may surprise, in the role map: the worst first, page by page."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from discord import ui

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.layout import panel, paragraphs
from ignis.bot.replies.markup import named
from ignis.bot.replies.paging import NAME_LIMITS, pager, squeezed
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.role_map.server_roles import server_of
from ignis.bot.texts import Param, Voice
from ignis.domain.paging import paged
from ignis.domain.role_map.finding import Finding, FindingKind, Severity

_TURN: Final = "config-check"
_SIZE: Final = 8
_LISTED: Final = 3  # names in one line
_SIGNS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.ERROR: "✖", Severity.WARNING: "⚠", Severity.HINT: "💡"}
)


class ConfigCheckPanel:
    def __init__(self, context: RoleMapContext) -> None:
        self._context = context

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn, carries=1, needs=ADMINISTRATORS),)

    async def show(self, interaction: Interaction, page: int | None = None) -> Reply:
        """Raises Refused, StorageError."""
        administrator, current = self._context.ask(interaction), self._context.maps.current
        others = [guild for guild in interaction.client.guilds if guild.id != administrator.guild.id]
        tally = await self._context.dry_run.tally(administrator.guild, current)
        preview = await self._context.dry_run.preview(administrator.guild, current, turned=page is not None)
        server = server_of(administrator.guild, self._context.names, others)
        found = self._context.maps.check(server, tally, preview, self._context.dry_run.refused.counts())
        return Reply(view=view(found, page or 1, administrator.notices, administrator.say), ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (page,) = numbers
        return await self.show(interaction, page)


def view(found: Sequence[Finding], page: int, notices: Sequence[str], say: Voice) -> ui.LayoutView:
    """`notices` stand on top."""
    shown = paged(found, page, _SIZE)
    heading = [*notices, f"### {say('config.check_title')}", _summary(found, say)]
    lines = squeezed(([_line(finding, limit, say) for finding in shown.items] for limit in NAME_LIMITS), heading)
    return panel(paragraphs([*heading, *lines]), *pager(_TURN, shown, say))


def _summary(found: Sequence[Finding], say: Voice) -> str:
    return ", ".join(_counted(found, say)) or say("config.check_nothing")


def _counted(found: Sequence[Finding], say: Voice) -> Iterator[str]:
    for severity in sorted(Severity, reverse=True):
        if count := sum(finding.severity is severity for finding in found):
            yield say(f"config.counted.{severity.name.lower()}", count=count)


def _line(finding: Finding, limit: int, say: Voice) -> str:
    params = {name: _shown(value, limit, say) for name, value in finding.params.items()}
    if finding.found is FindingKind.REFUSED:
        params["problem"] = say(f"problems.{finding.params['problem']}")
    return f"{_SIGNS[finding.severity]} {say(f'config.found.{finding.found}', **params)}"


def _shown(value: str | int | tuple[str, ...], limit: int, say: Voice) -> Param:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return named(value, limit)
    names = ", ".join(named(name, limit) for name in value[:_LISTED])
    rest = len(value) - _LISTED
    return f"{names} {say('card.more', count=rest)}" if rest > 0 else names
