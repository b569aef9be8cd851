"""`make labels`: writes the words of the status page, probes/exporter/site/labels.js, from Python.

A check's words stand in its file, a reason's beside the enum. Here stand only words that nothing but the page uses.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ignis.runtime.resilience.circuit import CircuitState
from probes.exporter.schedule.catalogue import checks
from probes.exporter.schedule.outage import CORE
from probes.outcome import REASON_LABELS, CheckStatus
from probes.relay.incidents.incident import IncidentKind
from probes.relay.notify.words import ENGLISH
from probes.relay.notify.words.remedies import REMEDIES
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import HOLD_LABELS

FILE: Final = Path(__file__).parents[1] / "probes" / "exporter" / "site" / "labels.js"

_HEAD: Final = (
    "// What things are called, for people. Written by `make labels` from ops/labels.py: do not edit it here.\n"
)


@dataclass(frozen=True)
class StateLabel:
    """`status` decides the sign and the colour."""

    status: CheckStatus
    name: str


PROGRAM_STATES: Final[Mapping[ProgramRunState, StateLabel]] = {
    ProgramRunState.RUNNING: StateLabel(CheckStatus.OK, "running"),
    ProgramRunState.STARTING: StateLabel(CheckStatus.DEGRADED, "starting"),
    ProgramRunState.STOPPING: StateLabel(CheckStatus.DEGRADED, "stopping"),
    ProgramRunState.STOPPED: StateLabel(CheckStatus.DEGRADED, "stopped"),
    ProgramRunState.BACKOFF: StateLabel(CheckStatus.FAILING, "fails to start"),
    ProgramRunState.EXITED: StateLabel(CheckStatus.FAILING, "has ended"),
    ProgramRunState.FATAL: StateLabel(CheckStatus.FAILING, "cannot be started"),
    ProgramRunState.UNKNOWN: StateLabel(CheckStatus.UNKNOWN, "unknown"),
}
CIRCUIT_STATES: Final[Mapping[CircuitState, StateLabel]] = {
    CircuitState.CLOSED: StateLabel(CheckStatus.OK, "closed"),
    CircuitState.HALF_OPEN: StateLabel(CheckStatus.DEGRADED, "half-open: on trial"),
    CircuitState.OPEN: StateLabel(CheckStatus.FAILING, "open: left alone"),
}
CIRCUITS: Final[Mapping[str, str]] = {
    "bloxlink": "Bloxlink",
    "roblox_cloud": "Roblox Open Cloud",
    "roblox_users": "Roblox users",
    "roblox_groups": "Roblox groups",
    "roblox_thumbnails": "Roblox headshots",
    "discord_rest": "Discord REST",
    "webhook": "Alert channel",
}


LEFT_FOR_PEOPLE: Final = (IncidentKind.CONFIG, IncidentKind.MEMORY, IncidentKind.CANNOT_START)
"""Other incidents end by themselves."""


def to_do(kind: IncidentKind) -> str:
    """What is left for a person to do about such an incident, with the commands for it."""
    topic = kind.value if kind.value in ENGLISH.to_do else f"kind:{kind}"
    return _plain(f"{ENGLISH.to_do[topic]} Commands: {', '.join(REMEDIES[topic].commands)}.")


def generated() -> str:
    """The whole file."""
    return "\n".join(
        [
            _HEAD,
            "/** Ignis is useless to everybody if one of these checks fails. */",
            f"export const CORE = {json.dumps(CORE)};\n",
            "/** check -> its name, and how a sentence about it continues when it is failing or degraded */",
            _table("CHECKS", [(check.name, asdict(check.label)) for check in checks()]),
            "/** why a check has its status */",
            _table("REASONS", REASON_LABELS.items()),
            "/** supervisor's states */",
            _table("PROGRAM_STATES", [(state, asdict(label)) for state, label in PROGRAM_STATES.items()]),
            "/** why the restart gate holds a program; `{count}` is how often in a row it ended */",
            _table("HOLDS", HOLD_LABELS.items()),
            _table("CIRCUITS", CIRCUITS.items()),
            _table("CIRCUIT_STATES", [(state, asdict(label)) for state, label in CIRCUIT_STATES.items()]),
            "/** kind of incident -> what is left for a person to do; `{subject}` is what the incident is about */",
            _table("TO_DO", [(kind, to_do(kind)) for kind in LEFT_FOR_PEOPLE]),
        ]
    )


def _table(name: str, rows: Iterable[tuple[str, object]]) -> str:
    lines = [f"  {key}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in rows]
    return f"export const {name} = {{\n{''.join(lines)}}};\n"


def _plain(text: str) -> str:
    """A text of Discord's without its marks of code."""
    return re.sub(r"\{\w+\}", "{subject}", text.replace("`", ""))


def main() -> None:
    FILE.write_text(generated(), encoding="utf-8")


if __name__ == "__main__":
    main()
