"""`python -m probes.guests GUEST`: prepares a guest's configuration and becomes the guest, under the same pid.

The restart gate starts it, so the lock that the gate took is the guest's. Exit 78, with one line, where it is not
installed, cannot be run or its configuration is wrong: no restart can help. Exit 70, likewise, where the disk refuses
what has to be written first: the next start may find room. Of the environment the guest gets what it needs, and so none
of the secrets.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

from ignis.runtime.base.environ import environment
from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError, config_path, home_path, load_settings
from ignis.runtime.stack.process import CONFIG, GIVE_UP
from probes.guests import GUESTS, grafana, prometheus, wanted_variable
from probes.guests.installed import find, how_to_get

_PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ", "USER")


class Start(NamedTuple):
    """What to become."""

    command: list[str]
    variables: dict[str, str]


def prepare(guest: str, environ: Mapping[str, str]) -> Start:
    """Writes what the guest reads. Raises OSError, and ConfigError with one line for what no restart can mend."""
    if guest not in GUESTS:
        raise ConfigError(f"expected one of {', '.join(GUESTS)}")
    program = find(guest, environ.get("PATH", ""))
    if program is None:
        raise ConfigError(how_to_get(guest))
    folder = Home(home_path(environ)).guest(guest)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passed_on = {name: environ[name] for name in _PASSED_ON if name in environ}
    return {"prometheus": _prometheus, "grafana": _grafana}[guest](program, folder, environ, passed_on)


def _prometheus(program: Path, folder: Path, environ: Mapping[str, str], passed_on: dict[str, str]) -> Start:
    ports = load_settings(environ).ports
    source, config = prometheus.source(config_path(environ)), folder / "prometheus.yml"
    write_atomic(config, prometheus.render(prometheus.text_of(source, program), source, ports))
    return Start(prometheus.command(program, config, folder / "data", ports.prometheus), passed_on)


def _grafana(program: Path, folder: Path, environ: Mapping[str, str], passed_on: dict[str, str]) -> Start:
    ports = load_settings(environ).ports
    beside = environ.get(wanted_variable("prometheus")) == "true"
    asked = grafana.address(ports, beside=beside, given=environ.get("IGNIS_PROMETHEUS_URL", ""))
    return Start(grafana.command(program), passed_on | grafana.settings(folder, ports, asked))


def main(argv: list[str], environ: Mapping[str, str]) -> NoReturn:
    guest = argv[0] if argv else ""
    try:
        start = prepare(guest, environ)
    except ConfigError as error:
        _end(guest, str(error), CONFIG)
    except OSError as error:
        _end(guest, _said(error), GIVE_UP)
    try:
        os.execve(start.command[0], start.command, start.variables)  # noqa: S606  no shell is wanted
    except OSError as error:
        _end(guest, _said(error), CONFIG)


def _said(error: OSError) -> str:
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


def _end(guest: str, why: str, code: int) -> NoReturn:
    print(f"ignis {guest}: {why}", file=sys.stderr)  # noqa: T201  it has no log of its own
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:], environment())
