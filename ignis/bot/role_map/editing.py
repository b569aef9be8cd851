"""Changes of the role map as administrators order them: a preview of what follows, then the change and its answer."""

import discord

from ignis.bot.replies.layout import panel, paragraphs
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.reply import Reply
from ignis.bot.role_map.changed import change_lines, effect
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.domain.refusals import Refusal, Refused
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
        """The server's role that the map calls `name`; None if the server has none."""
        role_id = self._context.maps.current.legion.role_ids.get(name)
        by_id = guild.get_role(role_id) if role_id is not None else None
        return by_id or discord.utils.get(guild.roles, name=name)

    async def changes_many(self, administrator: Administrator, order: Order | None) -> bool:
        """Whether so many members change that an administrator is to look first; None: by an undo.

        Raises Refused, StorageError.
        """
        maps = self._context.maps
        proposed = await maps.preview_undo() if order is None else await maps.preview(order)
        return (await self._preview(administrator, proposed)).changing > self._context.ask_above

    async def change(self, administrator: Administrator, order: Order) -> Reply:
        """Makes the change and says what it was. Raises Refused, StorageError."""
        preview = await self._preview(administrator, await self._context.maps.preview(order))
        changed = await self._context.maps.change(order, by=administrator.actor)
        return _answer(administrator, changed, preview, self._warnings(administrator, order))

    async def undo(self, administrator: Administrator) -> Reply:
        """Undoes the last change, no matter who made it. Raises Refused, StorageError."""
        preview = await self._preview(administrator, await self._context.maps.preview_undo())
        changed = await self._context.maps.undo(by=administrator.actor)
        return _answer(administrator, changed, preview)

    async def import_(self, administrator: Administrator, new: ImportPreview) -> Reply:
        """Puts an imported map in force. Raises Refused, StorageError."""
        preview = await self._preview(administrator, new.map)
        changed = await self._context.maps.import_(new, by=administrator.actor)
        return _answer(administrator, changed, preview)

    async def _preview(self, administrator: Administrator, proposed: RoleMap) -> Preview:
        """What follows for members once `proposed` is in force."""
        return await self._context.dry_run.preview(administrator.guild, proposed, before=self._context.maps.current)

    def _warnings(self, administrator: Administrator, order: Order) -> list[str]:
        if isinstance(order, RemoveRole):
            return []
        role = administrator.guild.get_role(order.role_id)
        if role is None or role < administrator.guild.me.top_role:
            return []
        return [f"⚠ {administrator.say('config.found.out_of_reach', role=named(role.name))}"]

    def _mapped_name(self, role: discord.Role) -> str:
        """What the map calls `role`, which may have been renamed since."""
        remembered = self._context.maps.current.legion.role_ids.items()
        return next((name for name, role_id in remembered if role_id == role.id), role.name)


def _answer(
    administrator: Administrator, changed: Changed, preview: Preview, warnings: list[str] | None = None
) -> Reply:
    say = administrator.say
    title = say("config.changed", version=changed.version, name=plain(administrator.admin.display_name))
    lines = change_lines(diff(changed.before.document, changed.after.document), say)
    if changed.undone is not None:
        lines.insert(0, say("config.undone_now", version=changed.undone.number))
    text = [
        f"### {title}",
        *lines,
        f"**{effect(preview, say)}**",
        *(warnings or []),
        f"-# {say('config.take_back' if changed.undone is None else 'config.take_back_further')}",
    ]
    return Reply(view=panel(paragraphs(text)), ephemeral=True)
