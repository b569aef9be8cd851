import asyncio
from typing import cast

from discord import app_commands

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.command_tree import Interaction
from ignis.runtime.base.clock import SystemClock
from tests.bot.conftest import Bench


class OpenGate:
    """A CommandGate that admits everybody, and counts."""

    def __init__(self) -> None:
        self.admitted = 0
        self.explained: list[Exception] = []

    async def admits(self, _: Interaction) -> bool:
        self.admitted += 1
        return True

    async def explain(self, _: Interaction, error: app_commands.AppCommandError) -> None:
        self.explained.append(error)


async def test_a_command_that_comes_before_the_gate_opens_waits_for_it(bench: Bench) -> None:
    tree, gate = IgnisClient(bench.log, SystemClock()).tree, OpenGate()
    interaction = cast("Interaction", object())
    error = app_commands.AppCommandError()
    admitted = asyncio.create_task(tree.interaction_check(interaction))
    explained = asyncio.create_task(tree.on_error(interaction, error))
    await asyncio.sleep(0)
    assert not admitted.done()
    assert not explained.done()
    tree.open(gate)
    assert await admitted
    await explained
    assert (gate.admitted, gate.explained) == (1, [error])
