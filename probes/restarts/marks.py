"""Marks for the restart gate that supervisord itself leaves, because other programs do not know the gate.

supervisord knows what the gate needs: whether an end was asked for (STOPPED: `supervisorctl stop`, `ignis restart`, a
shutdown) and how long the process had lived. This file is loaded into it as an extension, `[rpcinterface:marks]` in
ops/supervisord.conf, which is supervisor's way to run code there.

- Every program that is STOPPED gets its clean mark, even if it had to be killed because it did not obey the stop.
- A companion (`probes/companions`) that lived for `reset_after` seconds gets the stability mark that programs of
  Ignis leave themselves. One that hangs is killed long before that.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from supervisor import events

from ignis.runtime.base.environ import environment
from ignis.runtime.base.home import Home
from probes.companions import COMPANIONS
from probes.restarts.policy import RestartPolicy


class Marks:
    """It has no public method, because supervisord would offer that to every caller."""

    def __init__(self, home: Home, reset_after: float) -> None:
        self._home = home
        self._reset_after = reset_after
        events.subscribe(events.ProcessStateStoppedEvent, self._stopped)
        events.subscribe(events.ProcessStateExitedEvent, self._exited)

    def _stopped(self, event: Any) -> None:
        _touch(self._home.clean_mark(event.process.config.name))

    def _exited(self, event: Any) -> None:
        process = event.process
        if process.config.name in COMPANIONS and process.laststop - process.laststart >= self._reset_after:
            _touch(self._home.stability_mark(process.config.name))


def make(_supervisord: object, home: str) -> Marks:
    """Called by supervisord when it starts; `home` comes from its configuration."""
    return Marks(Home(Path(home)), _policy(environment()).reset_after)


def _policy(environ: Mapping[str, str]) -> RestartPolicy:
    """As in the gate."""
    return RestartPolicy(**json.loads(environ.get("IGNIS_RESTARTS") or "{}"))


def _touch(mark: Path) -> None:
    with suppress(OSError):  # a full or read-only disk: the next start is counted, which does less harm
        mark.touch()
