"""`/config import`: a whole role map from a file, put in force only after somebody has seen what it would do.

What waits for its confirmation is kept in memory, for as long as Discord would let the message be edited. After a
restart, or if the map has changed since, the button says so and changes nothing.
"""

import asyncio
import random
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.layout import panel, paragraphs, row
from ignis.bot.replies.people import MemberNames
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.role_map.changed import change_lines
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.bot.role_map.editing import MapEditing
from ignis.bot.role_map.preview_panel import CHANGES_SHOWN, view
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.diff import diff
from ignis.runtime.base.clock import Clock
from ignis.services.role_map import ImportPreview

_TURN: Final = "config-import-page"
_CONFIRM: Final = "config-import"
_CANCEL: Final = "config-import-no"
_LARGEST: Final = 1 << 20
"""Bytes of a file; what a role map may hold at most is a little less."""
_LIFETIME: Final = 15 * 60.0
_MOST: Final = 16  # that wait at a time
_NUMBER_BITS: Final = 60


@dataclass(frozen=True)
class _Waiting:
    """An import that was shown to `admin_id`."""

    new: ImportPreview
    admin_id: int
    until: float


class ConfigImportPanel:
    def __init__(self, context: RoleMapContext, editing: MapEditing, clock: Clock, numbers: random.Random) -> None:
        """`numbers` makes what stands for an import in its buttons; a SystemRandom, so that it cannot be guessed."""
        self._context = context
        self._editing = editing
        self._clock = clock
        self._numbers = numbers
        self._waiting: dict[int, _Waiting] = {}

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(_TURN, self._turn, carries=2, needs=ADMINISTRATORS),
            ButtonKind(_CONFIRM, self._confirm, carries=1, needs=ADMINISTRATORS),
            ButtonKind(_CANCEL, self._cancel, carries=1, needs=ADMINISTRATORS),
        )

    async def show(self, interaction: Interaction, file: discord.Attachment) -> Reply:
        """Raises Refused, with file, place and reason for what is no role map, Declined, and StorageError."""
        administrator = self._context.ask(interaction)
        if file.size > _LARGEST:
            raise Refused(Refusal.FILE_TOO_LARGE, name=file.filename, size=file.size, highest=_LARGEST)
        new = await self._context.maps.preview_import(file.filename, await _read(file))
        number = self._keep(_Waiting(new, administrator.admin.id, self._clock.monotonic() + _LIFETIME))
        return await self._shown(administrator, number)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        page, number = numbers
        return await self._shown(self._context.ask(interaction), number, page)

    async def _shown(self, administrator: Administrator, number: int, page: int | None = None) -> Reply:
        new, say, current = self._find(administrator, number).new, administrator.say, self._context.maps.current
        preview = await self._context.dry_run.preview(
            administrator.guild, new.map, before=current, turned=page is not None
        )
        # in a thread: a file can hold thousands of roles
        changed = await asyncio.to_thread(
            diff, current.document, new.map.document, self._context.names.pins(administrator.guild.id)
        )
        changes = change_lines(changed, say, CHANGES_SHOWN)
        heading = [*administrator.notices, f"### {say('config.import_title')}", *changes]
        actions = row(
            button(_CONFIRM, number, label=say("config.import_confirm"), style=discord.ButtonStyle.success),
            button(_CANCEL, number, label=say("config.import_cancel")),
        )
        names = MemberNames(administrator.guild, say)
        made = view(preview, heading, names, say, page=page or 1, turn=(_TURN, (number,)), below=[actions])
        return Reply(view=made, ephemeral=True)

    async def _confirm(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (number,) = numbers
        administrator = self._context.ask(interaction)
        answer = await self._editing.import_(administrator, self._find(administrator, number).new)
        self._waiting.pop(number, None)
        return answer

    async def _cancel(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (number,) = numbers
        administrator = self._context.ask(interaction)
        self._find(administrator, number)
        del self._waiting[number]
        return Reply(view=panel(paragraphs([administrator.say("config.import_cancelled")])), ephemeral=True)

    def _keep(self, waiting: _Waiting) -> int:
        """If too many wait, the oldest is dropped."""
        number = self._numbers.getrandbits(_NUMBER_BITS)
        self._waiting[number] = waiting
        while len(self._waiting) > _MOST:
            del self._waiting[next(iter(self._waiting))]
        return number

    def _find(self, administrator: Administrator, number: int) -> _Waiting:
        waiting = self._waiting.get(number)
        if waiting is None or waiting.until < self._clock.monotonic():
            self._waiting.pop(number, None)
            raise Declined("config.import_expired")
        if waiting.admin_id != administrator.admin.id:
            raise Refused(Refusal.NOT_YOUR_BUTTON)
        return waiting


async def _read(file: discord.Attachment) -> bytes:
    """Raises Declined if Discord does not give the file."""
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise Declined("config.not_read") from None
