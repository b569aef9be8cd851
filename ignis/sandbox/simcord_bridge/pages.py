"""simcord's page for a channel: a browser's view with a composer, driven by the bot outside.

The page needs simcord's Env, and an Env needs a client and takes over the event loop's scheduling, so one is started
only when a page is first opened. One channel is shown at a time.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# reason: private parts of simcord, pinned by tests/sandbox/simcord_bridge/test_simcord_pin.py

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from simcord.backend.errors import SetupError
from simcord.backend.models import Interaction
from simcord.env import Env

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge.names import Names
from ignis.sandbox.simcord_bridge.simulation import UNANSWERED_AFTER, Simulation
from ignis.sandbox.simcord_bridge.waiting import Waiting

if TYPE_CHECKING:  # simcord loads it when a page is opened, which most sandboxes never do
    from simcord.preview import Preview

_SETTLE_TIMEOUT = 10.0  # longer than anything a page waits for
_REFRESH_AFTER = 0.05


class ChannelPages:
    def __init__(self, simulation: Simulation, port: int) -> None:
        self._simulation = simulation
        self._port = port
        self._env: Env | None = None
        self._preview: Preview | None = None
        self._opening = asyncio.Lock()
        self._refresh_due = False
        self._sent: dict[int, Waiting] = {}
        simulation.shown_by(self)

    async def open(self, channel: str, viewer: str | None) -> str:
        """The address of the channel's page, as seen by `viewer` (default: the first persona). It is a secret: who
        has it acts in the sandbox. Raises ControlError.
        """
        async with self._opening:
            env = await self._started()
            names = Names(
                env, self._simulation.backend, self._simulation.backend.get_guild(self._simulation.spec.guild_id)
            )
            personas = [persona.name for persona in self._simulation.spec.personas]
            first = names.member(viewer or personas[0])
            others = [member for name in personas if (member := names.member(name)).id != first.id]
            place = names.channel(channel)
            if self._preview is not None:
                if _shows(self._preview, place.id, first.id):
                    return self._preview.url
                await self._preview.close()
            try:
                self._preview = env.preview(
                    place,
                    viewers=[first, *others],
                    layout="channel",
                    port=self._port,
                    assets=self._simulation.portraits,
                )
                await self._preview.__aenter__()
            except SetupError as refusal:
                raise ControlError(409, str(refusal)) from refusal
            return self._preview.url

    async def close_page(self) -> None:
        """Closes what is open; a page can be opened again."""
        async with self._opening:
            if self._preview is not None:
                await self._preview.close()
                self._preview = None

    async def close(self) -> None:
        if self._env is not None:
            await self._env.shutdown()  # closes the page as well

    async def _started(self) -> Env:
        if self._env is None:
            env = Env(_BotElsewhere(self._sent), check_errors=False, settle_timeout=_SETTLE_TIMEOUT)
            env.backend = self._simulation.backend
            await env.start()
            env._register_dispatch_observer(self._note)
            self._env = env
        return self._env

    def _note(self, record: Interaction) -> None:
        waiting = self._sent[record.id] = self._simulation.room.enter(record)
        # set here: a timer of the stand-in's own task would be one of simcord's virtual ones, which never advance
        asyncio.get_running_loop().call_later(UNANSWERED_AFTER, self._give_up, waiting)

    def _give_up(self, waiting: Waiting) -> None:
        self._sent.pop(waiting.record.id, None)
        self._simulation.room.leave(waiting)
        waiting.given_up = True
        waiting.changed.set()

    def refresh_soon(self) -> None:
        """Shows on open pages what the bot did by itself, or later than the page waited."""
        if self._preview is not None and not self._refresh_due:
            self._refresh_due = True
            asyncio.get_running_loop().call_later(_REFRESH_AFTER, self._refresh)

    def _refresh(self) -> None:
        self._refresh_due = False
        preview: Any = self._preview
        if preview is None or preview._closed:
            return
        if preview._active_action is not None:
            return
        preview._advance_presentation_time()
        preview._publish_message_pages(reason="refresh")


def _shows(preview: "Preview", channel_id: int, viewer_id: int) -> bool:
    """Whether it is open for this channel, beginning as this viewer."""
    begins_as: int = preview.viewers[0].id
    return not preview._closed and preview.channel.id == channel_id and begins_as == viewer_id


class _BotElsewhere(discord.Client):
    """Stands in Env for the bot outside: an interaction is handled here for as long as it is handled there.

    Those the page did not send are not in `sent`; the control API does its own waiting. What comes later than that is
    shown by a refresh.
    """

    def __init__(self, sent: Mapping[int, Waiting]) -> None:
        super().__init__(intents=discord.Intents.none())
        self._sent = sent

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        waiting = self._sent.get(interaction.id)
        while waiting is not None and not (waiting.complete or waiting.given_up):
            waiting.changed.clear()
            await waiting.changed.wait()
