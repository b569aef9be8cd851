"""Somebody waits for the bot: until it acknowledges, until nothing more is owed, or until they give up."""

import asyncio

import pytest
from simcord.backend.models import Interaction
from simcord.backend.models.interaction import ResponseKind

from ignis.sandbox.simcord_bridge import Simulation
from ignis.sandbox.simcord_bridge.waiting import Waiting, WaitingRoom
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import COMMANDS, MEMBER, SteppedClock

SOON, LONG = 0.05, 30.0


@pytest.fixture
def record(simulation: Simulation) -> Interaction:
    return simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)


@pytest.fixture
def room(clock: SteppedClock) -> WaitingRoom:
    return WaitingRoom(clock)


def _respond(record: Interaction, kind: ResponseKind) -> None:
    record.responded, record.response_kind = True, kind


async def _waiting(waiting: Waiting) -> asyncio.Task[bool]:
    task = asyncio.ensure_future(waiting.until_complete(LONG))
    await asyncio.sleep(0)
    assert not task.done()
    return task


async def test_a_person_who_is_not_answered_gives_up(room: WaitingRoom, record: Interaction) -> None:
    assert not await room.enter(record).until_acknowledged(SOON)


async def test_the_acknowledgement_is_noted_with_its_moment(
    room: WaitingRoom, record: Interaction, clock: SteppedClock
) -> None:
    waiting = room.enter(record)
    clock.seconds += 1.5
    _respond(record, ResponseKind.MESSAGE)
    room.acted(record.id)
    assert await waiting.until_acknowledged(LONG)
    assert waiting.acknowledged == waiting.started + 1.5


async def test_a_deferred_update_is_owed_its_edit(room: WaitingRoom, record: Interaction) -> None:
    waiting = room.enter(record)
    _respond(record, ResponseKind.DEFERRED_UPDATE)
    room.acted(record.id)
    task = await _waiting(waiting)
    room.acted(record.id)
    assert await asyncio.wait_for(task, LONG)


async def test_who_has_left_is_told_nothing(room: WaitingRoom, record: Interaction) -> None:
    waiting = room.enter(record)
    room.leave(waiting)
    _respond(record, ResponseKind.MESSAGE)
    room.acted(record.id)
    assert (waiting.touched, waiting.acknowledged) == (0, None)
