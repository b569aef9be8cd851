"""What a further receiver is told, and when: once for a beginning, once for an end, and never more than it can bear."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st

from probes.relay.incidents.incident import Severity
from probes.relay.notices.notice import NoticeReason
from probes.relay.outbox.road_memory import MessageEvent, RoadMemory
from probes.relay.receivers.receiver import SendOutcome, SendResult
from probes.relay.receivers.road_queue import (
    BACKOFF,
    KEPT,
    MOST_ALONE,
    MOST_WAITING,
    PACE,
    RoadQueue,
    RoadRule,
    resumed,
)
from tests.probes.relay.receivers.tellings import escalated, telling
from tests.probes.relay.rig import T0

ALWAYS = RoadRule(always=True, least=Severity.WARNING)
DOWN = RoadRule(always=False, least=Severity.WARNING)
TAKEN = SendResult(SendOutcome.DELIVERED)
FAILED = SendResult(SendOutcome.UNAVAILABLE, "it cannot be reached")


def sent(
    queue: RoadQueue, result: SendResult = TAKEN, *, now: float = 0
) -> tuple[RoadQueue, list[tuple[int, MessageEvent]]]:
    """Sends what is due, and says what that was."""
    due = queue.due(now)
    return queue.sent(due, result, now, 0.5), [(one.telling.notice.number, one.event) for one in due]


def look(queue: RoadQueue, *, down: bool, taken: Collection[int] = ()) -> RoadQueue:
    return queue.look(T0, discord_down=down, taken=taken)


def test_a_beginning_and_an_end_are_told_once_each_and_nothing_between() -> None:
    queue = RoadQueue(ALWAYS).take(telling(), T0)
    queue, what = sent(queue)
    assert what == [(1, MessageEvent.OPENED)]
    for _ in range(3):
        queue = queue.take(telling(text="more news"), T0)
    assert queue.due(10) == ()
    queue, what = sent(queue.take(telling(over=True), T0), now=10)
    assert what == [(1, MessageEvent.OVER)]
    assert queue.take(telling(over=True), T0).due(20) == ()


def test_what_ends_before_it_could_be_told_is_one_message_about_its_end() -> None:
    queue = RoadQueue(ALWAYS).take(telling(), T0).take(telling(over=True), T0)
    queue, what = sent(queue)
    assert what == [(1, MessageEvent.OVER)]
    assert queue.due(10) == ()


def test_what_was_over_when_it_became_known_is_told_once() -> None:
    outage = telling(over=True)
    outage = replace(outage, notice=replace(outage.notice, revision=1, reason=NoticeReason.OPENED))
    queue, what = sent(RoadQueue(ALWAYS).take(outage, T0))
    assert what == [(1, MessageEvent.OVER)]
    queue = look(RoadQueue(DOWN).take(outage, T0), down=False)
    assert sent(look(queue, down=True))[1] == [(1, MessageEvent.OVER)]


def test_what_opens_and_ends_in_one_batch_is_told_once() -> None:
    queue, what = sent(RoadQueue(ALWAYS).take(telling(over=True), T0))
    assert what == [(1, MessageEvent.OVER)], "the manager hands over only how a batch ended: revision 2, and final"
    assert queue.take(telling(over=True), T0).due(10) == ()
    queue = look(RoadQueue(DOWN).take(telling(over=True), T0), down=False)
    assert sent(look(queue, down=True))[1] == [(1, MessageEvent.OVER)]


def test_the_end_alone_of_what_the_run_before_did_not_tell_is_not_told() -> None:
    queue = resumed(ALWAYS, RoadMemory(newest=1))
    assert queue.take(telling(over=True), T0).due(0) == ()


def test_what_ended_while_discord_had_not_taken_its_beginning_is_told_as_it_is_now() -> None:
    queue = look(RoadQueue(DOWN).take(telling(), T0), down=False)
    queue = look(queue.take(telling(over=True), T0), down=True)
    assert sent(queue)[1] == [(1, MessageEvent.OVER)]


def test_an_escalation_is_a_message_and_the_end_comes_once() -> None:
    first = telling()
    queue, _ = sent(RoadQueue(ALWAYS).take(first, T0))
    for one in escalated(first, 2):
        queue = queue.take(one, T0)
    queue, what = sent(queue, now=10)
    assert what == [(2, MessageEvent.ESCALATED)]
    over = telling(over=True)
    queue, what = sent(queue.take(replace(over, notice=replace(over.notice, number=2)), T0), now=20)
    assert what == [(2, MessageEvent.OVER)]


def test_what_is_less_bad_than_asked_for_is_not_told_until_it_is_worse() -> None:
    queue = RoadQueue(ALWAYS).take(telling(severity=Severity.INFO), T0)
    assert queue.due(0) == ()
    assert sent(queue.take(telling(severity=Severity.WARNING), T0))[1] == [(1, MessageEvent.OPENED)]
    assert queue.take(telling(severity=Severity.INFO, over=True), T0).due(0) == ()


def test_what_is_silenced_is_not_told() -> None:
    one = telling()
    assert RoadQueue(ALWAYS).take(replace(one, notice=replace(one.notice, silenced_until=T0)), T0).due(0) == ()


def test_while_discord_takes_alerts_the_second_road_is_silent() -> None:
    queue = look(RoadQueue(DOWN).take(telling(), T0), down=False)
    assert queue.due(0) == ()
    queue = look(look(queue, down=False, taken={1}), down=True)
    assert queue.due(0) == (), "Discord had taken it before"


def test_what_discord_has_not_taken_is_told_at_once_when_it_is_down_and_so_is_its_end_afterwards() -> None:
    queue = look(RoadQueue(DOWN).take(telling(), T0), down=False)
    queue = look(queue.take(telling(2), T0), down=True)
    queue, what = sent(queue)
    assert what == [(1, MessageEvent.OPENED)]
    queue, what = sent(queue, now=PACE)
    assert what == [(2, MessageEvent.OPENED)]
    queue = look(queue, down=False)
    queue, what = sent(queue.take(telling(over=True), T0), now=10)
    assert what == [(1, MessageEvent.OVER)]


def test_a_flood_is_one_message() -> None:
    queue = RoadQueue(ALWAYS)
    for number in range(1, 40):
        queue = queue.take(telling(number), T0)
    queue, what = sent(queue)
    assert len(what) == 39
    assert queue.due(PACE) == ()
    for number in range(1, MOST_ALONE + 1):
        queue = queue.take(telling(number, over=True), T0)
    _, what = sent(queue, now=10)
    assert len(what) == 1


def test_one_that_fails_is_left_alone_longer_each_time_and_as_long_as_it_asks() -> None:
    queue = RoadQueue(ALWAYS).take(telling(), T0)
    now, waits = 0.0, list[float]()
    for _ in range(10):
        queue, what = sent(queue, FAILED, now=now)
        assert what == [(1, MessageEvent.OPENED)]
        waits.append(queue.not_before - now)
        assert queue.due(queue.not_before - 0.01) == ()
        now = queue.not_before
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == BACKOFF.longest
    queue, _ = sent(queue, SendResult(SendOutcome.RATE_LIMITED, "", wait=77), now=now)
    assert queue.not_before == now + 77
    queue, _ = sent(queue, now=now + 77)
    assert (queue.failures, queue.waiting) == (0, {})


def test_what_it_refuses_is_dropped_and_takes_nothing_else_with_it() -> None:
    queue = RoadQueue(ALWAYS).take(telling(), T0).take(telling(2), T0)
    queue, _ = sent(queue, SendResult(SendOutcome.REFUSED, "it answered 413"))
    assert queue.dropped == 1
    assert sent(queue, now=PACE)[1] == [(2, MessageEvent.OPENED)]


def test_news_that_come_while_a_message_is_under_way_are_not_lost() -> None:
    queue = RoadQueue(ALWAYS).take(telling(), T0)
    under_way = queue.due(0)
    queue = queue.take(telling(over=True), T0).sent(under_way, TAKEN, 0, 0.5)
    assert sent(queue, now=PACE)[1] == [(1, MessageEvent.OVER)]


def test_what_waits_for_more_than_a_day_is_dropped_and_counted() -> None:
    queue = RoadQueue(ALWAYS).take(telling(), T0)
    queue = queue.look(T0 + KEPT + timedelta(seconds=1), discord_down=False, taken=())
    assert (queue.due(0), queue.dropped) == ((), 1)


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans(), st.booleans()), max_size=400))
def test_it_stays_small_and_tells_of_an_end_alone_only_if_nothing_came_before(
    steps: list[tuple[int, bool, bool]],
) -> None:
    queue, begun, newest, now = RoadQueue(ALWAYS), set[int](), 0, 0.0
    for number, over, send in steps:
        queue = queue.take(telling(number, over=over), T0)
        begun |= set() if over and number <= newest else {number}
        newest = max(newest, number)
        if send:
            now += PACE
            queue, what = sent(queue, now=now)
            assert {one for one, _ in what} <= begun
        assert len(queue.waiting) <= MOST_WAITING
