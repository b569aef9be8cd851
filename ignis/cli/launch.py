"""Starts supervisord for a stack."""

import json
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from importlib.util import find_spec
from random import SystemRandom

from ignis.cli import ports
from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets, load_secrets
from ignis.runtime.config.settings import ConfigError, PortSettings, Settings, config_path, project_root
from ignis.runtime.config.settings_file import load_settings
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import create_home
from probes.companions import COMPANIONS, prometheus, wanted_variable
from probes.companions.installed import find, how_to_get

_SECRETS = tuple(field.name.upper() for field in fields(Secrets))


@dataclass(frozen=True)
class LaunchPlan:
    """What `ignis up` is about to start."""

    home: Home
    ports: PortSettings
    sandbox: bool
    companions: tuple[str, ...]
    environ: Mapping[str, str]


def plan(
    home: Home, environ: Mapping[str, str], *, auto_ports: bool, sandbox: bool, companions: Collection[str] = ()
) -> LaunchPlan:
    """Decides what to start. Raises ConfigError for everything that is sure to fail, before anything is started.

    Example:
        process = start(plan(home, environment(), auto_ports=True, sandbox=False))
    """
    given = without_secrets(environ) if sandbox else dict(environ)
    settings = load_settings(given)
    with_sandbox = load_secrets(given).discord_token is None
    if with_sandbox and find_spec("simcord") is None:
        raise ConfigError("DISCORD_TOKEN is not set and the sandbox is not installed: pip install 'ignis[sandbox]'")
    if not with_sandbox and home.sandbox_mark.exists():
        raise ConfigError(f"{home.root} holds the state of a sandbox, which must not reach Discord: use another --home")
    wanted = tuple(companion for companion in COMPANIONS if companion in companions)
    for companion in wanted:
        program = find(companion, given.get("PATH", ""))
        if program is None:
            raise ConfigError(how_to_get(companion))
        if companion == "prometheus":
            prometheus.text_of(prometheus.source(config_path(given)), program)
    chosen = ports.pick(SystemRandom()) if auto_ports else settings.ports
    idle = {
        *(() if with_sandbox else ("sandbox", "preview")),
        *(companion for companion in COMPANIONS if companion not in wanted),
    }
    ports.check_free(chosen, [name for name in PortSettings.model_fields if name not in idle])
    variables = _variables(home, settings, chosen, with_sandbox=with_sandbox)
    variables |= {wanted_variable(companion): "true" if companion in wanted else "false" for companion in COMPANIONS}
    if given.get("IGNIS_CONFIG"):
        variables["IGNIS_CONFIG"] = str(config_path(given))  # the programs run in another folder than this command
    return LaunchPlan(home, chosen, with_sandbox, wanted, given | variables)


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for `ignis up --sandbox`. An empty variable wins over `.env`: it never sees the real secrets."""
    return dict(environ) | dict.fromkeys(_SECRETS, "")


def start(chosen: LaunchPlan) -> subprocess.Popen[bytes]:
    """Starts supervisord. It writes a log of its own; what it prints is only why it ended."""
    create_home(chosen.home)
    if chosen.sandbox and not chosen.home.ignis_db.exists():
        chosen.home.sandbox_mark.touch()
    endpoints.forget(chosen.home)
    config = project_root() / "ops" / "supervisord.conf"
    with (chosen.home.log / "supervisord.err").open("wb") as errors:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "probes.restarts.supervisord",
                "--nodaemon",
                "--silent",
                "--configuration",
                str(config),
            ],
            env=chosen.environ,
            cwd=project_root(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            # Ctrl-C must reach only `ignis up`, which stops it in order; detached, it outlives the terminal
            start_new_session=True,
        )


def _variables(home: Home, settings: Settings, chosen: PortSettings, *, with_sandbox: bool) -> dict[str, str]:
    return {
        "IGNIS_HOME": str(home.root),
        "IGNIS_PYTHON": sys.executable,
        "IGNIS_WITH_SANDBOX": "true" if with_sandbox else "false",
        "IGNIS_PORTS": ports.as_variable(chosen),
        "IGNIS_RESTARTS": json.dumps(settings.restarts.model_dump()),
    }
