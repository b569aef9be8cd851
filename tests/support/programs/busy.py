"""A day of Ignis in half a minute: people use it, services fail, it is killed, and it mends itself."""

import os
import signal
from typing import Any

from tests.support.programs.stack import Stack, get, post
from tests.support.telemetry.prometheus import Prometheus
from tests.support.waiting import wait_until as eventually

SETTINGS: dict[str, dict[str, object]] = {
    "circuits": {"failures": 2, "cooldown": 1, "max_cooldown": 1, "trial_timeout": 1},
    "accounts": {"not_linked_for": 0.1, "timeout": 0.5},  # whoever has no account is asked for at every card
    "checks": {"deep_every": 2},
    "memory": {"every": 1},
    "sync": {"quiet": 0.3},
    "alerts": {"receivers": [{"kind": "webhook", "when": "always"}]},
}
_NOBODY = "http://127.0.0.1:9/"  # the port of "discard", on which nobody listens
ENVIRON = {"IGNIS_RECEIVER_URL": _NOBODY, "IGNIS_HEARTBEAT_URL": _NOBODY}

# States are seen by a scrape or not at all, other than counts.
_SIGHTS = (
    'ignis_circuit_state{circuit="bloxlink"} > 0',
    'ignis_check_status{check="bloxlink", status="failing"} == 1',
    "ignis_incidents_open > 0",
)

_READERS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("Vulkan", "userinfo", {}),
    ("Tu'Shan", "userinfo", {"member": "Cassian"}),
    ("Tu'Shan", "leaderboard", {}),
    ("Tu'Shan", "health", {}),
    ("Cassian", "why", {"member": "Tu'Shan"}),
    ("Cassian", "history", {"member": "Tu'Shan"}),
    ("Cassian", "promotions", {}),
    ("Cassian", "sync member", {"member": "Argos"}),
    ("Cassian", "points add", {"member": "Argos", "amount": 10, "reason": "a test"}),
    ("Cassian", "points add", {"member": "Vulkan", "amount": 10, "reason": "is refused"}),
    ("Vulkan", "config check", {}),
    ("Vulkan", "sync all", {}),
)


def busy(running: Stack, server: Prometheus) -> None:
    """Everything that the metrics count has happened at least once, but for what takes minutes, and `server` saw it."""
    use(running)
    change_roles(running)
    post(f"{running.url('sandbox')}/sandbox/reconnect", {})
    repaired = running.ignis("repair", "clean-up")
    assert repaired.returncode == 0, repaired.stderr
    let_bloxlink_fail(running, server)
    limit_discord(running)
    kill_the_bot(running)
    change_roles(running)
    use(running)


def use(running: Stack) -> None:
    """Each command until it was answered in time: on a busy machine Discord's 3 s may pass, and people ask again."""
    for persona, command, options in _READERS:

        def answered(persona: str = persona, command: str = command, options: dict[str, object] = options) -> bool:
            return bool(running.slash(persona, command, **options).get("acknowledged"))

        eventually(answered, f"an answer to /{command}\n{running.logs()}")


def change_roles(running: Stack) -> None:
    """There and back."""
    veteran, legionary = ["Legion Veteran"], ["Legionary"]
    for add, remove in ((veteran, legionary), (legionary, veteran)):
        _change(running, add_roles=add, remove_roles=remove)
        eventually(lambda: _at_rest(running), f"the sync is done\n{running.logs()}")
    _change(running, nick="somebody else")


def let_bloxlink_fail(running: Stack, server: Prometheus) -> None:
    """Until its circuit is open, its check is red and both are reported, and again until all is well."""
    fault(running, "bloxlink", "disconnect", 600)
    eventually(lambda: _circuit_of_bloxlink(running) != "closed", "the circuit opened")
    eventually(lambda: all(map(server.query, _SIGHTS)), "the circuit, its check and an incident are seen at once")
    fault(running, "bloxlink", "disconnect", 0.1)  # the newest is the one in force: a short one ends a long one
    eventually(lambda: _state(running, "bloxlink") == "closed", "the circuit closed by itself")
    eventually(lambda: _check(running, "bloxlink") == "ok", "the check is well")


def limit_discord(running: Stack) -> None:
    fault(running, "discord-rest", "status-429", 0.6)
    _change(running, nick="limited")
    eventually(lambda: not get(f"{running.url('sandbox')}/sandbox/faults")["faults"], "the fault is over")
    eventually(lambda: _at_rest(running), f"the sync is done\n{running.logs()}")


def kill_the_bot(running: Stack) -> None:
    before = running.pid("bot")
    os.kill(before, signal.SIGKILL)
    running.ready_again("bot", before)


def fault(running: Stack, target: str, kind: str, seconds: float) -> None:
    body = {"target": target, "kind": kind, "seconds": seconds}
    answer = post(f"{running.url('sandbox')}/sandbox/faults", body)
    assert "error" not in answer, answer


def _change(running: Stack, **what: object) -> None:
    body = {"actor": "Cassian", "member": "Tu'Shan", **what}
    answer = post(f"{running.url('sandbox')}/sandbox/member", body)
    assert "error" not in answer, answer


def _bot(running: Stack) -> dict[str, Any]:
    found: dict[str, Any] = get(f"{running.url('bot')}/state")
    return found


def _at_rest(running: Stack) -> bool:
    found = _bot(running)["sync"]
    return bool(found["last_round"]) and not (found["quiet"] or found["writing"] or found["failing"])


def _circuit_of_bloxlink(running: Stack) -> str:
    """After one more reader has asked for somebody who has no account."""
    running.slash("Vulkan", "userinfo", member="Lok'ti")
    return _state(running, "bloxlink")


def _state(running: Stack, circuit: str) -> str:
    return next(str(one["state"]) for one in _bot(running)["circuits"] if one["name"] == circuit)


def _check(running: Stack, name: str) -> str:
    return str(get(f"{running.url('exporter')}/health")["checks"][name]["status"])
