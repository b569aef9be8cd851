"""Orders to the relay: what a relay that is not there, not ready, or not a relay means to the caller."""

import os
from pathlib import Path

import pytest

from ignis.adapters.alert_desk import LoopbackAlertDesk
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.operator_shapes import Order, OrderedBy
from ignis.services.ports import AlertDeskError, OrderProblem
from tests.support.servers.canned_server import canned_server

ORDER = Order(by=OrderedBy(name="Vulkan", discord_id=42))
ACK = "POST /incidents/3/ack"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "var")
    made.create()
    made.control_token_file.write_text("the-token\n", encoding="ascii")
    return made


async def test_the_token_of_the_moment_comes_along(home: Home) -> None:
    done = '{"outcome": "acknowledged", "text": "done"}'
    with canned_server(**{ACK: (200, done)}) as relay:
        endpoints.publish(home, "relay", relay.url, pid=os.getpid())
        desk = LoopbackAlertDesk(home)
        await desk.acknowledge(3, ORDER)
        home.control_token_file.write_text("newer\n", encoding="ascii")
        await desk.acknowledge(3, ORDER)
    assert relay.requests == [(ACK, "Bearer the-token"), (ACK, "Bearer newer")]


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, '{"error": "token"}'), (503, '{"error": "disk"}'), (200, "<html>"), (200, "[]"), (302, "")],
)
async def test_an_answer_that_is_none_is_an_error(home: Home, status: int, body: str) -> None:
    with canned_server(**{ACK: (status, body), "GET /incidents": (status, body)}) as relay:
        endpoints.publish(home, "relay", relay.url, pid=os.getpid())
        with pytest.raises(AlertDeskError):
            await LoopbackAlertDesk(home).acknowledge(3, ORDER)
        with pytest.raises(AlertDeskError):
            await LoopbackAlertDesk(home).incidents()


async def test_a_bad_order_is_told_from_no_answer(home: Home) -> None:
    with canned_server(**{ACK: (400, '{"error": "why: too long"}')}) as relay:
        endpoints.publish(home, "relay", relay.url, pid=os.getpid())
        with pytest.raises(OrderProblem, match="why: too long"):
            await LoopbackAlertDesk(home).acknowledge(3, ORDER)


async def test_a_relay_that_is_gone_is_an_error(home: Home) -> None:
    with canned_server() as relay:
        endpoints.publish(home, "relay", relay.url, pid=os.getpid())
    with pytest.raises(AlertDeskError, match="the relay does not answer"):
        await LoopbackAlertDesk(home).test(ORDER)
