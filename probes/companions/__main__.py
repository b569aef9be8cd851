"""`python -m probes.companions COMPANION`: writes its configuration and becomes the companion, under the same pid.

The restart gate starts it, so the companion inherits the gate's lock. It exits with 78 and one line if the companion is
not installed, cannot be run, or its configuration is wrong: no restart can help. It exits with 70 and one line if the
disk refuses the configuration file: the next start may find room. The companion gets only the variables of the
environment that it needs, and so no secret.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

from ignis.runtime.base.environ import environment
from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import load_secrets
from ignis.runtime.config.settings import ConfigError, config_path, home_path
from ignis.runtime.config.settings_file import load_settings
from ignis.runtime.stack.process import CONFIG, GIVE_UP
from probes.companions import COMPANIONS, grafana, prometheus, wanted_variable
from probes.companions.installed import find, how_to_get

_PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ", "USER")


class CompanionStart(NamedTuple):
    """The program to become."""

    command: list[str]
    variables: dict[str, str]


def prepare(companion: str, environ: Mapping[str, str]) -> CompanionStart:
    """Writes the companion's configuration. Raises OSError, or ConfigError with one line if no restart can help."""
    if companion not in COMPANIONS:
        raise ConfigError(f"expected one of {', '.join(COMPANIONS)}")
    program = find(companion, environ.get("PATH", ""))
    if program is None:
        raise ConfigError(how_to_get(companion))
    folder = Home(_home(environ)).companion(companion)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passed_on = {name: environ[name] for name in _PASSED_ON if name in environ}
    return {"prometheus": _prometheus, "grafana": _grafana}[companion](program, folder, environ, passed_on)


def _home(environ: Mapping[str, str]) -> Path:
    return home_path(environ, sandbox=load_secrets(environ).discord_token is None)


def _prometheus(program: Path, folder: Path, environ: Mapping[str, str], passed_on: dict[str, str]) -> CompanionStart:
    ports, token_file = load_settings(environ).ports, Home(_home(environ)).alerts_token_file
    source, config = prometheus.source(config_path(environ)), folder / "prometheus.yml"
    write_atomic(config, prometheus.render(prometheus.text_of(source, program), source, ports, token_file))
    return CompanionStart(prometheus.command(program, config, folder / "data", ports.prometheus), passed_on)


def _grafana(program: Path, folder: Path, environ: Mapping[str, str], passed_on: dict[str, str]) -> CompanionStart:
    ports = load_settings(environ).ports
    beside = environ.get(wanted_variable("prometheus")) == "true"
    asked = grafana.address(ports, beside=beside, given=environ.get("IGNIS_PROMETHEUS_URL", ""))
    return CompanionStart(grafana.command(program), passed_on | grafana.settings(folder, ports, asked))


def main(argv: list[str], environ: Mapping[str, str]) -> NoReturn:
    companion = argv[0] if argv else ""
    try:
        start = prepare(companion, environ)
    except ConfigError as error:
        _end(companion, str(error), CONFIG)
    except OSError as error:
        _end(companion, _one_line(error), GIVE_UP)
    try:
        os.execve(start.command[0], start.command, start.variables)  # noqa: S606  no shell is wanted
    except OSError as error:
        _end(companion, _one_line(error), CONFIG)


def _one_line(error: OSError) -> str:
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


def _end(companion: str, why: str, code: int) -> NoReturn:
    print(f"ignis {companion}: {why}", file=sys.stderr)  # noqa: T201  it has no log of its own
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:], environment())
