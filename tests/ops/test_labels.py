"""The words of the status page: generated from Python, and complete."""

import json
import re
from typing import Any

import pytest

from ignis.bot.replies import outage
from ignis.runtime.resilience.circuit import CircuitState
from ops.labels import CIRCUIT_STATES, CIRCUITS, FILE, PROGRAM_STATES, generated
from probes.exporter.schedule.catalogue import checks
from probes.outcome import REASON_LABELS, CheckReason, CheckStatus
from probes.relay.incidents.incident import IncidentKind
from probes.relay.notify import webhook_circuit
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import HOLD_LABELS, StartReason

TABLES = {"CHECKS", "REASONS", "PROGRAM_STATES", "HOLDS", "CIRCUITS", "CIRCUIT_STATES", "TO_DO"}


def tables() -> dict[str, dict[str, Any]]:
    """The tables of the file, read line by line as the generator writes them."""
    found: dict[str, dict[str, Any]] = {}
    for name, body in re.findall(r"^export const (\w+) = \{\n(.*?)^\};$", generated(), re.MULTILINE | re.DOTALL):
        rows = (line.strip().removesuffix(",").split(": ", 1) for line in body.splitlines())
        found[name] = {key: json.loads(value) for key, value in rows}
    return found


def test_what_is_committed_is_what_the_generator_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == generated(), "run `make labels`"


def test_every_table_is_there() -> None:
    assert set(tables()) == TABLES


def test_there_is_a_label_for_everything_that_can_be_shown() -> None:
    found = tables()
    assert list(found["CHECKS"]) == [check.name for check in checks()]
    assert set(found["REASONS"]) == set(CheckReason) == set(REASON_LABELS)
    assert set(found["PROGRAM_STATES"]) == set(ProgramRunState) == set(PROGRAM_STATES)
    assert set(found["CIRCUIT_STATES"]) == set(CircuitState) == set(CIRCUIT_STATES)
    assert set(found["HOLDS"]) == {StartReason.BACKOFF, StartReason.BUDGET} == set(HOLD_LABELS)
    assert set(found["CIRCUITS"]) == {*outage._CALLED, webhook_circuit.NAME} == set(CIRCUITS)
    assert set(found["TO_DO"]) <= set(IncidentKind)


def test_only_a_check_that_is_ok_needs_no_reason() -> None:
    assert [reason for reason, label in REASON_LABELS.items() if not label] == [CheckReason.NONE]


@pytest.mark.parametrize("check", checks(), ids=lambda check: str(check.name))
def test_a_checks_label_has_a_name_and_two_different_sentences(check: Any) -> None:
    assert check.label.name
    assert check.label.failing
    assert check.label.degraded not in {"", check.label.failing}
    for sentence in (check.label.failing, check.label.degraded):
        assert not sentence.endswith("."), "the page adds it"


def test_a_state_has_the_sign_of_a_status() -> None:
    found = tables()
    for state in (*found["PROGRAM_STATES"].values(), *found["CIRCUIT_STATES"].values()):
        assert state["status"] in set(CheckStatus)
        assert state["name"]


def test_what_is_left_to_do_is_plain_text_about_one_subject() -> None:
    for text in tables()["TO_DO"].values():
        assert "`" not in text
        assert set(re.findall(r"\{(\w+)\}", text)) <= {"subject"}
