"""What is remembered of a check from one run to the next."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from probes.exporter.schedule.outage import Outage
from probes.exporter.schedule.registry import CheckRegistry, CheckStanding, advance, differs, worst
from probes.outcome import CheckReason, CheckResult, CheckStatus, SilentProcess

START = datetime(2026, 1, 1, tzinfo=UTC)
results = st.builds(
    CheckResult,
    st.sampled_from(CheckStatus),
    st.sampled_from(CheckReason),
    detail=st.text(max_size=5),
    identity=st.sampled_from(["", "1", "2"]),
)


@given(st.lists(results, min_size=1))
def test_since_is_when_the_current_status_began(found: list[CheckResult]) -> None:
    standing = CheckStanding("x")
    for second, result in enumerate(found):
        standing = advance(standing, result, START + timedelta(seconds=second))
    statuses = [result.status for result in found]
    began = max((i for i in range(1, len(found)) if statuses[i] != statuses[i - 1]), default=0)
    assert standing.since == START + timedelta(seconds=began)
    assert standing.last_run == START + timedelta(seconds=len(found) - 1)
    news = (i for i in range(1, len(found)) if differs(found[i - 1], found[i]))
    assert standing.changed == START + timedelta(seconds=max(news, default=0))


@given(st.lists(results, min_size=1))
def test_failures_are_counted_in_a_row(found: list[CheckResult]) -> None:
    standing = CheckStanding("x")
    for result in found:
        standing = advance(standing, result, START)
    well = [i for i, result in enumerate(found) if result.status is not CheckStatus.FAILING]
    assert standing.consecutive_failures == len(found) - 1 - max(well, default=-1)


def test_news_is_what_people_act_on_and_not_the_wording() -> None:
    registry = CheckRegistry(["x"])
    ok = CheckResult(CheckStatus.OK, detail="took 1 ms", latency_s=0.001, identity="pid 1")
    assert not registry.record("x", ok, START)  # the first result is no change
    assert not registry.record("x", CheckResult(CheckStatus.OK, detail="took 2 ms", identity="pid 1"), START)
    assert registry.record("x", CheckResult(CheckStatus.OK, identity="pid 2"), START)
    assert registry.record("x", CheckResult(CheckStatus.FAILING, CheckReason.REFUSED, identity="pid 2"), START)
    assert registry.record("x", CheckResult(CheckStatus.FAILING, CheckReason.TIMEOUT, identity="pid 2"), START)


def test_the_worst_is_the_state_of_the_whole() -> None:
    def of(*statuses: CheckStatus) -> CheckStatus:
        return worst(CheckStanding("x", CheckResult(status)) for status in statuses)

    assert of() is CheckStatus.UNKNOWN
    assert of(CheckStatus.OK, CheckStatus.OK) is CheckStatus.OK
    assert of(CheckStatus.OK, CheckStatus.UNKNOWN) is CheckStatus.UNKNOWN
    assert of(CheckStatus.UNKNOWN, CheckStatus.DEGRADED) is CheckStatus.DEGRADED
    assert of(CheckStatus.FAILING, CheckStatus.DEGRADED, CheckStatus.OK) is CheckStatus.FAILING


def test_what_was_never_asked_is_unknown() -> None:
    (standing,) = CheckRegistry(["x"]).standings()
    assert (standing.result.status, standing.result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_ASKED)


def test_of_an_outdated_result_nothing_is_known_and_what_follows_continues_it() -> None:
    registry, process = CheckRegistry(["bot_liveness"]), SilentProcess("bot", pid=1)
    gone = CheckResult(CheckStatus.FAILING, CheckReason.NOT_RUNNING, "pid 1 is gone", silent=process)
    registry.record("bot_liveness", gone, START)
    assert registry.silent == {"bot_liveness": process}
    registry.outdate("bot_liveness")
    (standing,) = registry.standings()
    assert (standing.shown.status, standing.shown.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_ASKED)
    assert worst([standing]) is CheckStatus.UNKNOWN
    assert registry.silent == {}, "its successor is asked once"
    registry.record("bot_liveness", gone, START + timedelta(seconds=1))
    (standing,) = registry.standings()
    assert (standing.shown, standing.since) == (gone, START), "a successor that is no better: the same outage"


def test_the_outage_is_kept_over_the_checks() -> None:
    registry = CheckRegistry(["bot_liveness", "database"])
    registry.record("bot_liveness", CheckResult(CheckStatus.OK), START)
    assert registry.outage is None
    for second, (name, status) in enumerate(
        [("database", CheckStatus.FAILING), ("bot_liveness", CheckStatus.FAILING), ("database", CheckStatus.OK)]
    ):
        registry.record(name, CheckResult(status), START + timedelta(seconds=second))
        assert registry.outage == Outage(START)
    registry.record("bot_liveness", CheckResult(CheckStatus.OK), START + timedelta(seconds=9))
    assert registry.outage == Outage(START, START + timedelta(seconds=9))
