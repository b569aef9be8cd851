"""`/alerts list|ack|silence|unsilence|test`: what staff does about alerts. The relay keeps them."""

from typing import Final

from discord import app_commands

from ignis.bot.health.alerts_panel import SPANS, AlertsPanel
from ignis.bot.replies.access import STAFF
from ignis.bot.replies.markup import short
from ignis.bot.replies.options import MOST_CHOICES, suggestions
from ignis.bot.replies.reply import Interaction, Replies, Visibility
from ignis.domain.inputs import LONGEST_REASON

_CHOICE: Final = 100  # characters of a suggestion
_WHOLE_KINDS: Final = ("check:*", "circuit:*", "alert:*")

Why = app_commands.Range[str, 0, LONGEST_REASON]


class AlertsCommands:
    def __init__(self, panel: AlertsPanel, replies: Replies) -> None:
        self._panel = panel
        self._replies = replies

    def group(self) -> app_commands.Group:
        made = app_commands.Group(
            name="alerts",
            description="What is wrong with Ignis, and who takes care of it",
            default_permissions=STAFF,
            guild_only=True,
        )

        @made.command(name="list", description="Shows what is open, silenced, and done about it")
        async def list_(interaction: Interaction) -> None:
            await self._replies.answer(interaction, self._panel.show(interaction), where=Visibility.PRIVATE)

        @made.command(name="ack", description="Says that you take care of an incident")
        @app_commands.describe(incident="Which one; type its number or a part of its title", why="What you do about it")
        async def ack(interaction: Interaction, incident: int, why: Why = "") -> None:
            work = self._panel.acknowledge(interaction, incident, why)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        @made.command(name="silence", description="Tells nothing about a subject for a while")
        @app_commands.describe(
            subject="Such as check:disk or check:*, or the number of an incident",
            duration="Such as 10m, 1h30m or 2d; 7d at most",
            why="For the others",
        )
        async def silence(interaction: Interaction, subject: str, duration: str, why: Why = "") -> None:
            work = self._panel.silence(interaction, subject, duration, why)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        @made.command(name="unsilence", description="Ends a silence before its time")
        @app_commands.describe(subject="Which one")
        async def unsilence(interaction: Interaction, subject: str) -> None:
            work = self._panel.unsilence(interaction, subject)
            await self._replies.answer(interaction, work, where=Visibility.PRIVATE)

        @made.command(name="test", description="Sends a test alert, which is over after 10 seconds")
        async def test(interaction: Interaction) -> None:
            await self._replies.answer(interaction, self._panel.test(interaction), where=Visibility.PRIVATE)

        ack.autocomplete("incident")(self._suggest_incidents)
        silence.autocomplete("subject")(self._suggest_subjects)
        silence.autocomplete("duration")(self._suggest_spans)
        unsilence.autocomplete("subject")(self._suggest_silenced)
        return made

    async def _suggest_incidents(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        part = str(typed).strip().casefold()
        titles = await self._panel.open_titles(interaction)
        names = {number: f"#{number} {title}" for number, title in titles.items()}
        return [
            app_commands.Choice(name=short(name, _CHOICE), value=number)
            for number, name in names.items()
            if part in name.casefold()
        ][:MOST_CHOICES]

    async def _suggest_subjects(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        subjects = [one.subject for one in await self._panel.open_incidents()]
        return suggestions([one for one in (*subjects, *_WHOLE_KINDS) if len(one) <= _CHOICE], typed)

    async def _suggest_silenced(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return suggestions([one for one in await self._panel.silenced() if len(one) <= _CHOICE], typed)

    async def _suggest_spans(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return suggestions(SPANS, typed)
