"""`ignis status`: one look at a stack, as JSON and as people read it."""

import io
import json

from rich.console import Console

from ignis.cli.stack import Stack
from ignis.cli.status import show, snapshot, to_json
from ignis.runtime.stack import endpoints
from probes.restarts import memory
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import StartHistory, StartPlan, StartReason
from tests.support.fakes.fake_control import SINCE, program
from tests.support.servers.canned_server import CannedServer, canned_server

BOT = program("bot")
CHECKS = json.dumps(
    {"time": "2026-01-02T03:04:05Z", "checks": {"database": {"status": "failing", "detail": "ignis.db is [locked]"}}}
)


def published(stack: Stack, server: CannedServer) -> None:
    for name in ("bot", "exporter"):
        endpoints.publish(stack.home, name, server.url, pid=1)


def shown(stack: Stack, *programs: object) -> str:
    output = io.StringIO()
    show(snapshot(stack, programs), Console(file=output, width=200))  # type: ignore[arg-type]  # ProgramStates
    return output.getvalue()


def test_a_ready_stack_with_a_red_check(stack: Stack) -> None:
    with canned_server(**{"GET /readyz": (200, "{}"), "GET /health": (200, CHECKS)}) as server:
        published(stack, server)
        found = to_json(snapshot(stack, (BOT, program("exporter"))))
        text = shown(stack, BOT, program("exporter"))
    assert found == {
        "ready": True,
        "home": str(stack.home.root),
        "programs": {
            name: {
                "state": "RUNNING", "pid": 1, "since": SINCE.isoformat(),
                "ready": True, "reason": "", "next_start": None,
            }
            for name in ("bot", "exporter")
        },
        "red_checks": {"database": "ignis.db is [locked]"},
        "maintenance": None,
            "quiet_until": None,
        "endpoints": {"sandbox": None, "ui": None, "bot": server.url, "exporter": server.url, "relay": None},
    }  # fmt: skip
    assert "\nready\n" in text
    assert "check database is red: ignis.db is [locked]" in text, "brackets are no markup"
    assert f"  status page    {server.url}" in text
    assert f"  state folder   {stack.home.root}" in text


def test_a_program_that_is_held_says_until_when(stack: Stack) -> None:
    now, history = memory.now(), StartHistory(last_start=0, streak=1, tokens=1, tokens_at=0)
    plan = StartPlan(now + 3600, StartReason.BACKOFF, history)
    memory.save(stack.home.restart_memory("bot"), history, boot=memory.boot_id(), hold=plan)
    found = snapshot(stack, (program("bot", ProgramRunState.STARTING),))
    assert not found.ready
    assert to_json(found)["programs"]["bot"]["next_start"] is not None
    why = "held: it ended unexpectedly (times in a row: 1), next start at "
    assert why in shown(stack, program("bot", ProgramRunState.STARTING))


def test_maintenance_is_shown_with_its_end_its_reason_and_by_whom(stack: Stack) -> None:
    pause = {"until": SINCE.isoformat(), "by": "Vulkan", "at": SINCE.isoformat(), "why": "a [new] disk"}
    answer = json.dumps({"open": [], "recent": [], "pause": pause})
    with canned_server(**{"GET /incidents": (200, answer), "GET /readyz": (200, "{}")}) as server:
        published(stack, server)
        endpoints.publish(stack.home, "relay", server.url, pid=1)
        assert to_json(snapshot(stack, (BOT,)))["maintenance"] == pause
        assert ": a [new] disk (Vulkan); nothing is told" in shown(stack, BOT)
        server.answers["GET /incidents"] = (503, '{"error": "locked"}')
        assert "maintenance until" not in shown(stack, BOT)


def test_quiet_hours_are_shown_with_their_end(stack: Stack) -> None:
    answer = json.dumps({"open": [], "recent": [], "quiet_until": SINCE.isoformat()})
    with canned_server(**{"GET /incidents": (200, answer), "GET /readyz": (200, "{}")}) as server:
        published(stack, server)
        endpoints.publish(stack.home, "relay", server.url, pid=1)
        assert to_json(snapshot(stack, (BOT,)))["quiet_until"] == SINCE.isoformat()
        assert "only what is critical is told" in shown(stack, BOT)


def test_nothing_is_not_ready(stack: Stack) -> None:
    found = snapshot(stack, ())
    assert (found.ready, found.red, set(found.urls.values())) == (False, {}, {None})


def test_a_late_companion_is_told_from_a_program_that_is_not_ready(stack: Stack) -> None:
    with canned_server(**{"GET /readyz": (200, "{}")}) as server:
        endpoints.publish(stack.home, "bot", server.url, pid=1)
        late = snapshot(stack, (BOT, program("grafana")))
        assert late.late_companions == {"grafana": "starting"}
        assert snapshot(stack, (BOT, program("relay"), program("grafana"))).late_companions is None
        assert snapshot(stack, (BOT,)).late_companions == {}
