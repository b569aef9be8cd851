"""The table of Discord's rules, asked row by row over HTTP: what is within a rule is taken, what is beyond is refused.

The refusal has Discord's status and code and, for a form, names the place and what is wrong there, and nothing else.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from typing import Final

import pytest
import pytest_asyncio

from tests.sandbox.probes import commands, components, interactions, messages, server
from tests.sandbox.probes.row import FORM, NOTHING, Row, Told, told
from tests.sandbox.probes.world import ProbedWorld, probed_world

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLE: Final = (*messages.ROWS, *components.ROWS, *interactions.ROWS, *commands.ROWS, *server.ROWS)
_PROBES_AT_LEAST: Final = 392
"""As many as were tried from outside when 81 of them were found to be too kind."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncGenerator[ProbedWorld]:
    async with probed_world() as probed:
        yield probed


@pytest.mark.parametrize("row", [row for row in TABLE if row.taken is not NOTHING], ids=lambda row: row.rule)
async def test_what_is_within_a_rule_is_taken(world: ProbedWorld, row: Row) -> None:
    status, answer = await world.ask(row.request, row.taken)
    assert status in (200, 201, 204), answer


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)
async def test_what_is_beyond_a_rule_is_refused(world: ProbedWorld, row: Row) -> None:
    status, answer = await world.ask(row.request, row.refused)
    assert (status, (answer or {}).get("code")) == row.answer, answer
    if row.answer == FORM:
        problems = list(told(answer["errors"]))
        assert {problem.path for problem in problems} == {row.path}, answer
        assert Told(row.path, row.code) in problems, answer


async def test_the_table_is_whole() -> None:
    """Each rule once, with a page of Discord's documentation, and as many probes as there have to be."""
    assert [rule for rule, times in Counter(row.rule for row in TABLE).items() if times > 1] == []
    assert [row.rule for row in TABLE if "#" not in row.source] == []
    assert len(TABLE) + sum(row.taken is not NOTHING for row in TABLE) >= _PROBES_AT_LEAST
