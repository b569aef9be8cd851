"""The vectors that every keeper of programs must satisfy, whatever it is written in; here: the policy itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from probes.restarts.policy import RestartPolicy, StartHistory, after_reboot, plan

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_the_policy_decides_as_written(case: dict[str, Any]) -> None:
    history = StartHistory(**case["history"]) if case["history"] else None
    if history is not None and case.get("rebooted"):
        history = after_reboot(history, case["now"])
    decided = plan(
        RestartPolicy(**case.get("policy", {})),
        history,
        clean=case["clean"],
        proven=case["proven"],
        now=case["now"],
        roll=case["roll"],
    )
    expected = case["expected"]
    assert decided.start_at == pytest.approx(expected["start_at"], abs=1e-6)
    assert decided.reason == expected["reason"]
    assert decided.history._asdict() == pytest.approx(expected["history"], abs=1e-6)
