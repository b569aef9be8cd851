"""Changes of the role map as administrators order them: a preview of what follows, then the change and its answer."""

from collections.abc import Mapping

import discord

from ignis.bot.replies.layout import panel, paragraphs
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.reply import Reply
from ignis.bot.role_map.changed import change_lines, effect
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.bot.role_map.server_roles import server_of
from ignis.bot.role_sync.guild_snapshot import take_snapshot
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.check import MappedRole
from ignis.domain.role_map.diff import diff
from ignis.domain.role_map.orders import AddRole, Order, RemoveRole
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed
from ignis.domain.role_sync.preview import Preview
from ignis.services.role_map import ImportPreview


class MapEditing:
    def __init__(self, context: RoleMapContext) -> None:
        self._context = context

    def order(self, role: discord.Role, rank: str | None, above: str | None = None) -> Order:
        """With `rank` None the role stands for no rank any more. Raises Refused for a role that can stand for none."""
        if rank is None:
            return RemoveRole(self._mapped_name(role))
        if role.is_default():
            raise Refused(Refusal.ROLE_OF_EVERYBODY)
        if role.managed:
            raise Refused(Refusal.ROLE_MANAGED, role=role.name)
        return AddRole(role.name, role.id, rank.strip(), above.strip() if above else None)

    def server_role(self, guild: discord.Guild, name: str) -> discord.Role | None:
        """The server's role that counts under this name of the map; None if the server has none."""
        table = take_snapshot(guild, self._context.maps.current, self._context.names).table
        found = {mapped.casefold(): role_id for mapped, role_id in table.found.items()}
        role_id = found.get(name.casefold())
        return guild.get_role(role_id) if role_id is not None else None

    async def change_few(self, administrator: Administrator, order: Order) -> Reply | None:
        """As `change`. None, and nothing is changed, if so many members change that the reader is to look first."""
        preview = await self._preview(administrator, await self._context.maps.preview(order))
        return None if self._many(preview) else await self._changed(administrator, order, preview)

    async def change(self, administrator: Administrator, order: Order) -> Reply:
        """Makes the change and says what it was. Raises Refused, StorageError."""
        preview = await self._preview(administrator, await self._context.maps.preview(order))
        return await self._changed(administrator, order, preview)

    async def _changed(self, administrator: Administrator, order: Order, preview: Preview) -> Reply:
        warnings = self._warnings(administrator, order)  # before it is made: what the name has meant until now
        changed = await self._context.maps.change(order, by=administrator.actor)
        return self._answer(administrator, changed, preview, warnings)

    async def undo_few(self, administrator: Administrator) -> Reply | None:
        """As `undo`. None, and nothing is changed, if so many members change that the reader is to look first."""
        preview = await self._preview(administrator, await self._context.maps.preview_undo())
        return None if self._many(preview) else await self._undone(administrator, preview)

    async def undo(self, administrator: Administrator) -> Reply:
        """Undoes the last change, no matter who made it. Raises Refused, StorageError."""
        preview = await self._preview(administrator, await self._context.maps.preview_undo())
        return await self._undone(administrator, preview)

    async def _undone(self, administrator: Administrator, preview: Preview) -> Reply:
        changed = await self._context.maps.undo(by=administrator.actor)
        return self._answer(administrator, changed, preview)

    async def import_(self, administrator: Administrator, new: ImportPreview) -> Reply:
        """Puts an imported map in force. Raises Refused, StorageError."""
        preview = await self._preview(administrator, new.map)
        changed = await self._context.maps.import_(new, by=administrator.actor)
        return self._answer(administrator, changed, preview)

    def _answer(
        self, administrator: Administrator, changed: Changed, preview: Preview, warnings: list[str] | None = None
    ) -> Reply:
        pins = self._context.names.pins(administrator.guild.id)
        return _answer(administrator, changed, preview, pins, warnings or [])

    def _many(self, preview: Preview) -> bool:
        return preview.changing > self._context.ask_above

    async def _preview(self, administrator: Administrator, proposed: RoleMap) -> Preview:
        """What follows for members once `proposed` is in force."""
        return await self._context.dry_run.preview(administrator.guild, proposed, before=self._context.maps.current)

    def _warnings(self, administrator: Administrator, order: Order) -> list[str]:
        if isinstance(order, RemoveRole):
            return []
        before = MappedRole(self._context.maps.current.legion, server_of(administrator.guild, self._context.names))
        return [
            *([administrator.say("config.deleted_before", role=named(order.role))] if before.lost(order.role) else []),
            *self._out_of_reach(administrator, order),
        ]

    def _out_of_reach(self, administrator: Administrator, order: AddRole) -> list[str]:
        role = administrator.guild.get_role(order.role_id)
        if role is None or role < administrator.guild.me.top_role:
            return []
        return [f"⚠ {administrator.say('config.found.out_of_reach', role=named(role.name))}"]

    def _mapped_name(self, role: discord.Role) -> str:
        """What the map calls `role`, which may have been renamed since."""
        remembered = self._context.maps.current.legion.role_ids.items()
        return next((name for name, role_id in remembered if role_id == role.id), role.name)


def _answer(
    administrator: Administrator, changed: Changed, preview: Preview, pins: Mapping[str, int], warnings: list[str]
) -> Reply:
    say = administrator.say
    title = say("config.changed", version=changed.version, name=plain(administrator.admin.display_name))
    lines = change_lines(diff(changed.before.document, changed.after.document, pins), say)
    if changed.undone is not None:
        lines.insert(0, say("config.undone_now", version=changed.undone.number))
    text = [
        f"### {title}",
        *lines,
        f"**{effect(preview, say)}**",
        *warnings,
        f"-# {say('config.take_back' if changed.undone is None else 'config.take_back_further')}",
    ]
    return Reply(view=panel(paragraphs(text)), ephemeral=True)
