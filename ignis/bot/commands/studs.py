"""`/studs add|remove member kind amount reason`"""

from typing import Final

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import Amount, Reason
from ignis.bot.replies.reply import Interaction
from ignis.bot.texts import Voice
from ignis.domain.members.change import Change
from ignis.domain.members.member import StudKind
from ignis.services.studs import Studs

_KINDS: Final = [app_commands.Choice(name=kind.value, value=kind.value) for kind in StudKind]


def group(staff: OfficerActions, studs: Studs) -> app_commands.Group:
    made = app_commands.Group(
        name="studs", description="Gives and takes service studs", default_permissions=STAFF, guild_only=True
    )

    @made.command(name="add", description="Gives a member service studs")
    @app_commands.describe(
        member="Who gets them", kind="Gold or silver", amount="How many", reason="What for; it stays in the history"
    )
    @app_commands.choices(kind=_KINDS)
    async def add(interaction: Interaction, member: discord.Member, kind: str, amount: Amount, reason: Reason) -> None:
        chosen = StudKind(kind)
        await staff.act(
            interaction,
            member,
            lambda order: studs.add(order.actor, order.subject, chosen, amount, reason, at=order.at),
            lambda change, name, say: _told("added", chosen, change, name, say),
        )

    @made.command(name="remove", description="Takes service studs from a member")
    @app_commands.describe(
        member="Who loses them", kind="Gold or silver", amount="How many", reason="What for; it stays in the history"
    )
    @app_commands.choices(kind=_KINDS)
    async def remove(
        interaction: Interaction, member: discord.Member, kind: str, amount: Amount, reason: Reason
    ) -> None:
        chosen = StudKind(kind)
        await staff.act(
            interaction,
            member,
            lambda order: studs.remove(order.actor, order.subject, chosen, amount, reason, at=order.at),
            lambda change, name, say: _told("removed", chosen, change, name, say),
        )

    return made


def _told(done: str, kind: StudKind, change: Change, name: str, say: Voice) -> str:
    before, after = change.before.gold_studs, change.after.gold_studs
    if kind is StudKind.SILVER:
        before, after = change.before.silver_studs, change.after.silver_studs
    return say(f"staff.{kind}_studs_{done}", name=name, amount=abs(after - before), total=after)
