"""What all recoveries have in common."""

import re

import pytest

from ignis.domain.health.repair_facts import RepairFact
from ignis.repair.clean_up import CleanUp
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.recovery import NOTHING, Freed, found
from ignis.repair.reopen_database import ReopenDatabase
from ignis.repair.restore_database import RestoreDatabase
from ignis.repair.resync_commands import ResyncCommands

ALL = [CleanUp, RebuildCache, ReconnectGateway, ReopenDatabase, RestoreDatabase, ResyncCommands]


@pytest.mark.parametrize("recovery", ALL)
def test_names_fit_into_addresses_and_triggers_into_a_line(recovery: type) -> None:
    name, trigger = vars(recovery)["name"], vars(recovery)["trigger"]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert trigger
    assert "\n" not in trigger


def test_no_two_recoveries_share_a_name() -> None:
    assert len({vars(recovery)["name"] for recovery in ALL}) == len(ALL)


def test_what_was_freed_adds_up() -> None:
    assert sum([Freed(5, 1), Freed(0, 2)], Freed()) == Freed(5, 3)


def test_a_report_of_nothing_done_is_the_shortest() -> None:
    assert found(RepairFact.NO_SERVER).did == NOTHING
