import threading

from ignis.runtime.telemetry.tracing import begin, span
from tests.support.telemetry.traces import newest, recording


def test_the_newest_are_kept_and_a_flood_of_one_kind_drives_no_other_out() -> None:
    with recording(keep=10) as (tracing, memory):
        for number in range(5):
            with tracing.trace(f"command {number % 2}"):
                pass
        for _ in range(1000):
            with tracing.trace("sync write"):
                pass
        names = [one["name"] for one in memory.summaries()]
    assert len(names) == 10
    assert names.count("sync write") < 10
    assert {"command 0", "command 1"} <= set(names)


def test_a_trace_without_end_is_bounded_and_says_so() -> None:
    with recording() as (tracing, memory):
        with tracing.trace("sync round"):
            for _ in range(1000):
                with span("query q"):
                    pass
        trace = newest(memory)
    assert len(trace["spans"]) == 200
    assert trace["spans"][0]["parent_id"] is None
    assert trace["left_out"] == 801


def test_a_step_that_outlives_its_command_is_added() -> None:
    with recording() as (tracing, memory):
        with tracing.trace("command x"):
            late = begin("ask somebody")
        assert late is not None
        assert len(newest(memory)["spans"]) == 1
        late.end()
        assert len(newest(memory)["spans"]) == 2


def test_steps_may_end_in_any_thread() -> None:
    with recording(keep=5000) as (tracing, memory):

        def work() -> None:
            for _ in range(200):
                with tracing.trace("command x"), span("query q"):
                    pass

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [one["spans"] for one in memory.summaries()] == [2] * 1600


def test_what_is_no_id_is_not_found() -> None:
    with recording() as (_, memory):
        assert memory.find("") is None
        assert memory.find("zz") is None
        assert memory.find("0" * 32) is None
