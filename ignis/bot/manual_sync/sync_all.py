"""The sync of all members, from the command to the last member: one run at a time, with a message that shows progress.

All state is in the stored run: a run that was going on when the bot was killed continues after the start. The worker
looks for such a run after every arrival, and whenever it is woken.
"""

import asyncio
from collections.abc import Sequence
from random import Random

import aiohttp
import discord

from ignis.bot.gateway.member_list import MemberList
from ignis.bot.manual_sync.account_lookup import LookUpAccounts
from ignis.bot.manual_sync.run_message import RunMessage
from ignis.bot.manual_sync.sync_members import SyncMembers
from ignis.bot.manual_sync.sync_panel import STOP, run_view
from ignis.bot.replies.access import STAFF, asking_member
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.people import MemberNames
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.texts import Texts
from ignis.domain.role_sync.sync_run import MemberOutcome, Shown, SyncRun
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.telemetry.logs import Logger
from ignis.services.manual_sync.sync_runs import SyncRuns
from ignis.services.ports import StorageError


class SyncAll:
    """Works while its `run` runs, and once it knows the server (`arrive`).

    Example:
        reply = await sync_all.begin(interaction)  # stores the run; send the reply, then:
        await sync_all.attach(interaction)         # `run` begins to work on it
    """

    def __init__(
        self,
        *,
        runs: SyncRuns,
        members: SyncMembers,
        message: RunMessage,
        lookups: LookUpAccounts,
        member_list: MemberList,
        texts: Texts,
        clock: Clock,
        log: Logger,
        backoff: Backoff,
        random: Random,
    ) -> None:
        """`backoff` is for failures of the database."""
        self._runs = runs
        self._members = members
        self._message = message
        self.lookups = lookups
        self._list = member_list
        self._texts = texts
        self._clock = clock
        self._log = log
        self._backoff = backoff
        self._random = random
        self._guild: discord.Guild | None = None
        self._wake = asyncio.Event()
        self._begun: dict[int, SyncRun] = {}  # by the interaction that asked, until its message is known

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(STOP, self._stop, carries=1, needs=STAFF), *self.lookups.kinds())

    async def arrive(self, guild: discord.Guild) -> None:
        self._guild = guild
        self._wake.set()
        self.lookups.arrive(guild)

    def members_whole(self) -> None:
        """A run that was going on before a restart goes on now."""
        self._wake.set()

    async def begin(self, interaction: Interaction) -> Reply:
        """Stores the run; it starts once its message is known (`attach`). Raises Refused, StorageError."""
        self._list.demand()
        officer = asking_member(interaction)
        total = sum(not member.bot for member in officer.guild.members)
        run = await self._runs.begin(
            officer.id, self._texts.voice(interaction.locale).language, total, self._clock.now()
        )
        self._begun[interaction.id] = run
        return Reply(view=self._view(run, officer.guild))

    async def attach(self, interaction: Interaction) -> None:
        """Remembers the message that shows the run, as a message of the bot: an interaction ends after 15 minutes.

        Does nothing for an interaction that began no run, such as a refused one.
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
        """Works on the run that is stored as running. Never returns."""
        failures = 0
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._continue_run()
                failures = 0
            except StorageError as error:
                failures += 1
                delay = self._backoff.delay(failures, self._random.random())
                self._log.warning("the sync of everybody waits", error=str(error), seconds=delay)
                await asyncio.sleep(delay)
                self._wake.set()

    async def _continue_run(self) -> None:
        run = await self._runs.unfinished()
        if run is None or self._guild is None or not self._list.whole:
            return
        self._log.info("sync of everybody", run=run.id, position=run.position, done=run.tally.looked_at)
        ended = await self._runs.work(run, self, self._clock)
        self._log.info("sync of everybody ended", run=run.id, state=ended.state, changed=ended.tally.changed)
        await self._message.edit(ended, self._guild, await self.lookups.view(ended, self._guild))

    async def _stop(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (run_id,) = numbers
        run = await self._runs.stop(run_id, self._clock.now())
        return Reply(view=await self.lookups.view(run, interaction.guild))

    def member_ids(self) -> list[int]:
        return [member.id for member in self._guild.members if not member.bot] if self._guild is not None else []

    async def sync(self, user_ids: Sequence[int]) -> Sequence[MemberOutcome]:
        return await self._members.many(user_ids)

    async def show(self, run: SyncRun) -> None:
        if self._message.due:
            await self._message.edit(run, self._guild, self._view(run, self._guild))

    def _view(self, run: SyncRun, guild: discord.Guild | None) -> discord.ui.LayoutView:
        say = self._texts.voice(run.language)
        return run_view(run, MemberNames(guild, say), say)
