"""The sync of everybody, from the command to the last member: one at a time, in a message that shows how far it is.

The stored run is all there is to know: what was running when the bot was killed goes on once it is back. The worker
looks for such a run after every arrival and whenever it is woken.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import aiohttp
import discord

from ignis.bot.manual_sync.sync_members import SyncMembers
from ignis.bot.manual_sync.sync_panel import STOP, view
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.people import names
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.texts import Texts
from ignis.domain.role_sync.sync_run import MemberOutcome, Shown, SyncRun
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError
from ignis.services.sync_runs import SyncRuns

_EDIT_EVERY: Final = 2.0
"""Seconds between two edits of the message; Discord allows five in five seconds for everything in a channel."""


class SyncAll:
    def __init__(
        self,
        *,
        runs: SyncRuns,
        members: SyncMembers,
        access: Access,
        texts: Texts,
        clock: Clock,
        log: Logger,
        delays: Callable[[], Iterator[float]],
    ) -> None:
        """`delays` are the seconds to wait after one failure of the database after another."""
        self._runs = runs
        self._members = members
        self._access = access
        self._texts = texts
        self._clock = clock
        self._log = log
        self._delays = delays
        self._guild: discord.Guild | None = None
        self._wake = asyncio.Event()
        self._edited_at = float("-inf")
        self._begun: dict[int, SyncRun] = {}  # by the interaction that asked, until its message stands

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(STOP, self._stop),)

    async def arrive(self, guild: discord.Guild) -> None:
        self._guild = guild
        self._wake.set()

    async def begin(self, interaction: Interaction) -> Reply:
        """Stores the run; it starts once its message stands (`attach`). Raises Refused, StorageError."""
        asking = self._access.staff(interaction)
        total = sum(not member.bot for member in asking.guild.members)
        run = await self._runs.begin(
            asking.id, self._texts.voice(interaction.locale).language, total, self._clock.now()
        )
        self._begun[interaction.id] = run
        return Reply(view=self._view(run, asking.guild))

    async def attach(self, interaction: Interaction) -> None:
        """Remembers the message that shows the run, as the bot's own message: an interaction ends after 15 minutes.

        Nothing happens for an interaction that began none, such as one that was refused.
        """
        run = self._begun.pop(interaction.id, None)
        if run is None:
            return
        try:
            message = await interaction.original_response()
            await self._runs.shown(run, Shown(message.channel.id, message.id))
        except (discord.HTTPException, aiohttp.ClientError, OSError, StorageError) as error:
            self._log.warning("the sync runs without a message", error=str(error))
        self._wake.set()

    async def run(self) -> None:
        """Works on what is stored as running. Never returns."""
        delays = self._delays()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._go_on()
                delays = self._delays()
            except StorageError as error:
                delay = next(delays)
                self._log.warning("the sync of everybody waits", error=str(error), seconds=delay)
                await asyncio.sleep(delay)
                self._wake.set()

    async def _go_on(self) -> None:
        run = await self._runs.unfinished()
        if run is None or self._guild is None:
            return
        self._log.info("sync of everybody", run=run.id, position=run.position, done=run.tally.looked_at)
        ended = await self._runs.work(run, self, self._clock)
        self._log.info("sync of everybody ended", run=run.id, state=ended.state, changed=ended.tally.changed)
        await self._edit(ended)

    async def _stop(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (run_id,) = numbers
        self._access.staff(interaction)
        run = await self._runs.stop(run_id, self._clock.now())
        return Reply(view=self._view(run, interaction.guild))

    def member_ids(self) -> list[int]:
        return [member.id for member in self._guild.members if not member.bot] if self._guild is not None else []

    async def sync(self, user_ids: Sequence[int]) -> Sequence[MemberOutcome]:
        return await self._members.many(user_ids)

    async def show(self, run: SyncRun) -> None:
        if self._clock.monotonic() - self._edited_at >= _EDIT_EVERY:
            await self._edit(run)

    async def _edit(self, run: SyncRun) -> None:
        """A message that is gone, or cannot be reached, keeps nobody from being synced."""
        self._edited_at = self._clock.monotonic()
        channel = self._channel(run)
        if channel is None or run.shown is None:
            return
        try:
            shown = self._view(run, self._guild)
            shown.stop()
            await channel.get_partial_message(run.shown.message_id).edit(view=shown)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("the sync's message was not edited", run=run.id, error=str(error))

    def _channel(self, run: SyncRun) -> discord.TextChannel | discord.Thread | discord.VoiceChannel | None:
        if self._guild is None or run.shown is None:
            return None
        found = self._guild.get_channel_or_thread(run.shown.channel_id)
        return found if isinstance(found, discord.TextChannel | discord.Thread | discord.VoiceChannel) else None

    def _view(self, run: SyncRun, guild: discord.Guild | None) -> discord.ui.LayoutView:
        say = self._texts.voice(run.language)
        return view(run, names(guild, say), say)
