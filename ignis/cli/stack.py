"""One stack: its state folder, its supervisord, and the answers of its programs."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ignis.cli import homes
from ignis.cli.errors import NOT_RUNNING, USAGE, CliError
from ignis.runtime.base.environ import environment
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http_shapes import ReportedHealth, ReportedIncidents
from probes.restarts.control import (
    ProcessControl,
    ProcessControlError,
    ProgramRunState,
    ProgramState,
    SupervisorControl,
    Trouble,
)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="State folder; without it $IGNIS_HOME, else var/, or var/sandbox/ with the local Discord."
    ),
]
ProgramArgument = Annotated[str, typer.Argument(help="bot, exporter, relay, sandbox, prometheus or grafana.")]

_TIMEOUT = 5.0
_LONGEST_SOCKET = 107  # bytes of sun_path without the final NUL
_PID_SUFFIX = 11  # what supervisord appends while it binds
_NOT_THERE = frozenset({Trouble.MISSING, Trouble.REFUSED})


@dataclass(frozen=True)
class Readiness:
    """What a program says about itself: ready, or why not."""

    ready: bool
    reason: str = ""


@dataclass(frozen=True)
class Stack:
    home: Home
    control: ProcessControl

    def running(self) -> tuple[ProgramState, ...] | None:
        """The programs that should run. None if there is no supervisord."""
        try:
            found = self.control.programs()
        except ProcessControlError as error:
            if error.trouble in _NOT_THERE:
                return None
            raise
        return tuple(one for one in found if one.wanted)

    def demand(self, program: str | None = None) -> tuple[ProgramState, ...]:
        """`running`. Raises CliError if nothing runs, or if `program` is not among them."""
        found = self.running()
        if found is None:
            raise CliError(f"nothing runs in {self.home.root}; start it with `ignis up`", NOT_RUNNING)
        names = sorted(one.name for one in found)
        if program is not None and program not in names:
            raise CliError(f"no program is called {program!r}; there are {', '.join(names)}", USAGE)
        return found


def stack_at(home: Path | None) -> Stack:
    """The stack that a command looks after; `home` is its `--home`. Raises CliError if it is not clear which.

    Example:
        stack = stack_at(None)
        for program in stack.demand():
            print(program.name, program.state)
    """
    return stack_in(homes.to_look_after(home, environment()))


def stack_in(home: Path) -> Stack:
    """The stack of this home. Raises ConfigError if the path is too long."""
    place = Home(home)
    _check_socket(place)
    return Stack(place, SupervisorControl(place.supervisor_socket, _TIMEOUT))


def ask(published: Mapping[str, endpoints.Endpoint], program: ProgramState) -> Readiness:
    """Asks a program whether it does its work."""
    endpoint = published.get(program.name)
    if program.state is not ProgramRunState.RUNNING:
        return Readiness(ready=False, reason=program.state.lower())
    if endpoint is None or endpoint.pid != program.pid:
        return Readiness(ready=False, reason="starting")
    try:
        with urllib.request.urlopen(endpoint.url + endpoints.READY_PATH[program.name], timeout=_TIMEOUT):  # noqa: S310
            return Readiness(ready=True)
    except urllib.error.HTTPError as error:
        return Readiness(ready=False, reason=_reasons(error.read()) or f"answers {error.code}")
    except OSError as error:
        return Readiness(ready=False, reason=f"does not answer ({type(error).__name__})")


def red_checks(published: Mapping[str, endpoints.Endpoint]) -> dict[str, str]:
    """The details of the checks that fail, by name. Empty if the exporter does not answer."""
    if "exporter" not in published:
        return {}
    try:
        with urllib.request.urlopen(published["exporter"].url + "/health", timeout=_TIMEOUT) as answer:  # noqa: S310
            health = ReportedHealth.parse(answer.read())
    except (OSError, ValueError):
        health = None  # that the exporter does not answer is shown beside its name
    checks = {} if health is None else health.checks
    return {name: check.detail for name, check in checks.items() if check.status == "failing"}


def reported_incidents(published: Mapping[str, endpoints.Endpoint]) -> ReportedIncidents | None:
    """What the relay says of alerts, maintenance and quiet hours; None if it does not answer."""
    if "relay" not in published:
        return None
    try:
        with urllib.request.urlopen(published["relay"].url + "/incidents", timeout=_TIMEOUT) as answer:  # noqa: S310
            return ReportedIncidents.parse(answer.read())
    except (OSError, ValueError):  # that the relay does not answer is shown beside its name
        return None


def _reasons(body: bytes) -> str:
    try:
        content: Any = json.loads(body)
        return "; ".join(str(reason) for reason in content["reasons"])
    except (ValueError, KeyError, TypeError):
        return ""


def _check_socket(home: Home) -> None:
    length = len(bytes(home.supervisor_socket)) + _PID_SUFFIX
    if length > _LONGEST_SOCKET:
        raise ConfigError(
            f"{home.root}: too long for a Unix socket below it by {length - _LONGEST_SOCKET} bytes; "
            "choose a shorter --home"
        )
