"""`/company set member company reason`: a number, or 0 for none."""

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import MOST_CHOICES, Reason
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.bot.texts import Texts, Voice
from ignis.domain.rules.company import Companies, title
from ignis.services.companies import CompanyAssignment
from ignis.services.ports import LegionSource

NONE = 0


class CompanyCommands:
    def __init__(
        self,
        officers: OfficerActions,
        companies: CompanyAssignment,
        replies: Replies,
        texts: Texts,
        rules: LegionSource,
    ) -> None:
        self._officers = officers
        self._companies = companies
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
            work = self._set(interaction, member, company or None, reason)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        set_.autocomplete("company")(self._suggest)
        return made

    async def _suggest(self, interaction: Interaction, typed: int | str) -> list[app_commands.Choice[int]]:
        return suggestions(self._rules.legion.companies, str(typed), self._texts.voice(interaction.locale))

    async def _set(self, interaction: Interaction, member: discord.Member, company: int | None, reason: str) -> Reply:
        order = self._officers.order(interaction, member)
        change = await self._companies.set(order.actor, order.subject, company, reason, at=order.at)
        assigned = change.after.company
        name = title(assigned) if assigned is not None else order.say("company.none")
        return await self._officers.report(order, change, order.say("staff.company_set", name=order.name, company=name))


def suggestions(companies: Companies, typed: str, say: Voice) -> list[app_commands.Choice[int]]:
    """The companies whose numbers begin with what was typed, and "none" for 0."""
    numbers = [NONE, *range(companies.first, companies.last + 1)]
    fitting = [number for number in numbers if str(number).startswith(typed.strip())][:MOST_CHOICES]
    return [
        app_commands.Choice(name=title(number) if number else say("company.none"), value=number) for number in fitting
    ]
