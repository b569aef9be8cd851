"""`/config pin`: says which role or channel a name of the configuration means from now on.

For a name whose role or channel was deleted, or that the wrong one had when it was first seen. A role of the role map
is not pinned here but mapped again: the map's file keeps its id.
"""

from collections.abc import Iterator
from typing import Final

import discord

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind, button, mark, marked
from ignis.bot.replies.layout import panel, paragraphs, row
from ignis.bot.replies.markup import named
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.counted_roles import DecidingNames
from ignis.domain.rules.company import title
from ignis.services.ports import PinKind

_APPLY: Final = "config-pin"
_SHOWN = 60  # characters of a name


class NamePinning:
    def __init__(self, context: RoleMapContext) -> None:
        self._context = context

    async def pin(
        self, interaction: Interaction, name: str, role: discord.Role | None, channel: discord.TextChannel | None
    ) -> Reply:
        """Raises Refused, Declined, StorageError."""
        administrator = self._context.ask(interaction)
        say, names = administrator.say, self._context.names
        if role is not None and channel is None:
            kind = self._kind_of_role(name)
            _check(role, kind, name)
            if kind is PinKind.STAFF:
                return await self._pin_staff(administrator, name, role, asked=False)
            await names.pin(kind, name, role.id)
            shown = f"<@&{role.id}>"
        elif channel is not None and role is None:
            if name.casefold() not in {each.casefold() for each in self._channels()}:
                raise Declined("config.pin_unknown")
            await names.pin(PinKind.CHANNEL, name, channel.id)
            shown = f"<#{channel.id}>"
        else:
            raise Declined("config.pin_one")
        return Reply(say("config.pinned", name=named(name, _SHOWN), meant=shown), ephemeral=True)

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_APPLY, self._apply, carries=2, needs=ADMINISTRATORS),)

    async def _pin_staff(self, administrator: Administrator, name: str, role: discord.Role, *, asked: bool) -> Reply:
        """Unless the reader was `asked`, who sees first how many become officers, if that is more than a few."""
        say, names = administrator.say, self._context.names
        named_now = {str(each.reference): each.found for each in names.staff_named(administrator.guild)}
        spelled = next(each for each in self._staff() if each.casefold() == name.casefold())
        before = {role_id for role_id in named_now.values() if role_id is not None}
        after = {role_id for role_id in (named_now | {spelled: role.id}).values() if role_id is not None}
        change = await self._context.dry_run.staff_change(administrator.guild, before, after)
        shown = {"name": named(name, _SHOWN), "meant": f"<@&{role.id}>"}
        effect = [
            *([say("config.pin_new_staff", count=change.new)] if change.new else []),
            *([say("config.pin_former_staff", count=change.former)] if change.former else []),
        ]
        if not asked and change.new + change.former > self._context.ask_above:
            apply = button(_APPLY, mark(name), role.id, label=say("config.apply"), style=discord.ButtonStyle.success)
            text = [
                say("config.pin_pending", **shown),
                *effect,
                say("config.asks_first", count=self._context.ask_above),
            ]
            return Reply(view=panel(paragraphs(text), row(apply)), ephemeral=True)
        await names.pin(PinKind.STAFF, name, role.id)
        text = [say("config.pinned", **shown), *effect]
        return Reply(view=panel(paragraphs(text)), ephemeral=True) if asked else Reply("\n".join(text), ephemeral=True)

    async def _apply(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        wanted, role_id = numbers
        administrator = self._context.ask(interaction)
        name, role = marked(self._staff(), wanted), administrator.guild.get_role(role_id)
        if name is None or role is None:
            raise Declined("config.gone_since")
        _check(role, PinKind.STAFF, name)
        return await self._pin_staff(administrator, name, role, asked=True)

    def names(self) -> list[str]:
        """Every name that can be pinned, roles of staff first."""
        legion = self._context.maps.current.legion
        companies = [title(number) for number in range(legion.companies.first, legion.companies.last + 1)]
        free = (*legion.awards.roles, *legion.specialities, *companies)
        roles = [name for name in free if legion.role_ranks.highest((name,)) is None]
        return list(dict.fromkeys([*self._staff(), *self._channels(), *roles]))

    def _kind_of_role(self, name: str) -> PinKind:
        if name.casefold() in {each.casefold() for each in self._staff()}:
            return PinKind.STAFF
        legion = self._context.maps.current.legion
        if legion.role_ranks.highest((name,)) is not None:
            raise Declined("config.pin_mapped")
        if DecidingNames(legion).spelled(name) is None:
            raise Declined("config.pin_unknown")
        return PinKind.ROLE

    def _staff(self) -> Iterator[str]:
        return (each for each in self._context.names.settings.staff if isinstance(each, str))

    def _channels(self) -> Iterator[str]:
        return (each for each in self._context.names.settings.channels if isinstance(each, str))


def _check(role: discord.Role, kind: PinKind, name: str) -> None:
    if role.is_default() and kind is PinKind.STAFF:
        raise Refused(Refusal.EVERYBODY_STAFF)
    if role.is_default():
        raise Refused(Refusal.EVERYBODY_NAMED, name=name)
    if role.managed:
        raise Refused(Refusal.ROLE_MANAGED, role=role.name)
