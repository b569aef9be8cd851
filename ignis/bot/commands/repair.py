"""`/repair recovery`: runs one of the bot's recoveries now, for administrators."""

from typing import Any, Final

import discord
from discord import app_commands, ui

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.markup import plain, short
from ignis.bot.replies.options import MOST_CHOICES
from ignis.bot.replies.repair_words import described, size
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.bot.texts import Texts, Voice
from ignis.bot.texts.command_names import COMMANDS
from ignis.domain.refusals import Refusal, Refused
from ignis.repair.repairs import RepairOutcome, RepairRecord, Repairs
from ignis.repair.restore_database import RestoreDatabase

_YES: Final = "restore-database"
_NO: Final = "restore-nothing"
_NEEDS_CONFIRMATION: Final = frozenset({RestoreDatabase.name})
_SHOWN: Final = 600  # characters of a line of a report


class RepairCommand:
    def __init__(self, repairs: Repairs, replies: Replies, texts: Texts) -> None:
        self._repairs = repairs
        self._replies = replies
        self._texts = texts

    def command(self) -> app_commands.Command[Any, ..., None]:
        names = self._repairs.names[:MOST_CHOICES]

        @app_commands.command(name="repair", description="Runs one of the bot's recoveries now")
        @app_commands.describe(recovery="Which one; it does nothing where nothing is broken")
        @app_commands.choices(recovery=[app_commands.Choice(name=name, value=name) for name in names])
        @app_commands.default_permissions(ADMINISTRATORS)
        @app_commands.guild_only()
        async def repair(interaction: Interaction, recovery: str) -> None:
            await self._replies.answer(interaction, self._start(interaction, recovery), where=Visibility.PRIVATE)

        return repair

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(_YES, self._confirmed, carries=1, needs=ADMINISTRATORS),
            ButtonKind(_NO, self._cancelled, carries=1, needs=ADMINISTRATORS),
        )

    async def _start(self, interaction: Interaction, name: str) -> Reply:
        say = self._texts.voice(interaction.locale)
        if name in _NEEDS_CONFIRMATION:
            return _sure(interaction.user.id, say)
        return await self._run(name, say)

    async def _confirmed(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        self._check(interaction, numbers)
        return await self._run(RestoreDatabase.name, self._texts.voice(interaction.locale))

    async def _cancelled(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        self._check(interaction, numbers)
        return Reply(self._texts.say("repair.called_off", interaction.locale), ephemeral=True)

    def _check(self, interaction: Interaction, numbers: tuple[int, ...]) -> None:
        if (interaction.user.id,) != numbers:
            raise Refused(Refusal.NOT_YOUR_BUTTON)

    async def _run(self, name: str, say: Voice) -> Reply:
        if name not in self._repairs.names:
            return Reply(say("repair.unknown", name=plain(name), names=", ".join(self._repairs.names)), ephemeral=True)
        return Reply(report(await self._repairs.run(name), say), ephemeral=True)


def report(record: RepairRecord, say: Voice) -> str:
    """What an operating system, a database or Discord said is in its own words."""
    took, name = f"{record.took_s:.1f}", _called(record.name, say)
    if record.error is not None:
        return say("repair.failed", name=name, took=took, error=_line(record.error))
    key = "repair.nothing" if record.outcome is RepairOutcome.NOTHING else "repair.done"
    lines = [say(key, name=name, took=took), say("repair.found", found=_line(described(record.found, say)))]
    if record.outcome is RepairOutcome.REPAIRED:
        lines.append(say("repair.did", did=_line(described(record.did, say))))
    if record.freed is not None and record.freed.bytes:
        lines.append(say("repair.freed", size=size(record.freed.bytes, say)))
    return "\n".join(lines)


def _called(name: str, say: Voice) -> str:
    """As its choice is called in the reader's language."""
    choice = say.texts.entry(f"{COMMANDS}.choices.{name}", say.language)
    return choice if isinstance(choice, str) else name


def _line(text: str) -> str:
    return plain(short(text, _SHOWN))


def _sure(user_id: int, say: Voice) -> Reply:
    view = ui.View(timeout=None)
    view.add_item(button(_YES, user_id, label=say("repair.restore"), style=discord.ButtonStyle.danger))
    view.add_item(button(_NO, user_id, label=say("repair.keep")))
    return Reply(say("repair.sure"), view=view, ephemeral=True)
