"""`/company set member company reason`: a number, or 0 for none."""

import discord
from discord import app_commands

from ignis.bot.members.order_desk import OrderDesk
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import MOST_CHOICES, Reason
from ignis.bot.replies.reply import Interaction, Replies, Visibility
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Action
from ignis.domain.rules.company import Companies, title
from ignis.services.ports import LegionSource

NONE = 0


class CompanyCommands:
    def __init__(
        self,
        desk: OrderDesk,
        replies: Replies,
        texts: Texts,
        rules: LegionSource,
    ) -> None:
        self._desk = desk
        self._replies = replies
        self._texts = texts
        self._rules = rules

    def group(self) -> app_commands.Group:
        made = app_commands.Group(
            name="company", description="Assigns battle companies", default_permissions=STAFF, guild_only=True
        )

        @made.command(name="set", description="Assigns a member to a battle company")
        @app_commands.describe(
            member="Whom to assign", company="The company's number; 0 for none", reason="Why; it stays in the history"
        )
        async def set_(
            interaction: Interaction, member: discord.Member, company: app_commands.Range[int, NONE], reason: Reason
        ) -> None:
            work = self._desk.give(interaction, member, Action.COMPANY, company or None, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)

        set_.autocomplete("company")(self._suggest)
        return made

    async def _suggest(self, interaction: Interaction, typed: int | str) -> list[app_commands.Choice[int]]:
        return suggestions(self._rules.legion.companies, str(typed), self._texts.voice(interaction.locale))


def suggestions(companies: Companies, typed: str, say: Voice) -> list[app_commands.Choice[int]]:
    """The companies whose numbers begin with what was typed, and "none" for 0."""
    numbers = [NONE, *range(companies.first, companies.last + 1)]
    fitting = [number for number in numbers if str(number).startswith(typed.strip())][:MOST_CHOICES]
    return [
        app_commands.Choice(name=title(number) if number else say("company.none"), value=number) for number in fitting
    ]
