"""A Discord that never answers does not keep the comparison of commands for ever."""

import pytest
import simcord

from ignis.bot.rest import command_sync
from tests.bot.conftest import Bench
from tests.support.fakes.hanging import Hanging


async def test_a_question_without_an_answer_is_given_up_and_cancelled(
    simcord_env: simcord.Env, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    served, hanging = bench.client.get_guild(guild.id), Hanging()
    assert served is not None
    monkeypatch.setattr(command_sync, "PATIENCE", 0.01)
    monkeypatch.setattr(bench.sync, "_fetch", hanging.forever)
    assert await bench.sync.attempt(served) is None
    assert bench.sync.trouble == "commands could not be synced: TimeoutError"
    assert hanging.cancelled
