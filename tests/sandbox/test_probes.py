"""The table of Discord's rules, asked row by row over HTTP: what is within a rule is taken, what is beyond is refused.

The refusal has Discord's status and code and, for a form, names the place and what is wrong there, and nothing else.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.sandbox.probes.row import FORM, LONG, NOTHING, Row, Told, told
from tests.sandbox.probes.table import TABLE
from tests.sandbox.probes.world import ProbedWorld, probed_world
from tests.support.discord_api.judge import Judge

pytestmark = pytest.mark.asyncio(loop_scope="module")

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


async def test_a_refusal_that_nothing_asks_for_is_noticed() -> None:
    path, nick = "/guilds/1/members/2", {"nick": "Brother"}
    judge = Judge()
    judge.answered("POST", "/channels/1/messages", {"content": 7}, 400, refusal("content", "NO_SUCH_WORD"))
    judge.answered("PATCH", path, nick, 400, refusal("nick", LONG))
    judge.check()  # the description refuses the first, and the table has a rule for the second
    judge.answered("PATCH", path, nick, 400, refusal("nick", "NO_SUCH_WORD"))
    with pytest.raises(AssertionError, match="at nick: refused as NO_SUCH_WORD, which nothing asks for"):
        judge.check()


def refusal(field: str, code: str) -> dict[str, Any]:
    errors = {field: {"_errors": [{"code": code, "message": "no"}]}}
    return {"message": "Invalid Form Body", "code": 50035, "errors": errors}
