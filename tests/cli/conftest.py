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
