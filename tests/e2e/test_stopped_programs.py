"""Programs that are stopped (SIGSTOP) on the real stack: noticed, replaced, and told of until it is over.

On a stack of their own, where each program dies once: who dies twice within ten minutes "comes and goes".
"""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.support.programs.alert_channel import about, ids, resolved
from tests.support.programs.stack import Stack, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack({"relay": {"hang_after": 8, "startup_grace": 12}}) as made:
        made.up()
        yield made


@pytest.mark.parametrize("program", ["bot", "relay"])
def test_a_stopped_program_is_noticed_and_replaced(running: Stack, program: str) -> None:
    """The relay sees to the others, and the exporter to the relay."""
    before, known = running.pid(program), ids(running.alerts())
    os.kill(before, signal.SIGSTOP)
    alert = eventually(lambda: about(running, program, known), f"an alert about the hung {program}")
    running.ready_again(program, before)
    resolved(running, alert)
