"""How the start of a companion ends where there is nothing to become."""

import subprocess
import sys
from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack.process import CONFIG, GIVE_UP
from tests.probes.companions.test_installed import program
from tests.probes.stand_ins import new_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "var")


def started(home: Home, companion: str, path: Path) -> "subprocess.CompletedProcess[str]":
    """With `path` as $PATH."""
    return subprocess.run(
        [sys.executable, "-m", "probes.companions", companion],
        env={"PATH": str(path), "IGNIS_HOME": str(home.root)},
        cwd=project_root(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_one_that_cannot_be_run_is_not_tried_again(home: Home, tmp_path: Path) -> None:
    broken = program(tmp_path, "prometheus")
    broken.write_text("#!/nowhere/interpreter\n", encoding="ascii")
    done = started(home, "prometheus", tmp_path)
    assert (done.returncode, done.stderr) == (CONFIG, f"ignis prometheus: {broken}: No such file or directory\n")


def test_a_disk_that_refuses_its_configuration_is_tried_again(home: Home, tmp_path: Path) -> None:
    program(tmp_path, "prometheus")
    home.companion("prometheus").touch()  # as a full disk does, this lets nothing be made there
    done = started(home, "prometheus", tmp_path)
    assert (done.returncode, done.stderr) == (
        GIVE_UP,
        f"ignis prometheus: {home.companion('prometheus')}: File exists\n",
    )


def test_no_companion_of_that_name(home: Home, tmp_path: Path) -> None:
    done = started(home, "graphite", tmp_path)
    assert (done.returncode, done.stderr) == (CONFIG, "ignis graphite: expected one of prometheus, grafana\n")
