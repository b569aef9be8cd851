"""A hint names the command as it was called."""

import sys
from pathlib import Path

import pytest

from ignis.cli.called import as_called, command


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / ".venv" / "bin" / "ignis"
    file.parent.mkdir(parents=True)
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_a_path_is_typed_again(tmp_path: Path, script: Path) -> None:
    assert command(".venv/bin/ignis", "/usr/bin", tmp_path) == ".venv/bin/ignis"
    assert command(str(script), "/usr/bin", tmp_path) == ".venv/bin/ignis"
    assert command(str(script), "/usr/bin", tmp_path / "elsewhere") == str(script)


def test_what_the_shell_finds_needs_no_path(tmp_path: Path, script: Path) -> None:
    assert command(str(script), str(script.parent), tmp_path) == "ignis"
    assert command(".venv/bin/ignis", str(script.parent), tmp_path) == "ignis"


def test_another_program_says_nothing_of_where_the_command_is(tmp_path: Path) -> None:
    assert command("/usr/bin/pytest", "/usr/bin", tmp_path) == "ignis"
    assert command("ignis", "/usr/bin", tmp_path) == "ignis"


def test_only_commands_in_a_text_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/not/in/the/path/ignis"])
    text = "ignis.db is gone: `ignis down`, then `ignis up`"
    assert as_called(text) == "ignis.db is gone: `/not/in/the/path/ignis down`, then `/not/in/the/path/ignis up`"
