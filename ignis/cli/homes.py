"""Which state folder a command means: that of the real Discord, `var/`, or that of the sandbox, `var/sandbox/`.

The two are apart so that nothing of the sandbox, such as its members, outages and spent budgets, reaches production.
`--home` and `$IGNIS_HOME` override both.
"""

from collections.abc import Mapping
from pathlib import Path

import psutil

from ignis.cli.errors import USAGE, CliError
from ignis.runtime.config.secrets import load_secrets
from ignis.runtime.config.settings import home_path

_NAMES = frozenset({"supervisord", "supervisor.supervisord", "probes.restarts.supervisord"})


def to_start(given: Path | None, environ: Mapping[str, str]) -> Path:
    """Where `ignis up` starts a stack; `given` is `--home`. Without a token that is the sandbox's. Raises ConfigError.

    Example:
        >>> to_start(None, {"IGNIS_HOME": "/srv/ignis"})
        PosixPath('/srv/ignis')
    """
    return given.absolute() if given else _default(environ)


def to_look_after(given: Path | None, environ: Mapping[str, str]) -> Path:
    """The home of the stack that runs, or would be started if none runs.

    Raises CliError if both run, because then a person has to say which one is meant, and ConfigError.
    """
    if given or environ.get("IGNIS_HOME"):
        return to_start(given, environ)
    running = [home for home in _both(environ) if supervisord(home / "run") is not None]
    if len(running) > 1:
        raise CliError(f"two stacks run, in {running[0]} and in {running[1]}: add --home", USAGE)
    return running[0] if running else _default(environ)


def running_beside(home: Path, environ: Mapping[str, str]) -> Path | None:
    """The other of the two homes, if `home` is one of them and a stack runs in the other."""
    both = _both(environ)
    if home not in both:
        return None
    return next((each for each in both if each != home and supervisord(each / "run") is not None), None)


def supervisord(run: Path) -> psutil.Process | None:
    """The running supervisord that wrote the pid file. None if another program has that pid by now."""
    try:
        process = psutil.Process(int((run / "supervisord.pid").read_text(encoding="ascii")))
        started = [Path(part).name for part in process.cmdline()]
        return process if _NAMES & set(started) else None
    except (OSError, ValueError, psutil.Error):
        return None


def _both(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The homes of this checkout, each once: with $IGNIS_HOME there is only one."""
    return tuple(dict.fromkeys(home_path(environ, sandbox=sandbox) for sandbox in (False, True)))


def _default(environ: Mapping[str, str]) -> Path:
    if environ.get("IGNIS_HOME"):
        return home_path(environ, sandbox=False)
    return home_path(environ, sandbox=load_secrets(environ).discord_token is None)
