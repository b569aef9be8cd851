"""A whole Ignis on free ports, started and stopped by its own command line, for the end-to-end tests."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import yaml

from ignis.cli.stack import stack_at
from ignis.cli.status import snapshot, to_json
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints
from ignis.sandbox.traffic.traffic_file import SETTING
from probes.restarts.control import ProcessControlError
from tests.support.discord_api.judge import Judge
from tests.support.waiting import wait_until

IGNIS = Path(sys.executable).with_name("ignis")
_DEADLINE = 40.0

# The same rules as in production, only faster. When a program counts as hung stays as there: on a busy machine a
# healthy one may need many seconds to start or to answer, and must not be killed for it.
QUICK: dict[str, dict[str, object]] = {
    "checks": {"liveness_every": 0.5, "deep_every": 5, "confirm_after": 0.5, "timeout": 2},
    "relay": {"reconcile_every": 0.5},
    "circuits": {"cooldown": 1, "max_cooldown": 2},
    "restarts": {"base_delay": 0.1, "max_delay": 0.5, "per_hour": 1000, "burst": 1000},
}


def get(url: str) -> Any:
    """The JSON behind `url`, which is a loopback address of the stack."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  as above
        return json.load(answer)


def post(url: str, body: Mapping[str, object]) -> Any:
    """The JSON that comes back, also with an error's status."""
    request = urllib.request.Request(  # noqa: S310  the stack's own loopback address
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


class Stack:
    """Drives one stack as its operator does: `ignis`, signals, and the sandbox's control API."""

    def __init__(self, home: Path, config: Path, environ: Mapping[str, str]) -> None:
        self.home = Home(home)
        self.config = config
        self._environ = {**os.environ, **environ, "IGNIS_HOME": str(home), "IGNIS_CONFIG": str(config), "NO_COLOR": "1"}
        self._environ["COLUMNS"] = "200"
        self._environ["PATH"] = os.pathsep.join((str(IGNIS.parent), self._environ.get("PATH", os.defpath)))

    @property
    def role_map(self) -> Path:
        """The sandbox's own copy."""
        return self.home.root / "roles_ranks.json"

    def ignis(self, *arguments: str, cwd: Path | None = None, **environ: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(IGNIS), *arguments],
            env=self._environ | environ,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def spawn(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [str(IGNIS), *arguments],
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def up(self, *arguments: str) -> None:
        done = self.ignis("up", "--detach", "--ports", "auto", *arguments)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{self.logs()}"

    def up_in_the_foreground(self) -> "tuple[subprocess.Popen[str], str]":
        """The command, which stays, and what it has said up to now: all of its welcome."""
        command, said = self.spawn("up", "--ports", "auto"), ""
        assert command.stdout is not None
        while "Stop it with" not in said:
            line = command.stdout.readline()
            assert line, f"{said}\n{command.communicate()[1]}\n{self.logs()}"
            said += line
        return command, said

    def status(self) -> dict[str, Any]:
        """What `ignis status --json` prints, without a process for each look."""
        stack = stack_at(self.home.root)
        try:
            programs = stack.running()
        except ProcessControlError:  # it begins or ends, and answers nothing but that
            programs = None
        return to_json(snapshot(stack, programs or ()))

    def pid(self, program: str) -> int:
        """0 while it does not run."""
        found = stack_at(self.home.root).demand(program)
        return next(one.pid or 0 for one in found if one.name == program)

    def url(self, name: str) -> str:
        """Where `name` listens; waits for its address, which a program that begins has yet to publish."""
        return wait_until(lambda: endpoints.read(self.home).get(name), f"the address of {name}\n{self.logs()}").url

    def ready_again(self, program: str, old_pid: int) -> dict[str, Any]:
        """The status once `program` runs under a new pid and everything is ready."""

        def renewed() -> dict[str, Any] | None:
            status = self.status()
            return status if status["ready"] and status["programs"][program]["pid"] != old_pid else None

        return wait_until(renewed, f"{program} (was {old_pid}) back and ready\n{self.logs()}")

    def everybody_known(self) -> None:
        """Waits until the bot has the whole list of members, which decisions about everybody need.

        Discord, and the sandbox, gives it once in 30 s, also to a bot that was killed meanwhile.
        """
        wait_until(lambda: get(f"{self.url('bot')}/state")["members"]["whole"], f"everybody\n{self.logs()}")

    def slash(self, persona: str, command: str, **options: object) -> dict[str, Any]:
        body = {"as": persona, "channel": "servitor-terminal", "command": command, "options": options}
        answer: dict[str, Any] = post(f"{self.url('sandbox')}/sandbox/slash", body)
        return answer

    def alerts(self) -> list[dict[str, Any]]:
        """The messages of #legion-alerts, oldest first."""
        with suppress(OSError):
            found: list[dict[str, Any]] = get(f"{self.url('sandbox')}/sandbox/channels/legion-alerts/messages")[
                "messages"
            ]
            return found
        return []

    def logs(self) -> str:
        """The end of every log, for the report of a failed test."""
        return "\n".join(
            f"--- {file.name}\n" + "\n".join(file.read_text("utf-8", "replace").splitlines()[-15:])
            for file in sorted(self.home.log.glob("*"))
        )

    def supervisord(self) -> psutil.Process:
        return psutil.Process(int((self.home.run / "supervisord.pid").read_text(encoding="ascii")))

    def supervisord_or_none(self) -> psutil.Process | None:
        with suppress(FileNotFoundError, psutil.NoSuchProcess, ValueError):
            return self.supervisord()
        return None

    def end(self) -> None:
        """Ends whatever is left, at once: how a stack stops in order is test_lifetime's."""
        if (supervisord := self.supervisord_or_none()) is None:
            return
        family = [supervisord, *supervisord.children(recursive=True)]
        for process in family:  # supervisord first: it would restart the others
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=_DEADLINE)


@contextmanager
def stack(
    settings: Mapping[str, Mapping[str, object]] | None = None, *, environ: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """A stack that is not started yet, with the shipped configuration made quick and `settings` laid over it.

    Raises AssertionError at the end if what passed its local Discord was not as Discord describes it.
    """
    # not pytest's tmp_path: a Unix socket's path may have 107 bytes
    with TemporaryDirectory(prefix="ignis-") as folder:
        config = Path(folder) / "config"
        shutil.copytree(project_root() / "config", config)
        content = yaml.safe_load((config / "ignis.yaml").read_text(encoding="utf-8"))
        for layer in (QUICK, settings or {}):
            for section, values in layer.items():
                content[section].update(values)
        (config / "ignis.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
        traffic = Path(folder) / "traffic.jsonl"
        made = Stack(Path(folder) / "home", config / "ignis.yaml", {SETTING: str(traffic), **(environ or {})})
        try:
            yield made
        finally:
            made.end()
        if traffic.exists():
            Judge.of_file(traffic).check()
