"""Commands outlive the sandbox, and a damaged file does not keep it from starting."""

from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.sandbox.kept_commands import KeptCommands

COMMANDS = {"": [{"id": "1", "name": "ping", "type": 1}], "7": [{"id": "2", "name": "Who?", "type": 2, "nsfw": False}]}


@pytest.fixture
def kept(tmp_path: Path) -> KeptCommands:
    home = Home(tmp_path)
    home.create()
    return KeptCommands(home)


def test_what_was_written_is_read(kept: KeptCommands) -> None:
    kept.keep(COMMANDS)
    assert kept.read() == COMMANDS


@pytest.mark.parametrize("content", ["", "{", "[]", '{"7": [{"name": "ping"}]}', '{"7": 7}'])
def test_what_cannot_be_read_is_nothing(kept: KeptCommands, content: str) -> None:
    assert kept.read() == {}
    (kept.home.run / "sandbox-commands.json").write_text(content)
    assert kept.read() == {}
