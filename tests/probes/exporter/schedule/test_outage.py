"""One outage has one beginning, whatever is found while it lasts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from probes.exporter.schedule.outage import CORE, Outage, followed
from probes.outcome import CheckStatus

START = datetime(2026, 1, 1, tzinfo=UTC)
OK, UNKNOWN, DEGRADED, FAILING = CheckStatus.OK, CheckStatus.UNKNOWN, CheckStatus.DEGRADED, CheckStatus.FAILING
WELL = dict.fromkeys(CORE, OK)


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def test_a_frozen_bot_that_is_killed_started_and_connects_is_one_outage() -> None:
    outage = followed(None, WELL, at(0))
    assert outage is None
    for second, found in enumerate(
        (
            {"bot_liveness": FAILING},
            {"bot_liveness": FAILING, "discord_gateway": UNKNOWN},
            {"bot_liveness": OK, "discord_gateway": UNKNOWN},
            {"discord_gateway": DEGRADED},
            {"discord_gateway": FAILING},
        ),
        start=1,
    ):
        outage = followed(outage, WELL | found, at(second))
        assert outage == Outage(at(1))
    outage = followed(outage, WELL, at(9))
    assert outage == Outage(at(1), at(9))
    assert outage.to_json() == {"since": "2026-01-01T00:00:01+00:00", "until": "2026-01-01T00:00:09+00:00"}
    assert followed(outage, WELL | {"database": FAILING}, at(20)) == Outage(at(20))


def test_what_could_not_be_asked_and_what_nobody_feels_begin_nothing() -> None:
    assert followed(None, dict.fromkeys(CORE, UNKNOWN), at(0)) is None
    assert followed(None, WELL | {"roblox": FAILING}, at(0)) is None
    assert followed(None, {}, at(0)) is None


@given(st.lists(st.dictionaries(st.sampled_from(CORE), st.sampled_from(CheckStatus))))
def test_it_lasts_exactly_until_all_are_ok(rounds: list[dict[str, CheckStatus]]) -> None:
    outage, bad_since = None, None
    for second, found in enumerate(rounds):
        now = WELL | found
        if set(now.values()) == {OK}:
            bad_since = None
        elif bad_since is None and not {DEGRADED, FAILING}.isdisjoint(now.values()):
            bad_since = at(second)
        outage = followed(outage, now, at(second))
        assert (outage.since if outage is not None and outage.until is None else None) == bad_since
