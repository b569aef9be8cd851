from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints, sandbox_info
from ignis.runtime.stack.sandbox_info import SandboxInfo


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


def test_a_written_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.json", "one")
    write_atomic(tmp_path / "a.json", "two")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "two"
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.json", "one")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(tmp_path / "a.json", "\ud800")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "one"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_the_home_is_for_its_owner_alone(home: Home) -> None:
    for folder in (home.root, home.run, home.log, home.restarts, home.backups):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_endpoints_published_at_once_are_all_there(home: Home) -> None:
    names = [f"program-{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: endpoints.publish(home, name, f"http://127.0.0.1/{name}", pid=1), names))
    assert sorted(endpoints.read(home)) == sorted(names)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"bot": 5}', "\x00"])
def test_a_damaged_endpoints_file_is_no_endpoints(home: Home, content: str) -> None:
    home.endpoints_file.write_text(content, encoding="utf-8")
    assert endpoints.read(home) == {}


def test_forgotten_endpoints_are_gone(home: Home) -> None:
    endpoints.publish(home, "bot", "http://127.0.0.1:1", pid=1)
    endpoints.forget(home)
    assert endpoints.read(home) == {}


def test_the_sandbox_tells_the_others_how_to_reach_it(home: Home) -> None:
    info = SandboxInfo.model_validate(
        {
            "api_url": "http://127.0.0.1:1/api/v10",
            "gateway_url": "ws://127.0.0.1:1/gateway",
            "token": "canary-token",
            "application_id": 1,
            "guild_id": 2,
            "alert_webhook": "http://127.0.0.1:1/api/webhooks/1/canary",
            "bloxlink_url": "http://127.0.0.1:1/bloxlink",
            "bloxlink_api_key": "canary-key",
            "roblox_url": "http://127.0.0.1:1/roblox",
            "roblox_api_key": "canary-key",
        }
    )
    assert sandbox_info.read(home) is None
    sandbox_info.write(home, info)
    assert sandbox_info.read(home) == info
    assert home.sandbox_file.stat().st_mode & 0o777 == 0o600
    assert "canary" not in repr(info)
