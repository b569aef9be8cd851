from hypothesis import given, strategies as st

from ignis.bot.role_sync.write_queue import WritePriority, WriteQueue


def backlog() -> WriteQueue:
    return WriteQueue(first=5, most=600, jitter=lambda: 1.0)


def taken(queue: WriteQueue, now: float) -> list[int]:
    found = []
    while (who := queue.take(now)) is not None:
        found.append(who[0])
    return found


def test_who_has_just_changed_comes_before_who_was_missed() -> None:
    queue = backlog()
    queue.add(1, WritePriority.MISSED)
    queue.add(2, WritePriority.CHANGED)
    queue.add(1, WritePriority.MISSED)
    assert len(queue) == 2
    assert taken(queue, 0) == [2, 1]


def test_nobody_stands_twice_and_nobody_loses_a_better_turn() -> None:
    queue = backlog()
    queue.add(1, WritePriority.MISSED)
    queue.add(2, WritePriority.MISSED, ask=True)
    queue.add(2, WritePriority.CHANGED)
    queue.add(2, WritePriority.MISSED)
    assert queue.take(0) == (2, True)
    assert queue.take(0) == (1, False)
    assert queue.take(0) is None


def test_a_failure_is_tried_again_later_and_later() -> None:
    queue = backlog()
    assert queue.failed(1, 0) == 5
    assert queue.take(4.9) is None
    assert queue.take(5) == (1, False)
    assert queue.failed(1, 5) == 15
    assert queue.failing == 1
    assert [queue.failed(1, 0) for _ in range(8)][-1] == 600
    assert queue.next_at == 15


def test_what_was_written_meanwhile_is_not_tried_again() -> None:
    queue = backlog()
    queue.failed(1, 0)
    queue.done(1)
    assert queue.failing == 0
    assert queue.take(9) is None


steps = st.lists(
    st.tuples(st.sampled_from(["add", "fail", "take", "done"]), st.integers(1, 4), st.sampled_from(WritePriority))
)


@given(steps)
def test_nobody_is_lost(done: list[tuple[str, int, WritePriority]]) -> None:
    """Whoever was added or failed is taken in the end, unless they were done after their failure."""
    queue, owed, failed = backlog(), set[int](), set[int]()
    for now, (what, user_id, turn) in enumerate(done):
        match what:
            case "add":
                queue.add(user_id, turn)
                owed.add(user_id)
            case "fail":
                queue.failed(user_id, now)
                failed.add(user_id)
            case "done":
                queue.done(user_id)
                failed.discard(user_id)
            case _:
                if (who := queue.take(now)) is not None:
                    owed.discard(who[0])
    assert owed <= set(found := taken(queue, 10_000)) <= owed | failed | {1, 2, 3, 4}
    assert len(found) == len(set(found))
