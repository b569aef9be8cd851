"""A real supervisord on a socket of its own, for tests that need one."""

import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from probes.restarts.control import ProcessControl, ProgramState
from tests.support.waiting import wait_until

_DEADLINE = 20.0
_CONFIG = """\
[unix_http_server]
file={folder}/supervisor.sock
chmod=0700
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile={folder}/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
_PROGRAM = """\
[program:{name}]
command={command}
stdout_logfile=NONE
stderr_logfile=NONE
"""


@contextmanager
def supervisord(programs: Mapping[str, str], *, every: str = "startsecs=0\n") -> Generator[Path]:
    """Runs supervisord over `programs` (name to command) and yields its socket; `every` is added to each section."""
    # not pytest's tmp_path: a Unix socket's path may have 107 bytes
    with TemporaryDirectory(prefix="ignis-") as name:
        folder = Path(name)
        sections = [_PROGRAM.format(name=name, command=command) + every for name, command in programs.items()]
        (folder / "supervisord.conf").write_text(_CONFIG.format(folder=folder) + "".join(sections))
        command = [str(Path(sys.executable).with_name("supervisord")), "-c", str(folder / "supervisord.conf")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                wait_until((folder / "supervisor.sock").exists, "supervisord listens")
                yield folder / "supervisor.sock"
            finally:
                process.terminate()
                process.wait(_DEADLINE)


def wait_for(control: ProcessControl, name: str, holds: Callable[[ProgramState], bool]) -> ProgramState:
    """The first state of `name` that `holds`."""

    def found() -> ProgramState | None:
        return next((state for state in control.programs() if state.name == name and holds(state)), None)

    return wait_until(found, f"{name} in the state that is waited for")
