"""`/config import`: a whole role map from a file, put in force only after somebody has seen what it would do.

What waits for its confirmation is kept in memory, for as long as Discord would let the message be edited. After a
restart, or when the map has changed since, the button says so and changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import discord

from ignis.adapters.role_map.text import format_of
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.layout import panel, paragraphs, row
from ignis.bot.replies.people import names
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.role_map.changed import change_lines
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.bot.role_map.editing import MapEditing
from ignis.bot.role_map.preview_panel import CHANGES_SHOWN, view
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.diff import diff
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.role_map import RoleMap
from ignis.runtime.base.clock import Clock
from ignis.runtime.config.settings import ConfigError

_TURN: Final = "config-import-page"
_CONFIRM: Final = "config-import"
_CANCEL: Final = "config-import-no"
_LARGEST: Final = 1 << 20
"""Bytes of a file; what a role map may hold at most is a little less."""
_LIFETIME: Final = 15 * 60.0
_MOST: Final = 16  # that wait at a time


@dataclass(frozen=True)
class _Waiting:
    """A map that was shown to `admin_id`. `of` is the version that stood in the file then."""

    text: str
    format: Format
    proposed: RoleMap
    of: int
    admin_id: int
    until: float


class ConfigImportPanel:
    def __init__(self, desk: RoleMapContext, editing: MapEditing, clock: Clock, new_number: Callable[[], int]) -> None:
        """`new_number` makes what stands for an import in its buttons; nobody should guess it."""
        self._desk = desk
        self._editing = editing
        self._clock = clock
        self._new_number = new_number
        self._waiting: dict[int, _Waiting] = {}

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn), ButtonKind(_CONFIRM, self._confirm), ButtonKind(_CANCEL, self._cancel))

    async def show(self, interaction: Interaction, file: discord.Attachment) -> Reply:
        """Raises Refused, with file, place and reason for what is no role map, and StorageError."""
        asking = self._desk.ask(interaction)
        if file.size > _LARGEST:
            raise Refused(Refusal.FILE_TOO_LARGE, name=file.filename, size=file.size, highest=_LARGEST)
        text, format_ = await self._desk.or_refuse(_read(file))
        proposed = await self._desk.or_refuse(self._desk.maps.readable(text, format_))
        if proposed.revision == self._desk.maps.current.revision:
            raise Refused(Refusal.MAP_UNCHANGED)
        versions = await self._desk.or_refuse(self._desk.maps.versions())
        until = self._clock.monotonic() + _LIFETIME
        number = self._keep(_Waiting(text, format_, proposed, versions[-1].number, asking.admin.id, until))
        return await self._shown(asking, number)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        page, number = numbers
        return await self._shown(self._desk.ask(interaction), number, page)

    async def _shown(self, asking: Administrator, number: int, page: int | None = None) -> Reply:
        waiting, say, current = self._find(asking, number), asking.say, self._desk.maps.current
        preview = await self._desk.dry_run.preview(
            asking.guild, waiting.proposed, before=current, turned=page is not None
        )
        changes = change_lines(diff(current.document, waiting.proposed.document), say, CHANGES_SHOWN)
        heading = [*asking.notices, f"### {say('config.import_title')}", *changes]
        actions = row(
            button(_CONFIRM, number, label=say("config.import_confirm"), style=discord.ButtonStyle.success),
            button(_CANCEL, number, label=say("config.import_cancel")),
        )
        name = names(asking.guild, say)
        made = view(preview, heading, name, say, page=page or 1, turn=(_TURN, (number,)), below=[actions])
        return Reply(view=made, ephemeral=True)

    async def _confirm(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (number,) = numbers
        asking = self._desk.ask(interaction)
        waiting = self._find(asking, number)
        answer = await self._editing.make(
            asking,
            waiting.proposed,
            lambda: self._desk.maps.replace(waiting.text, waiting.format, by=asking.actor, of=waiting.of),
        )
        self._waiting.pop(number, None)
        return answer

    async def _cancel(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (number,) = numbers
        asking = self._desk.ask(interaction)
        self._find(asking, number)
        del self._waiting[number]
        return Reply(view=panel(paragraphs([asking.say("config.import_cancelled")])), ephemeral=True)

    def _keep(self, waiting: _Waiting) -> int:
        """Of too many, the one that waits longest goes."""
        number = self._new_number()
        self._waiting[number] = waiting
        while len(self._waiting) > _MOST:
            del self._waiting[next(iter(self._waiting))]
        return number

    def _find(self, asking: Administrator, number: int) -> _Waiting:
        waiting = self._waiting.get(number)
        if waiting is None or waiting.until < self._clock.monotonic():
            self._waiting.pop(number, None)
            raise Declined("config.import_expired")
        if waiting.admin_id != asking.admin.id:
            raise Refused(Refusal.NOT_YOUR_BUTTON)
        return waiting


async def _read(file: discord.Attachment) -> tuple[str, Format]:
    """Raises ConfigError, which names the attached file, for what is no text of a known format, and Declined."""
    format_ = format_of(Path(file.filename))
    try:
        content = await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise Declined("config.not_read") from None
    try:
        return content.decode("utf-8-sig"), format_
    except UnicodeDecodeError:
        raise ConfigError(f"{file.filename}: not UTF-8 text; save it as UTF-8") from None
