"""Those who keep a bot alive, each as it is set up by its own manual: what `recovery.py` compares.

A keeper is a function `(bot: Bot) -> context`: inside the context the bot is being kept. The bot's process is the one
that has IGNIS_HOME set to the keeper's own home and `ignis.bot` on its command line.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import TypeAlias

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root

_STOP_WITHIN = 20.0


@dataclass(frozen=True)
class Bot:
    """What is kept: a command with its environment; `folder` is for the keeper's own files."""

    home: Home
    folder: Path
    environ: Mapping[str, str]
    command: Sequence[str]

    def script(self, name: str, *lines: str) -> Path:
        """An executable shell script in `folder` with the bot's environment."""
        exports = [f"export {key}={shlex.quote(self.environ[key])}" for key in self.environ if key.startswith(_OURS)]
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["#!/bin/sh", f"cd {shlex.quote(str(project_root()))}", *exports, *lines, ""]))
        path.chmod(0o755)
        return path

    @property
    def line(self) -> str:
        return shlex.join(self.command)


_OURS = ("IGNIS_", "DISCORD_", "PYTHONPATH")
Keeper: TypeAlias = Callable[[Bot], AbstractContextManager[None]]


@contextmanager
def ignis(bot: Bot) -> Generator[None]:
    """The whole of Ignis: supervisord, gate, relay, exporter, and the sandbox as its fourth program."""
    command = [str(Path(sys.executable).with_name("ignis"))]
    subprocess.run(
        [*command, "up", "--detach"], env=dict(bot.environ), check=True, capture_output=True, timeout=_STOP_WITHIN * 4
    )
    try:
        yield
    finally:
        subprocess.run([*command, "down"], env=dict(bot.environ), check=False, capture_output=True, timeout=60)


@contextmanager
def supervisord(bot: Bot) -> Generator[None]:
    """With autorestart=true and no other setting."""
    config = bot.folder / "supervisord.conf"
    config.write_text(
        f"[supervisord]\nnodaemon=true\nlogfile={bot.folder}/supervisord.log\npidfile={bot.folder}/supervisord.pid\n"
        f"[program:bot]\ncommand={bot.line}\nautorestart=true\ndirectory={project_root()}\n"
        f"redirect_stderr=true\nstdout_logfile={bot.home.log}/bot.log\n"
    )
    with _running([sys.executable, "-m", "supervisor.supervisord", "-s", "-c", str(config)], bot):
        yield


@contextmanager
def runit(bot: Bot) -> Generator[None]:
    run = bot.script("service/run", f"exec {bot.line} >>{bot.home.log}/bot.log 2>&1")
    with _running(["runsv", str(run.parent)], bot):
        yield


@contextmanager
def monit(bot: Bot) -> Generator[None]:
    """Looking once a second, where the default is every 30 s."""
    pid = bot.folder / "bot.pid"
    start = bot.script("start", f"{bot.line} >>{bot.home.log}/bot.log 2>&1 &", f"echo $! >{pid}")
    config = bot.folder / "monitrc"
    config.write_text(
        f"set daemon 1\nset statefile {bot.folder}/state\nset idfile {bot.folder}/id\n"
        f"set pidfile {bot.folder}/monit.pid\n"
        f'check process bot with pidfile {pid}\n  start program = "{start}"\n  stop program = "/bin/true"\n'
    )
    config.chmod(0o600)
    with _running(["monit", "-I", "-c", str(config)], bot):
        yield


@contextmanager
def pm2(bot: Bot) -> Generator[None]:
    environ = dict(bot.environ) | {"PM2_HOME": str(bot.folder / "pm2")}
    run = bot.script("run", f"exec {bot.line}")

    def call(*arguments: str) -> None:
        subprocess.run(
            ["pm2", *arguments], env=environ, cwd=project_root(), capture_output=True, check=True, timeout=60
        )

    call("start", str(run), "--name", "bot", "--interpreter", "none")
    try:
        yield
    finally:
        call("kill")


KEEPERS: Mapping[str, tuple[str | None, Keeper]] = {
    "Ignis": (None, ignis),
    "supervisord alone": (None, supervisord),
    "runit": ("runsv", runit),
    "pm2": ("pm2", pm2),
    "monit (1 s)": ("monit", monit),
}
"""By name: the program that must be installed for it, and the keeper."""


def installed() -> dict[str, Keeper]:
    """The keepers that are there; says which are not."""
    there: dict[str, Keeper] = {}
    for name, (program, keeper) in KEEPERS.items():
        if program is None or shutil.which(program):
            there[name] = keeper
        else:
            print(f"{name} is not compared: there is no `{program}` on this machine", file=sys.stderr)
    return there


def pid_of(home: Home, *, but_not: frozenset[int] = frozenset()) -> tuple[int, bool] | None:
    """The bot's process in `home`, and whether it has left the restart gate."""
    marker = f"IGNIS_HOME={home.root}".encode() + b"\0"
    for name in os.listdir("/proc"):  # noqa: PTH208  asked thousands of times, and only for numbers
        if name.isdigit() and int(name) not in but_not and (found := _bot(Path("/proc", name), marker)) is not None:
            return int(name), found
    return None


def _bot(process: Path, marker: bytes) -> bool | None:
    try:
        command = (process / "cmdline").read_bytes()
        if b"ignis.bot" not in command or command.startswith(b"/bin/sh"):
            return None
        return b"probes.restarts.gate" not in command if marker in (process / "environ").read_bytes() else None
    except OSError:  # it ended while it was looked at
        return None


@contextmanager
def _running(command: Sequence[str], bot: Bot) -> Generator[None]:
    """Runs a keeper in the foreground; ends it and the bot it leaves behind."""
    with (
        (bot.folder / "keeper.log").open("wb") as log,
        subprocess.Popen(command, env=dict(bot.environ), stdout=log, stderr=log, start_new_session=True) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            process.wait(_STOP_WITHIN)
            _end(bot)


def _end(bot: Bot) -> None:
    deadline = monotonic() + _STOP_WITHIN
    while (found := pid_of(bot.home)) is not None and monotonic() < deadline:
        os.kill(found[0], 9)
        sleep(0.1)
