"""Changes of the role map as administrators order them: what follows is found out first, then it is made and told."""

from collections.abc import Awaitable, Callable

import discord

from ignis.bot.replies.layout import panel, paragraphs
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.reply import Reply
from ignis.bot.role_map.changed import change_lines, effect
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.diff import diff, summary
from ignis.domain.role_map.orders import AddRole, Order, RemoveRole
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import Changed


class MapEditing:
    def __init__(self, desk: RoleMapContext) -> None:
        self._desk = desk

    def order(self, role: discord.Role, rank: str | None, above: str | None = None) -> Order:
        """What stands for no rank any more when `rank` is None. Raises Refused for a role that can stand for none."""
        if rank is None:
            return RemoveRole(self._mapped_name(role))
        if role.is_default():
            raise Refused(Refusal.ROLE_OF_EVERYBODY)
        if role.managed:
            raise Refused(Refusal.ROLE_MANAGED, role=role.name)
        return AddRole(role.name, role.id, rank.strip(), above.strip() if above else None)

    async def carry_out(self, asking: Administrator, order: Order) -> Reply:
        """Makes the change and tells what it was. Raises Refused, StorageError."""
        current, proposed = self._desk.maps.current, await self._desk.or_refuse(self._desk.maps.proposed(order))
        what = summary(diff(current.document, proposed.document))
        return await self.make(
            asking,
            proposed,
            lambda: self._desk.maps.change(order, by=asking.actor, what=what),
            self._warnings(asking, order),
        )

    async def undo(self, asking: Administrator) -> Reply:
        """Takes back the last change, whoever made it. Raises Refused, StorageError."""
        proposed = await self._desk.or_refuse(self._desk.maps.undoable())
        return await self.make(asking, proposed, lambda: self._desk.maps.undo(by=asking.actor))

    async def make(
        self,
        asking: Administrator,
        proposed: RoleMap,
        change: Callable[[], Awaitable[Changed]],
        warnings: list[str] | None = None,
    ) -> Reply:
        """`proposed` is what `change` is expected to put in force: what follows for members is told by it."""
        say = asking.say
        preview = await self._desk.dry_run.preview(asking.guild, proposed, before=self._desk.maps.current)
        changed = await self._desk.or_refuse(change())
        title = say("config.changed", version=changed.version, name=plain(asking.admin.display_name))
        lines = change_lines(diff(changed.before.document, changed.after.document), say)
        if changed.undone is not None:
            lines.insert(0, say("config.undone_now", version=changed.undone.number))
        told = [
            f"### {title}",
            *lines,
            f"**{effect(preview, say)}**",
            *(warnings or []),
            f"-# {say('config.take_back' if changed.undone is None else 'config.take_back_further')}",
        ]
        return Reply(view=panel(paragraphs(told)), ephemeral=True)

    def _warnings(self, asking: Administrator, order: Order) -> list[str]:
        if isinstance(order, RemoveRole):
            return []
        role = asking.guild.get_role(order.role_id)
        if role is None or role < asking.guild.me.top_role:
            return []
        return [f"⚠ {asking.say('config.found.out_of_reach', role=named(role.name))}"]

    def _mapped_name(self, role: discord.Role) -> str:
        """What the map calls `role`, which may have been renamed since."""
        remembered = self._desk.maps.current.legion.role_ids.items()
        return next((name for name, role_id in remembered if role_id == role.id), role.name)
