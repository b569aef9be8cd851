"""Which of the two homes of a checkout a command means."""

import os
from pathlib import Path
from subprocess import Popen

import pytest

from ignis.cli import homes
from ignis.cli.errors import USAGE, CliError
from ignis.runtime.config import settings
from ignis.runtime.config.settings import ConfigError
from tests.support.waiting import wait_until


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "project_root", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def environ(checkout: Path) -> dict[str, str]:
    return {"IGNIS_CONFIG": str(checkout / "config" / "ignis.yaml")}


def runs(home: Path, pid: int) -> None:
    """A supervisord with this pid runs in `home`."""
    (home / "run").mkdir(parents=True)
    (home / "run" / "supervisord.pid").write_text(str(pid), encoding="ascii")
    wait_until(lambda: homes.supervisord(home / "run"), "the keeper's command line")


def test_without_a_token_the_sandbox_gets_a_home_of_its_own(checkout: Path, environ: dict[str, str]) -> None:
    assert homes.to_start(None, environ) == checkout / "var" / "sandbox"
    assert homes.to_start(None, environ | {"DISCORD_TOKEN": "canary"}) == checkout / "var"


def test_home_and_the_variable_override_it(checkout: Path, environ: dict[str, str]) -> None:
    set_ = environ | {"IGNIS_HOME": str(checkout / "mine")}
    assert homes.to_start(None, set_) == homes.to_look_after(None, set_) == checkout / "mine"
    assert homes.to_start(checkout / "given", set_) == homes.to_look_after(checkout / "given", set_)
    assert homes.to_start(Path("given"), set_) == Path.cwd() / "given"


def test_a_command_means_the_stack_that_runs(checkout: Path, environ: dict[str, str], stack_like: Popen[bytes]) -> None:
    token = environ | {"DISCORD_TOKEN": "canary"}
    assert homes.to_look_after(None, token) == checkout / "var", "the one that would be started"
    runs(checkout / "var" / "sandbox", stack_like.pid)
    assert homes.to_look_after(None, token) == checkout / "var" / "sandbox"
    assert homes.running_beside(checkout / "var", token) == checkout / "var" / "sandbox"
    assert homes.running_beside(checkout / "var" / "sandbox", token) is None
    assert homes.running_beside(checkout / "elsewhere", token) is None


def test_with_two_stacks_a_person_has_to_choose(
    checkout: Path, environ: dict[str, str], stack_like: Popen[bytes]
) -> None:
    runs(checkout / "var", stack_like.pid)
    runs(checkout / "var" / "sandbox", stack_like.pid)
    with pytest.raises(CliError, match=r"two stacks run, in .*/var and in .*/var/sandbox: add --home") as caught:
        homes.to_look_after(None, environ)
    assert caught.value.code == USAGE
    assert homes.to_look_after(checkout / "var", environ) == checkout / "var"


def test_a_pid_of_another_program_is_no_stack(checkout: Path) -> None:
    (checkout / "run").mkdir()
    for content in (str(os.getpid()), "none", ""):
        (checkout / "run" / "supervisord.pid").write_text(content, encoding="ascii")
        assert homes.supervisord(checkout / "run") is None


def test_secrets_that_cannot_be_read_are_told(checkout: Path, environ: dict[str, str]) -> None:
    (checkout / "config").mkdir()
    (checkout / "config" / ".env").write_text("DISCORD_TOKEN=canary\n", encoding="utf-8")
    (checkout / "config" / ".env").chmod(0o644)
    with pytest.raises(ConfigError, match="others may read it"):
        homes.to_start(None, environ)
