"""The system's own Prometheus and promtool; nothing is downloaded."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ignis.runtime.config.settings import project_root

PROMETHEUS = project_root() / "ops" / "prometheus"
_DEADLINE = 150.0  # seconds; promtool needs long when other programs use the processors


def installed(name: str) -> str:
    """Its path; skips the test, and says why, on a machine that has none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on this machine: install your system's package `prometheus`")
    return found


def promtool(*arguments: str | Path, said: str | None = None) -> "subprocess.CompletedProcess[str]":
    """`said` is its standard input."""
    return subprocess.run(
        [installed("promtool"), *arguments], input=said, capture_output=True, text=True, timeout=_DEADLINE, check=False
    )
