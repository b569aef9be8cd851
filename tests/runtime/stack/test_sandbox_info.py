"""`sandbox.json` under damage: a real file that holds keys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.stack import sandbox_info
from tests.support.fakes.published_files import INFO, delete, fill_with_garbage, readable_log
from tests.support.waiting import eventually


@pytest.mark.parametrize("damage", [delete, fill_with_garbage])
async def test_the_sandboxs_file_comes_back_private(home: Home, damage: Callable[[Path], None]) -> None:
    log, lines = readable_log()
    async with sandbox_info.keep_written(home, INFO, log):
        assert sandbox_info.read(home) == INFO
        damage(home.sandbox_file)
        await eventually(lambda: sandbox_info.read(home) == INFO and lines, "the file is published again")
    assert home.sandbox_file.stat().st_mode & 0o777 == 0o600
    assert lines == [f"warning: {home.sandbox_file}: was lost or overwritten; written again"]


def test_keys_are_in_the_file_and_not_in_the_representation(home: Home) -> None:
    sandbox_info.write(home, INFO)
    assert "canary-bloxlink" in home.sandbox_file.read_text(encoding="utf-8")
    assert "canary" not in repr(sandbox_info.read(home))


def test_no_file_and_an_unreadable_one_are_no_info(home: Home) -> None:
    assert sandbox_info.read(home) is None
    fill_with_garbage(home.sandbox_file)
    assert sandbox_info.read(home) is None
