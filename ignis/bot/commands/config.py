"""`/config`: the role map, for administrators to look at, check, try out, change, undo, export and import."""

import io
import random
from collections.abc import Coroutine
from typing import Any

import discord
from discord import app_commands

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.options import suggestions
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.bot.role_map.check_panel import ConfigCheckPanel
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.role_map.editing import MapEditing
from ignis.bot.role_map.history_panel import ConfigHistoryPanel
from ignis.bot.role_map.import_panel import ConfigImportPanel
from ignis.bot.role_map.list_panel import ConfigListPanel
from ignis.bot.role_map.pinning import NamePinning
from ignis.bot.role_map.preview_panel import ConfigPreviewPanel
from ignis.bot.role_map.undo_panel import ConfigUndoPanel
from ignis.domain.role_map.orders import RemoveRole
from ignis.runtime.base.clock import Clock

_Choices = list[app_commands.Choice[str]]


class ConfigCommands:
    def __init__(self, context: RoleMapContext, replies: Replies, clock: Clock, numbers: random.Random) -> None:
        """`numbers` makes what stands for an import in its buttons; a SystemRandom, so that it cannot be guessed."""
        self._context = context
        self._editing = MapEditing(context)
        self._pinning = NamePinning(context)
        self._replies = replies
        self._list = ConfigListPanel(context)
        self._check = ConfigCheckPanel(context)
        self._preview = ConfigPreviewPanel(context, self._editing)
        self._undoing = ConfigUndoPanel(context, self._editing)
        self._history = ConfigHistoryPanel(context)
        self._imports = ConfigImportPanel(context, self._editing, clock, numbers)

    def kinds(self) -> tuple[ButtonKind, ...]:
        panels = (self._list, self._check, self._preview, self._undoing, self._history, self._imports, self._pinning)
        return tuple(kind for panel in panels for kind in panel.kinds())

    def group(self) -> app_commands.Group:
        made = app_commands.Group(
            name="config",
            description="Which role stands for which rank",
            default_permissions=ADMINISTRATORS,
            guild_only=True,
        )
        self._add_roles(app_commands.Group(name="role", description="Roles and their ranks", parent=made))
        self._add_looks(made)
        self._add_pins(made)
        self._add_versions(made)
        return made

    def _add_roles(self, group: app_commands.Group) -> None:
        @group.command(name="add", description="Makes a role stand for a rank, or moves one that does")
        @app_commands.describe(
            role="The role",
            rank="The rank it stands for",
            above="The mapped role that it counts more than; left out: by rank",
        )
        async def add(interaction: Interaction, role: discord.Role, rank: str, above: str | None = None) -> None:
            await self._answer(interaction, self._add(interaction, role, rank, above))

        @group.command(name="remove", description="Removes a role from the map; members keep their ranks")
        @app_commands.describe(role="The role as the map calls it, even if the server no longer has it")
        async def remove(interaction: Interaction, role: str) -> None:
            await self._answer(interaction, self._remove(interaction, role))

        @group.command(name="list", description="Shows every mapped role, the highest first")
        async def list_(interaction: Interaction) -> None:
            await self._answer(interaction, self._list.show(interaction))

        add.autocomplete("rank")(self._ranks)
        add.autocomplete("above")(self._roles)
        remove.autocomplete("role")(self._roles)

    def _add_looks(self, group: app_commands.Group) -> None:
        @group.command(name="check", description="Finds mistakes in the role map and in the server's roles")
        async def check(interaction: Interaction) -> None:
            await self._answer(interaction, self._check.show(interaction))

        @group.command(name="preview", description="Shows what would change for whom, without changing anything")
        @app_commands.describe(
            role="What if this role ... (left out: what the map in force is about to do)",
            rank="... stood for this rank; left out: for none",
            above="... and counted more than this mapped role",
        )
        async def preview(
            interaction: Interaction,
            role: discord.Role | None = None,
            rank: str | None = None,
            above: str | None = None,
        ) -> None:
            await self._answer(interaction, self._preview.show(interaction, role, rank, above))

        preview.autocomplete("rank")(self._ranks)
        preview.autocomplete("above")(self._roles)

    def _add_pins(self, group: app_commands.Group) -> None:
        @group.command(name="pin", description="Says which role or channel a name of the settings means")
        @app_commands.describe(
            name="A role of the officers, a company, an award, a speciality, or a channel for commands",
            role="The role that it is from now on ...",
            channel="... or the channel",
        )
        async def pin(
            interaction: Interaction,
            name: str,
            role: discord.Role | None = None,
            channel: discord.TextChannel | None = None,
        ) -> None:
            await self._answer(interaction, self._pinning.pin(interaction, name.strip(), role, channel))

        pin.autocomplete("name")(self._names)

    def _add_versions(self, group: app_commands.Group) -> None:
        @group.command(name="history", description="Shows who changed the role map, when and how")
        async def history(interaction: Interaction) -> None:
            await self._answer(interaction, self._history.show(interaction))

        @group.command(name="undo", description="Undoes the last change of the role map")
        async def undo(interaction: Interaction) -> None:
            await self._answer(interaction, self._undo(interaction))

        @group.command(name="export", description="Sends you the role map as a file")
        async def export(interaction: Interaction) -> None:
            await self._answer(interaction, self._export(interaction))

        @group.command(name="import", description="Replaces the role map by a file, after showing what would change")
        @app_commands.describe(file="A role map like an exported one: JSON or YAML, 1 MiB at most")
        async def import_(interaction: Interaction, file: discord.Attachment) -> None:
            await self._answer(interaction, self._imports.show(interaction, file))

    async def _add(self, interaction: Interaction, role: discord.Role, rank: str, above: str | None) -> Reply:
        administrator = self._context.ask(interaction)
        order = self._editing.order(role, rank, above)
        if (done := await self._editing.change_few(administrator, order)) is not None:
            return done
        return await self._preview.show(interaction, role, rank, above, unasked=True)

    async def _remove(self, interaction: Interaction, role: str) -> Reply:
        administrator, order = self._context.ask(interaction), RemoveRole(role.strip())
        there = self._editing.server_role(administrator.guild, order.role)
        if there is None:
            return await self._editing.change(administrator, order)
        if (done := await self._editing.change_few(administrator, order)) is not None:
            return done
        return await self._preview.show(interaction, there, unasked=True)

    async def _undo(self, interaction: Interaction) -> Reply:
        administrator = self._context.ask(interaction)
        if (done := await self._editing.undo_few(administrator)) is not None:
            return done
        return await self._undoing.show(interaction)

    async def _export(self, interaction: Interaction) -> Reply:
        administrator = self._context.ask(interaction)
        made = await self._context.maps.export()
        text = administrator.say("config.exported", revision=self._context.maps.current.revision)
        return Reply(text, files=[discord.File(io.BytesIO(made.text.encode()), made.name)], ephemeral=True)

    async def _names(self, _: Interaction, typed: str) -> _Choices:
        return suggestions(self._pinning.names(), typed)

    async def _ranks(self, _: Interaction, typed: str) -> _Choices:
        return suggestions(self._context.maps.current.legion.ranks, typed)

    async def _roles(self, _: Interaction, typed: str) -> _Choices:
        """From the highest down."""
        ranked = self._context.maps.current.legion.role_ranks.ranked
        return suggestions([each.role for each in reversed(ranked)], typed)

    async def _answer(self, interaction: Interaction, work: Coroutine[Any, Any, Reply]) -> None:
        await self._replies.answer(interaction, work, where=Visibility.PRIVATE)
