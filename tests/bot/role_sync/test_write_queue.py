from random import Random

from hypothesis import given, strategies as st

from ignis.bot.role_sync.write_queue import WritePriority, WriteQueue
from ignis.runtime.resilience.backoff import Backoff


def new_queue(*, jitter: float = 0.0) -> WriteQueue:
    return WriteQueue(Backoff(first=5, longest=600, jitter=jitter), Random(1))


def popped(queue: WriteQueue, now: float) -> list[int]:
    found = []
    while (who := queue.pop(now)) is not None:
        found.append(who[0])
    return found


def test_who_has_just_changed_comes_before_who_was_missed() -> None:
    queue = new_queue()
    queue.add(1, WritePriority.MISSED)
    queue.add(2, WritePriority.CHANGED)
    queue.add(1, WritePriority.MISSED)
    assert len(queue) == 2
    assert popped(queue, 0) == [2, 1]


def test_a_member_is_in_it_once_and_never_loses_a_better_priority() -> None:
    queue = new_queue()
    queue.add(1, WritePriority.MISSED)
    queue.add(2, WritePriority.MISSED, look_up=True)
    queue.add(2, WritePriority.CHANGED)
    queue.add(2, WritePriority.MISSED)
    assert queue.pop(0) == (2, True)
    assert queue.pop(0) == (1, False)
    assert queue.pop(0) is None


def test_a_failure_is_tried_again_after_longer_and_longer_delays() -> None:
    queue = new_queue()
    assert queue.failed(1, 0) == 5
    assert queue.pop(4.9) is None
    assert queue.pop(5) == (1, False)
    assert queue.failed(1, 5) == 15
    assert queue.failing == 1
    assert [queue.failed(1, 0) for _ in range(8)][-1] == 600
    assert queue.next_at == 15


def test_what_failed_together_is_not_tried_again_together() -> None:
    queue = new_queue(jitter=0.2)
    moments = {queue.failed(user_id, 0) for user_id in range(50)}
    assert len(moments) == 50
    assert all(4 <= at <= 6 for at in moments)


def test_what_was_written_meanwhile_is_not_tried_again() -> None:
    queue = new_queue()
    queue.failed(1, 0)
    queue.done(1)
    assert queue.failing == 0
    assert queue.pop(9) is None


def test_a_member_is_looked_at_again_at_the_moment_though_nothing_failed() -> None:
    queue = new_queue()
    queue.look_at(1, 50)
    assert (queue.failing, len(queue), queue.next_at) == (0, 0, 50)
    queue.done(1)
    assert queue.pop(49) is None
    assert queue.pop(50) == (1, False)
    assert queue.pop(60) is None


steps = st.lists(
    st.tuples(st.sampled_from(["add", "fail", "pop", "done"]), st.integers(1, 4), st.sampled_from(WritePriority))
)


@given(steps)
def test_no_member_is_lost(done: list[tuple[str, int, WritePriority]]) -> None:
    """A member who was added or failed is popped in the end, unless they were done after their failure."""
    queue, owed, failed = new_queue(), set[int](), set[int]()
    for now, (what, user_id, priority) in enumerate(done):
        match what:
            case "add":
                queue.add(user_id, priority)
                owed.add(user_id)
            case "fail":
                queue.failed(user_id, now)
                failed.add(user_id)
            case "done":
                queue.done(user_id)
                failed.discard(user_id)
            case _:
                if (who := queue.pop(now)) is not None:
                    owed.discard(who[0])
    assert owed <= set(found := popped(queue, 10_000)) <= owed | failed | {1, 2, 3, 4}
    assert len(found) == len(set(found))
