"""Whatever roles, ranks and members are called: Discord takes every panel of the role map."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from discord import ui

from ignis.bot.replies.buttons import button
from ignis.bot.replies.layout import panel, paragraphs, row, size
from ignis.bot.replies.markup import named, plain
from ignis.bot.role_map import (
    changed as config_changed,
    check_panel as config_check,
    history_panel as config_history,
    list_panel as config_list,
    preview_panel as config_preview,
)
from ignis.bot.role_map.context import PROBLEM_SHOWN
from ignis.bot.texts import LANGUAGES, Voice, load_texts
from ignis.domain.blocked import Blocked
from ignis.domain.role_map.diff import MapDiff, RoleDiff
from ignis.domain.role_map.finding import Finding, FindingKind
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.server_view import ServerRole, ServerView
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_map.version import Source, Version
from ignis.domain.role_sync.preview import Preview, PreviewOutcome
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import RoleRanks
from ignis.sandbox.rules import check_request
from ignis.sandbox.world import SEED
from tests.support.legion.small_legion import LEGION
from tests.support.servers.world_view import SeedView

TEXTS = load_texts()
V2 = 1 << 15
NAME, BIG, COUNT = "*" * 100, 2**63 - 1, 10**6
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARAMS: dict[str, Any] = {
    "roles": (NAME,) * 50,
    "ranks": (NAME,) * 50,
    "count": COUNT,
    "room": 1,
    "problem": "two_factor",
}


@pytest.fixture(params=sorted(LANGUAGES))
def say(request: pytest.FixtureRequest) -> Voice:
    return TEXTS.voice(request.param)


@pytest.fixture
def notices(say: Voice) -> list[str]:
    return [say("config.not_in_force", problem=named("*" * 1000, PROBLEM_SHOWN))]


def assert_fit(view: ui.LayoutView) -> None:
    parts: list[Any] = view.to_components()  # type: ignore[no-untyped-call]  # untyped in discord.py
    body = {"type": 4, "data": {"flags": V2, "components": parts}}
    mistake = check_request("POST", "/interactions/1/x/callback", body, files=[], reason=None, view=SeedView(SEED))
    assert mistake is None, mistake
    assert sum(size(item.content) for item in view.walk_children() if isinstance(item, ui.TextDisplay)) <= 4000


class WorstNames:
    """Names of the longest text that a nickname can become."""

    def of(self, _: int) -> str:
        return plain("*" * 32)


def legion(roles: int) -> Legion:
    names = [f"{number:04}{NAME[4:]}" for number in range(roles)]
    return Legion(**{**_fields(), "role_ranks": RoleRanks(dict.fromkeys(names, NAME), [])})


def _fields() -> dict[str, Any]:
    return {name: getattr(LEGION, name) for name in LEGION.__dataclass_fields__}


def outcomes() -> Iterator[PreviewOutcome]:
    for reason in Blocked:
        yield PreviewOutcome(BIG, NAME, NAME, BIG, (BIG,) * 30, "*" * 32, shortened=True, blocked=reason)


async def test_list(say: Voice, notices: list[str]) -> None:
    nowhere, renamed = ServerView(()), ServerView(tuple(ServerRole(number, "x") for number in range(50)))
    for server in (nowhere, renamed):
        assert_fit(config_list.view(legion(50), server, 2, notices, say))
    assert_fit(config_list.view(legion(0), nowhere, 1, notices, say))


@pytest.mark.parametrize("found", list(FindingKind))
async def test_check(say: Voice, notices: list[str], found: FindingKind) -> None:
    """Every finding has its sentence, with all that the sentence names."""
    params = {name: PARAMS.get(name, NAME) for name in _params_of(found)}
    assert_fit(config_check.view([Finding(found, params)] * 30, 2, notices, say))


def _params_of(found: FindingKind) -> list[str]:
    entry = TEXTS.entry(f"config.found.{found}", "en")
    assert entry is not None
    text = entry if isinstance(entry, str) else entry["other"]
    return [part.split("}")[0] for part in text.split("{")[1:]]


async def test_preview(say: Voice, notices: list[str]) -> None:
    table = RoleTable(LEGION, ())
    made = Preview(table, table, NOON, members=COUNT, changing=COUNT, blocked=COUNT, shortened=COUNT, unknown=COUNT)
    made.outcomes.extend(list(outcomes()) * 3)
    about = (BIG, 2**32, 2**32)
    below = [row(button("config-apply", *about, label=say("config.apply")))]
    heading = [*notices, "### " + say("config.import_title"), *short_changes(say)]
    assert_fit(
        config_preview.view(made, heading, WorstNames(), say, page=2, turn=("config-preview", about), below=below)
    )


async def test_history(say: Voice, notices: list[str]) -> None:
    versions = [
        Version(
            number=COUNT, at=NOON, source=source, by=BIG, what="*" * 500, before="a" * 12, after="b" * 12,
            format=Format.JSON, text="{}",
        )
        for source in Source
    ]  # fmt: skip
    assert_fit(config_history.view(versions * 10, 2, notices, WorstNames(), say))


async def test_a_change(say: Voice) -> None:
    assert_fit(panel(paragraphs(["### " + say("config.changed", version=COUNT, name="*" * 64), *changes(say)])))


def changes(say: Voice) -> list[str]:
    role = RoleDiff(NAME, NAME, NAME + "*", COUNT, COUNT, moved=True)
    return config_changed.change_lines(MapDiff((role,) * 100, ("paths",) * 12), say)


def short_changes(say: Voice) -> list[str]:
    role = RoleDiff(NAME, NAME, NAME + "*", COUNT, COUNT, moved=True)
    return config_changed.change_lines(MapDiff((role,) * 100, ("paths",) * 12), say, most=config_preview.CHANGES_SHOWN)
