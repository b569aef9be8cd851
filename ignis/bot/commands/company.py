"""`/company set member company reason`: a number, or 0 for none."""

from collections.abc import Callable

import discord
from discord import app_commands

from ignis.bot.members.officer_actions import OfficerActions
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.options import MOST_CHOICES, Reason
from ignis.bot.replies.reply import Interaction
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Change
from ignis.domain.rules.company import Companies, title
from ignis.domain.rules.legion import Legion
from ignis.services.companies import CompanyAssignment

NONE = 0


def group(
    staff: OfficerActions, companies: CompanyAssignment, texts: Texts, legion: Callable[[], Legion]
) -> app_commands.Group:
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
        await staff.act(
            interaction,
            member,
            lambda order: companies.set(order.actor, order.subject, company or None, reason, at=order.at),
            _told,
        )

    @set_.autocomplete("company")
    async def suggest(interaction: Interaction, typed: int | str) -> list[app_commands.Choice[int]]:
        return suggestions(legion().companies, str(typed), texts.voice(interaction.locale))

    return made


def suggestions(companies: Companies, typed: str, say: Voice) -> list[app_commands.Choice[int]]:
    numbers = [NONE, *range(companies.first, companies.last + 1)]
    fitting = [number for number in numbers if str(number).startswith(typed.strip())][:MOST_CHOICES]
    return [
        app_commands.Choice(name=title(number) if number else say("company.none"), value=number) for number in fitting
    ]


def _told(change: Change, name: str, say: Voice) -> str:
    company = change.after.company
    return say("staff.company_set", name=name, company=title(company) if company else say("company.none"))
