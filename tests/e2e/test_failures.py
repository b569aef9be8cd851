"""What cannot work is said in one line, with the right exit code, and leaves nothing running."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ignis.runtime.config.settings import PortSettings, project_root
from tests.support.programs.stack import Stack, stack
from tests.support.servers.sandbox import running_sandbox

pytestmark = pytest.mark.e2e


@pytest.fixture
def fresh() -> Iterator[Stack]:
    with stack() as made:
        yield made


def refused(made: Stack, *arguments: str) -> tuple[int, str]:
    """Exit code and the one line of an `ignis up` that must fail."""
    done = made.ignis("up", "--detach", *arguments)
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    if (made.home.run / "supervisord.pid").exists():
        with pytest.raises((psutil.NoSuchProcess, FileNotFoundError)):
            made.supervisord()
    return done.returncode, done.stderr


def test_a_taken_port_names_port_program_and_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder, stack({"ports": {"relay": holder.getsockname()[1]}}) as made:
        code, line = refused(made)
        assert code == 78
        assert f"port {holder.getsockname()[1]} (relay) is taken by " in line
        assert "--ports auto" in line


def test_a_missing_configuration_is_named(fresh: Stack) -> None:
    config = Path(fresh.config)
    config.unlink()
    assert refused(fresh) == (
        78,
        f"ignis: {config}: no such file; restore config/ignis.yaml or point IGNIS_CONFIG to yours\n",
    )


def test_an_unknown_key_is_named() -> None:
    with stack({"log": {"colour": "red"}}) as made:
        assert refused(made) == (
            78,
            f"ignis: {made.config}: `log.colour` is not a known key; expected one of: level\n",
        )


def test_a_missing_role_map_is_named(fresh: Stack) -> None:
    (fresh.config.parent / "roles_ranks.json").unlink()
    code, line = refused(fresh, "--ports", "auto")
    assert code == 78
    assert "bot cannot start" in line
    assert "roles_ranks.json" in line


async def test_a_refused_token_ends_in_one_line_without_the_token() -> None:
    async with running_sandbox() as discord:
        urls = {"api_url": discord.info.api_url, "gateway_url": discord.info.gateway_url}
        with stack({"discord": urls}, environ={"DISCORD_TOKEN": "canary.invalid.token"}) as made:
            code, line = await asyncio.to_thread(refused, made, "--ports", "auto")
            assert code == 78
            assert "bot cannot start: " in line
            assert "DISCORD_TOKEN" in line
            assert "canary" not in line
            assert "canary" not in made.logs()


def test_a_home_whose_path_is_too_long_for_a_socket_is_refused(fresh: Stack, tmp_path: Path) -> None:
    done = fresh.ignis("up", "--home", str(tmp_path / ("x" * 100)))
    assert done.returncode == 78
    assert "choose a shorter --home" in done.stderr


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/null/home"])
def test_a_home_that_cannot_be_is_refused(fresh: Stack, place: str) -> None:
    folder = fresh.config.parent
    (folder / "file").touch()
    done = fresh.ignis("up", "--home", str(folder / place))
    assert done.returncode == 78
    assert done.stderr.startswith(f"ignis: {folder / place}: cannot be used as the state folder: ")
    assert done.stderr.count("\n") == 1


def test_whatever_else_fails_is_one_line_and_leaves_nothing_running(fresh: Stack) -> None:
    (fresh.home.log / "bot.log").mkdir(parents=True)
    code, line = refused(fresh, "--ports", "auto")
    assert code == 70
    assert line.startswith("ignis: supervisord cannot start bot: ")


def test_the_shipped_ports_are_those_of_the_readme() -> None:
    readme = (project_root() / "README.md").read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{PortSettings().sandbox}" in readme
