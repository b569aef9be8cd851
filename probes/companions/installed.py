"""Where the companions' programs are on this machine, and how to install a missing one."""

import shutil
from pathlib import Path

# after PATH: the folders of packages, which an ordinary user's PATH may not contain
_BEHIND = "/usr/local/bin:/usr/bin:/usr/sbin:/usr/share/grafana/bin"
_NAMES = {"prometheus": ("prometheus",), "grafana": ("grafana", "grafana-server")}
_SYSTEM = frozenset({Path("/usr/sbin"), Path("/usr/bin")})
_PACKAGED = Path("/usr/share/grafana/bin")
_HOW = {
    "prometheus": "`apt-get install prometheus` on Debian and Ubuntu, or its release from prometheus.io on PATH",
    "grafana": "its own apt repository or tarball, see grafana.com/docs, with `grafana` on PATH",
}


def find(companion: str, path: str, *, behind: str = _BEHIND) -> Path | None:
    """The program, on `path` (like $PATH) or in the packages' folders. Return None if it is not installed."""
    found = next(filter(None, (shutil.which(name, path=f"{path}:{behind}") for name in _NAMES[companion])), None)
    if found is None:
        return None
    program = Path(found)
    # The package's own command is a script that starts the program as a child, and supervisord cannot reach a child.
    packaged = _PACKAGED / program.name
    return packaged if companion == "grafana" and program.parent in _SYSTEM and packaged.exists() else program


def how_to_get(companion: str) -> str:
    """One line for people."""
    how = f"{_HOW[companion]}; with Docker use ops/compose.yaml instead (docs/prometheus.md)"
    return f"{companion} is not installed: {how}"
