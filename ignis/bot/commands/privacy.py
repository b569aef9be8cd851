"""`/privacy export|delete`: a member's own data, in a file or deleted. Only the member sees any of it."""

import gzip
import io
from typing import Any, Final

import discord
from discord import app_commands, ui

from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.reply import Interaction, Replies, Reply, Visibility
from ignis.bot.texts import Texts
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.base.clock import Clock
from ignis.services.privacy import Privacy

_DELETE: Final = "forget-me"
_KEEP: Final = "keep-me"
_UPLOAD_LIMIT: Final = 10 * 1024 * 1024  # bytes of one file


class PrivacyCommands:
    def __init__(self, privacy: Privacy, replies: Replies, texts: Texts, clock: Clock) -> None:
        self._privacy = privacy
        self._replies = replies
        self._texts = texts
        self._clock = clock

    def group(self) -> app_commands.Group:
        made = app_commands.Group(name="privacy", description="Your own data", guild_only=True)

        @made.command(name="export", description="Sends you everything that is stored about you, as a file")
        async def export(interaction: Interaction) -> None:
            await self._replies.answer(interaction, self._export(interaction), where=Visibility.PRIVATE)

        @made.command(name="delete", description="Deletes everything that is stored about you, after asking once more")
        async def delete(interaction: Interaction) -> None:
            await self._replies.answer(interaction, self._ask(interaction), where=Visibility.PRIVATE)

        return made

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(_DELETE, self._delete, carries=1, needs=None),
            ButtonKind(_KEEP, self._keep, carries=1, needs=None),
        )

    async def _export(self, interaction: Interaction) -> Reply:
        say = self._texts.voice(interaction.locale)
        content = await self._privacy.export(interaction.user.id)
        return Reply(say("privacy.exported"), files=[_file(content)], ephemeral=True)

    async def _ask(self, interaction: Interaction) -> Reply:
        say, user_id = self._texts.voice(interaction.locale), interaction.user.id
        view = ui.View(timeout=None)
        view.add_item(button(_DELETE, user_id, label=say("privacy.delete"), style=discord.ButtonStyle.danger))
        view.add_item(button(_KEEP, user_id, label=say("privacy.keep")))
        return Reply(say("privacy.sure"), view=view, ephemeral=True)

    async def _delete(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        _check_own(interaction, numbers)
        deleted = await self._privacy.delete(interaction.user.id, self._clock.now())
        say = self._texts.voice(interaction.locale)
        if not deleted.anything:
            nothing = say("privacy.nothing")
            return Reply(f"{nothing}\n{say('privacy.earlier')}" if deleted.pending else nothing, ephemeral=True)
        told = say("privacy.deleted", ledger=deleted.ledger, audit=deleted.audit)
        return Reply(f"{told}\n{say('privacy.pending')}" if deleted.pending else told, ephemeral=True)

    async def _keep(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        _check_own(interaction, numbers)
        return Reply(self._texts.say("privacy.kept", interaction.locale), ephemeral=True)


def _check_own(interaction: Interaction, numbers: tuple[Any, ...]) -> None:
    if (interaction.user.id,) != numbers:
        raise Refused(Refusal.NOT_YOUR_BUTTON)


def _file(content: bytes) -> discord.File:
    """Compressed only if Discord would not accept it as it is."""
    if len(content) <= _UPLOAD_LIMIT:
        return discord.File(io.BytesIO(content), "ignis-export.json")
    return discord.File(io.BytesIO(gzip.compress(content)), "ignis-export.json.gz")
