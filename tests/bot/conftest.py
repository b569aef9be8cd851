"""The bot's own client in simcord's in-process Discord, with a store in memory."""

import io
import json
from itertools import repeat
from typing import Any

import pytest
import structlog

from ignis.bot.catalogue import commands
from ignis.bot.client import IgnisClient
from ignis.bot.command_sync import CommandSync
from ignis.bot.reply import Outcome, Replies
from ignis.bot.texts import load_texts
from ignis.domain.member import Member
from ignis.services.ports import MemberStore
from ignis.services.profile import Profiles
from tests.support.fake_members import FakeMembers
from tests.support.legion import LEGION

INCIDENT = "IG-TEST01"


class Bench:
    """The bot under test and everything it said: what it logged, and how its interactions ended."""

    def __init__(self, store: MemberStore) -> None:
        self._text = io.StringIO()
        self.outcomes: list[tuple[str, Outcome]] = []
        self.log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
            structlog.PrintLogger(self._text),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
        self.texts = load_texts()
        self.replies = Replies(
            self.texts, self.log, self._observe, lambda: INCIDENT, direct_within=0.2, give_up_after=5
        )
        self.client = IgnisClient(self.replies, self.texts, self.log)
        self.sync = CommandSync(self.client.tree, self.log, lambda: repeat(0.01))
        for command in commands(Profiles(store, lambda: LEGION), self.replies):
            self.client.tree.add_command(command)
        self.client.on_arrival(self.sync.ensure)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._text.getvalue().splitlines()]

    def _observe(self, command: str, outcome: Outcome, _seconds: float) -> None:
        self.outcomes.append((command, outcome))


@pytest.fixture
def store() -> MemberStore:
    """Override it in a module to start with other members."""
    return FakeMembers(Member(1, 0, "Aspirant", "recruits"))


@pytest.fixture
def bench(store: MemberStore) -> Bench:
    return Bench(store)


@pytest.fixture
def simcord_bot(bench: Bench) -> IgnisClient:
    return bench.client
