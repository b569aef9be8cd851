"""Panels on the server of the commands' tests, over a role map in a file."""

from pathlib import Path

import pytest

from ignis.adapters.role_map.owner import RoleMapFile
from tests.bot.commands.conftest import portuguese, server, store  # noqa: F401  fixtures


@pytest.fixture
def file(maps: RoleMapFile) -> Path:
    return maps.current.path
