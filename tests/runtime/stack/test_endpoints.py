"""`endpoints.json` under damage: a real file, and the programs that keep it true."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.stack import endpoints
from tests.support.fakes.published_files import URL, delete, fill_with_garbage, readable_log
from tests.support.fakes.turned_clock import T0, TurnedClock
from tests.support.waiting import eventually


def published(home: Home) -> dict[str, tuple[str, int]]:
    return {name: (endpoint.url, endpoint.pid) for name, endpoint in endpoints.read(home).items()}


@pytest.mark.parametrize("damage", [delete, fill_with_garbage])
async def test_lost_addresses_come_back_by_themselves(home: Home, damage: Callable[[Path], None]) -> None:
    log, lines = readable_log()
    ours = {"sandbox": (URL, os.getpid()), "ui": (f"{URL}/", os.getpid())}
    async with endpoints.keep_published(home, {"sandbox": URL, "ui": f"{URL}/"}, log):
        assert published(home) == ours
        damage(home.endpoints_file)
        await eventually(lambda: published(home) == ours and lines, "the file is published again")
    assert lines == [f"warning: {home.endpoints_file}: was lost or overwritten; written again"]


async def test_an_entry_of_another_process_is_corrected_and_others_are_left(home: Home) -> None:
    log, _ = readable_log()
    async with endpoints.keep_published(home, {"bot": URL}, log):
        endpoints.publish(home, "relay", "http://127.0.0.1:2", pid=2)
        endpoints.publish(home, "bot", "http://127.0.0.1:1", pid=1)
        await eventually(
            lambda: published(home) == {"bot": (URL, os.getpid()), "relay": ("http://127.0.0.1:2", 2)},
            "the file is published again",
        )


async def test_true_entries_are_not_written_again(home: Home) -> None:
    log, lines = readable_log()
    async with endpoints.keep_published(home, {"bot": URL}, log):
        before = home.endpoints_file.stat().st_ino
        async with endpoints.keep_published(home, {"bot": URL}, log):
            assert home.endpoints_file.stat().st_ino == before
    assert lines == []


async def test_a_folder_in_its_place_is_one_line_and_overcome_once_it_is_gone(home: Home) -> None:
    log, lines = readable_log()
    home.endpoints_file.mkdir()
    assert endpoints.read(home) == {}
    with pytest.raises(ConfigError, match=r"endpoints\.json: cannot be removed: .*; move it away"):
        endpoints.forget(home)
    async with endpoints.keep_published(home, {"bot": URL}, log):
        assert len(lines) == 1
        assert f"error: {home.endpoints_file}: cannot be written: Is a directory; move what stands there" in lines[0]
        home.endpoints_file.rmdir()
        await eventually(lambda: published(home) == {"bot": (URL, os.getpid())}, "the file is published again")
    assert len(lines) == 1
    assert [file.name for file in home.run.iterdir() if file.name.startswith(".")] == []


def test_an_address_is_published_with_its_time_by_the_given_clock(home: Home) -> None:
    endpoints.publish(home, "bot", URL, pid=7, clock=TurnedClock())
    assert endpoints.read(home)["bot"].since == T0


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
