"""What an undo of the role map would change for whom, before it is made by a button."""

from typing import Final

import discord

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.layout import row
from ignis.bot.replies.people import MemberNames
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.role_map.changed import change_lines
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.role_map.editing import MapEditing
from ignis.bot.role_map.preview_panel import CHANGES_SHOWN, view
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.diff import diff

_TURN: Final = "config-undo-page"
_APPLY: Final = "config-undo"


class ConfigUndoPanel:
    def __init__(self, context: RoleMapContext, editing: MapEditing) -> None:
        self._context = context
        self._editing = editing

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(_TURN, self._turn, carries=2, needs=ADMINISTRATORS),
            ButtonKind(_APPLY, self._apply, carries=1, needs=ADMINISTRATORS),
        )

    async def show(self, interaction: Interaction, page: int = 1) -> Reply:
        """The buttons hold the version that is undone. Raises Refused, StorageError."""
        administrator, maps = self._context.ask(interaction), self._context.maps
        say = administrator.say
        newest, proposed = await self._newest(), await maps.preview_undo()
        preview = await self._context.dry_run.preview(administrator.guild, proposed, before=maps.current, turned=True)
        pins = self._context.names.pins(administrator.guild.id)
        heading = [
            *administrator.notices,
            f"### {say('config.preview_pending')}",
            say("config.asks_first", count=self._context.ask_above),
            *change_lines(diff(maps.current.document, proposed.document, pins), say, CHANGES_SHOWN),
        ]
        names = MemberNames(administrator.guild, say)
        apply = button(_APPLY, newest, label=say("config.apply"), style=discord.ButtonStyle.success)
        made = view(preview, heading, names, say, page=page, turn=(_TURN, (newest,)), below=[row(apply)])
        return Reply(view=made, ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        page, version = numbers
        await self._check(version)
        return await self.show(interaction, page)

    async def _apply(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (version,) = numbers
        await self._check(version)
        return await self._editing.undo(self._context.ask(interaction))

    async def _check(self, version: int) -> None:
        """Refuses if the map was changed since the reader looked."""
        if await self._newest() != version:
            raise Refused(Refusal.MAP_EDITED)

    async def _newest(self) -> int:
        return (await self._context.maps.history())[0].number
