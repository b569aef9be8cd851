"""Processes that a test starts in one home, and that do not outlive it."""

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import TypeAlias

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root

Process: TypeAlias = "subprocess.Popen[str]"


class Started:
    def __init__(self, home: Home) -> None:
        self.home = home
        self._processes: list[Process] = []

    def start(self, command: list[str], **environ: str) -> Process:
        """Runs `command` in the checkout, with IGNIS_HOME and `environ` set and its output piped."""
        return self._spawn(command, environ, group=None)

    def lead(self, command: list[str]) -> Process:
        """As `start`, at the head of a group of processes of its own, as supervisord starts programs."""
        return self._spawn(command, {}, group=0)

    def _spawn(self, command: list[str], environ: Mapping[str, str], *, group: int | None) -> Process:
        process = subprocess.Popen(
            command,
            env={**os.environ, "IGNIS_HOME": str(self.home.root), **environ},
            cwd=project_root(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=group,
        )
        self._processes.append(process)
        return process

    def end(self) -> None:
        """Kills what still runs."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.kill()
            process.communicate()
