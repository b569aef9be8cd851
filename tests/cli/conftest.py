import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from ignis.cli.stack import Stack
from ignis.runtime.base.home import Home
from tests.support.fakes.fake_control import FakeControl


@pytest.fixture
def control() -> FakeControl:
    return FakeControl()


@pytest.fixture
def stack(tmp_path: Path, control: FakeControl) -> Stack:
    home = Home(tmp_path / "home")
    home.create()
    return Stack(home, control)


@pytest.fixture
def stack_like(tmp_path: Path) -> Generator["subprocess.Popen[bytes]"]:
    """A process that looks like a supervisord; the test writes its pid file."""
    script = tmp_path / "supervisord"
    script.write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)]) as process:
        yield process
        process.kill()
