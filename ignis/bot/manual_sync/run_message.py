"""The message that shows a sync of all members: edited as a message of the bot, because interactions end."""

from typing import Final

import aiohttp
import discord
from discord import ui

from ignis.domain.role_sync.sync_run import SyncRun
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger

_EDIT_EVERY: Final = 2.0
"""Seconds between two edits of the message; Discord allows five in five seconds for everything in a channel."""


class RunMessage:
    """Example:
    if message.due:
        await message.edit(run, guild, view)
    """

    def __init__(self, clock: Clock, log: Logger) -> None:
        self._clock = clock
        self._log = log
        self._edited_at = float("-inf")

    @property
    def due(self) -> bool:
        """The last edit is long enough ago for one that only shows progress."""
        return self._clock.monotonic() - self._edited_at >= _EDIT_EVERY

    async def edit(self, run: SyncRun, guild: discord.Guild | None, view: ui.LayoutView) -> None:
        """The sync goes on if the message is gone or cannot be reached."""
        self._edited_at = self._clock.monotonic()
        channel = _channel(run, guild)
        if channel is None or run.shown is None:
            return
        try:
            view.stop()
            await channel.get_partial_message(run.shown.message_id).edit(view=view)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("the sync's message was not edited", run=run.id, error=str(error))


def _channel(
    run: SyncRun, guild: discord.Guild | None
) -> discord.TextChannel | discord.Thread | discord.VoiceChannel | None:
    if guild is None or run.shown is None:
        return None
    found = guild.get_channel_or_thread(run.shown.channel_id)
    return found if isinstance(found, discord.TextChannel | discord.Thread | discord.VoiceChannel) else None
