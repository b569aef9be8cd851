"""The tests are the same wherever they are started: in a terminal, in the background, in CI."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, settings

from ignis.runtime.config.settings import project_root

_HEEDS = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"


def test_what_a_test_starts_heeds_an_interrupt() -> None:
    assert subprocess.run([sys.executable, "-c", _HEEDS], capture_output=True, check=True).stdout == b"True\n"


def test_so_it_is_in_the_background_of_a_shell_as_well() -> None:
    """As `make test &` in a script: there Ctrl-C is ignored."""
    test = f"{__file__}::{test_what_a_test_starts_heeds_an_interrupt.__name__}"
    inner = f"trap '' INT; exec {sys.executable} -m pytest -q -p no:cacheprovider -p no:xdist {test}"
    done = subprocess.run(
        ["sh", "-c", inner], cwd=project_root(), capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("profile", ["ignis", "ignis-ci"])
def test_a_slow_machine_fails_no_property(profile: str) -> None:
    assert settings.get_profile(profile).deadline is None
    assert HealthCheck.too_slow in settings.get_profile(profile).suppress_health_check


def test_ci_takes_the_same_examples_each_time() -> None:
    assert settings.get_profile("ignis-ci").derandomize
    assert not settings.get_profile("ignis").derandomize
