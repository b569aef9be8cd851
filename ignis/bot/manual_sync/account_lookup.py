"""The look-up of unknown accounts after a sync of all members: offered by a button, and done in the background.

All state is stored: a look-up that was going on when the bot was killed continues after the start.
"""

import asyncio
from random import Random

import discord
from discord import ui

from ignis.bot.manual_sync.run_message import RunMessage
from ignis.bot.manual_sync.sync_members import SyncMembers
from ignis.bot.manual_sync.sync_panel import LOOK_UP, STOP_LOOKING_UP, run_view
from ignis.bot.replies.access import STAFF, asking_member
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.people import MemberNames
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.texts import Texts
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.account_lookup import AccountLookup
from ignis.domain.role_sync.sync_run import SyncRun
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.telemetry.logs import Logger
from ignis.services.manual_sync.account_lookups import AccountLookups
from ignis.services.manual_sync.sync_runs import SyncRuns
from ignis.services.ports import StorageError


class LookUpAccounts:
    """A LookupTarget. Works while its `run` runs, and once it knows the server (`arrive`)."""

    def __init__(
        self,
        *,
        lookups: AccountLookups,
        runs: SyncRuns,
        members: SyncMembers,
        message: RunMessage,
        texts: Texts,
        log: Logger,
        backoff: Backoff,
        random: Random,
    ) -> None:
        """`backoff` is for failures of the database."""
        self._lookups = lookups
        self._runs = runs
        self._members = members
        self._message = message
        self._texts = texts
        self._log = log
        self._backoff = backoff
        self._random = random
        self._guild: discord.Guild | None = None
        self._wake = asyncio.Event()

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(LOOK_UP, self._begin, carries=1, needs=STAFF),
            ButtonKind(STOP_LOOKING_UP, self._stop, carries=1, needs=STAFF),
        )

    def arrive(self, guild: discord.Guild) -> None:
        self._guild = guild
        self._wake.set()

    async def view(self, run: SyncRun, guild: discord.Guild | None) -> ui.LayoutView:
        """A run that has ended, with what is looked up after it, or could be. Raises StorageError."""
        say = self._texts.voice(run.language)
        lookup = await self._lookups.find(run.id)
        return run_view(run, MemberNames(guild, say), say, lookup=lookup, left=self._lookups.requests_left())

    async def run(self) -> None:
        """Works on the look-up that is stored as running. Never returns."""
        self._wake.set()  # begun again after a failure, it looks at once
        failures = 0
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._continue()
                failures = 0
            except StorageError as error:
                failures += 1
                delay = self._backoff.delay(failures, self._random.random())
                self._log.warning("the look-up of accounts waits", error=str(error), seconds=delay)
                await asyncio.sleep(delay)
                self._wake.set()

    async def _continue(self) -> None:
        lookup = await self._lookups.unfinished()
        if lookup is None or self._guild is None:
            return
        self._log.info("accounts are looked up", run=lookup.run_id, position=lookup.position, total=lookup.total)
        ended = await self._lookups.work(lookup, self)
        self._log.info("accounts were looked up", run=lookup.run_id, state=ended.state, done=ended.tally.looked_up)
        await self._edit(ended.run_id)

    def member_ids(self) -> list[int]:
        guild = self._guild
        return self._members.named_by_account(member.id for member in guild.members) if guild is not None else []

    async def show(self, lookup: AccountLookup) -> None:
        if self._message.due:
            await self._edit(lookup.run_id)

    async def _edit(self, run_id: int) -> None:
        run = await self._runs.find(run_id)
        if run is not None:
            await self._message.edit(run, self._guild, await self.view(run, self._guild))

    async def _begin(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (run_id,) = numbers
        self._guild = asking_member(interaction).guild
        run = await self._run(run_id)
        await self._lookups.begin(run_id, self.member_ids())
        self._wake.set()
        return Reply(view=await self.view(run, interaction.guild))

    async def _stop(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (run_id,) = numbers
        run = await self._run(run_id)
        await self._lookups.stop(run_id)
        return Reply(view=await self.view(run, interaction.guild))

    async def _run(self, run_id: int) -> SyncRun:
        run = await self._runs.find(run_id)
        if run is None:
            raise Refused(Refusal.NO_SUCH_RUN)
        return run
