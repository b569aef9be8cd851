"""supervisord itself leaves what the gate must know of programs that cannot."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from probes.restarts.control import ProcessControlError, ProgramRunState, SupervisorControl
from tests.probes.stand_ins import new_home
from tests.probes.supervisor_rig import wait_for
from tests.support.waiting import wait_until

_CONFIG = """\
[unix_http_server]
file={home}/run/supervisor.sock
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile={home}/run/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[rpcinterface:marks]
supervisor.rpcinterface_factory=probes.restarts.marks:make
home={home}
"""
_PROGRAM = """\
[program:{name}]
command={command}
exitcodes=78
startsecs=0
stopwaitsecs=1
stdout_logfile=NONE
stderr_logfile=NONE
"""


@contextmanager
def supervised(*, reset_after: float, **programs: str) -> Iterator[tuple[Home, SupervisorControl]]:
    # not pytest's tmp_path: a Unix socket's path may have 107 bytes
    with TemporaryDirectory(prefix="ignis-") as name:
        home = new_home(Path(name) / "var")
        config = Path(name) / "supervisord.conf"
        sections = [_PROGRAM.format(name=name, command=command) for name, command in programs.items()]
        config.write_text(_CONFIG.format(home=home.root) + "".join(sections), encoding="utf-8")
        command = [sys.executable, "-m", "probes.restarts.supervisord", "--silent", "-c", str(config)]
        environ = os.environ | {"IGNIS_RESTARTS": json.dumps({"reset_after": reset_after})}
        with subprocess.Popen(command, env=environ) as process:
            try:
                control = SupervisorControl(home.supervisor_socket, 5)
                wait_until(lambda: answers(control), "supervisord answers")
                yield home, control
            finally:
                process.terminate()
                process.wait(20)


def answers(control: SupervisorControl) -> bool:
    """Its socket is there a moment before it listens."""
    with suppress(ProcessControlError):
        return bool(control.programs())
    return False


def renewed(control: SupervisorControl, name: str, pid: int | None) -> None:
    """Waits for another process of the program than `pid`."""
    wait_for(control, name, lambda one: one.pid not in {None, pid})


def test_a_stop_that_was_asked_for_leaves_the_clean_mark_and_a_kill_does_not() -> None:
    deaf = f'{sys.executable} -c "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"'
    with supervised(reset_after=600, prometheus="/bin/sleep 600", deaf=deaf) as (home, control):
        first = wait_for(control, "prometheus", lambda one: one.state is ProgramRunState.RUNNING)
        os.kill(first.pid or 0, signal.SIGKILL)
        renewed(control, "prometheus", first.pid)
        assert list(home.restarts.iterdir()) == []
        for name in ("prometheus", "deaf"):  # one that heeds the stop, and one that has to be killed for it
            control.stop(name)
            assert home.clean_mark(name).exists()


def test_a_shutdown_of_the_whole_was_asked_for_as_well() -> None:
    with supervised(reset_after=600, prometheus="/bin/sleep 600") as (home, control):
        wait_for(control, "prometheus", lambda one: one.state is ProgramRunState.RUNNING)
        control.shutdown()
        wait_until(home.clean_mark("prometheus").exists, "the mark of a clean end")


def test_a_companion_that_lived_long_enough_has_proved_its_health() -> None:
    programs = {"prometheus": "/bin/sleep 0.3", "bot": "/bin/sleep 0.3"}
    with supervised(reset_after=0.2, **programs) as (home, control):
        wait_until(home.stability_mark("prometheus").exists, "the mark of a stable run")
        for name in programs:
            renewed(control, name, wait_for(control, name, lambda one: one.pid is not None).pid)
        # Ignis' own programs say it themselves
        assert [mark.name for mark in home.restarts.iterdir()] == ["prometheus.proven"]


def test_it_brings_nothing_heavy_into_supervisord() -> None:
    """Which the whole stack's goal of memory would not allow."""
    look = "import sys, probes.restarts.marks; print(sorted({'pydantic', 'yaml', 'aiohttp'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=project_root())
    assert done.stdout == "[]\n"
