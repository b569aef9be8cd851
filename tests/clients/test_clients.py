"""Clients that others wrote work on the local Discord, unmodified: client x step.

discord.js and hikari run with every `make test`; `make test-long` runs all seven.
"""

import pytest

from ignis.sandbox.gateway import GatewayRules
from tests.clients.contract import STEPS, Stage
from tests.clients.environments import LIBRARIES, Library
from tests.clients.program import running
from tests.support.servers.sandbox import running_sandbox

SHORT = ("discord.js", "hikari")
ALL = (*SHORT, "disnake", "eris", "nextcord", "oceanic.js", "py-cord")
AS_DISCORD = GatewayRules()  # with its five seconds between two identifies


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.timeout(420)  # the first run installs the library
async def test_it_does_all_that_a_bot_does(name: str) -> None:
    await _all_steps(Library(name))


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
@pytest.mark.timeout(420)
async def test_each_of_seven_libraries_does_all_that_a_bot_does(name: str) -> None:
    await _all_steps(Library(name))


def test_every_library_that_has_a_bot_is_in_the_table() -> None:
    assert sorted(folder.name for folder in LIBRARIES.iterdir()) == sorted(ALL)


async def _all_steps(library: Library) -> None:
    """Runs every step, also after one that failed, so that a failure shows the library's whole column of the table."""
    failed: list[str] = []
    async with running_sandbox(rules=AS_DISCORD) as sandbox, running(library, sandbox.info) as bot:
        stage = Stage(sandbox, bot)
        for name, step in STEPS.items():
            try:
                await step(stage)
            except AssertionError as wrong:
                failed.append(f"{library.name} cannot {name}: {wrong}")
            if bot.process.returncode is not None:
                failed.append(f"{library.name} ended with exit code {bot.process.returncode}")
                break
        if failed:
            pytest.fail("\n".join([*failed, "", "the end of its log:", bot.last_words()]), pytrace=False)
