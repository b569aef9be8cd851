import threading

from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import generate_latest

from ignis.runtime.telemetry.exemplars import TracedHistogram
from ignis.runtime.telemetry.tracing import begin, span
from tests.support.telemetry.exemplars import exemplars
from tests.support.telemetry.traces import newest, recording

_BUCKETS = (0.1, 1.0)


def named_traces(registry: CollectorRegistry) -> dict[str, str]:
    """The traces that the buckets name, by their upper bounds."""
    text: str = generate_latest(registry).decode()
    return {one.labels["le"]: one.trace_id for one in exemplars(text)}


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


def test_whatever_an_exemplar_names_can_be_found() -> None:
    registry = CollectorRegistry()
    with recording(keep=2) as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds", "Seconds.", ["command"], buckets=_BUCKETS, registry=registry, keep=memory.pin
        )
        for name, seconds in [("slow", 5.0), *[("fast", 0.01)] * 50, ("middling", 0.5)]:
            with tracing.trace(f"command {name}"):
                histogram.observe(seconds, "userinfo")
        for _ in range(20):
            with tracing.trace("command other"):
                pass
        named = named_traces(registry)
        found = {bound: memory.find(trace_id) for bound, trace_id in named.items()}
        kept = len(memory)
    assert {bound: trace and trace["spans"][0]["name"] for bound, trace in found.items()} == {
        "0.1": "command fast",
        "1.0": "command middling",
        "+Inf": "command slow",
    }
    assert kept <= 2 + 3  # what no bucket names any more is gone


def test_a_bucket_names_another_trace_after_a_second() -> None:
    registry, moment = CollectorRegistry(), [0.0]
    with recording() as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds",
            "Seconds.",
            buckets=_BUCKETS,
            registry=registry,
            keep=memory.pin,
            now=lambda: moment[0],
        )
        named = []
        for at in (0.0, 0.5, 1.0, 1.9, 2.5):
            moment[0] = at
            with tracing.trace("command x") as root:
                histogram.observe(0.5)
            named.append(int(named_traces(registry)["1.0"], 16) == root.trace_id)
    assert named == [True, False, True, False, True]
    assert registry.get_sample_value("ignis_test_seconds_count") == 5


def test_no_exemplar_without_a_recorded_trace() -> None:
    registry = CollectorRegistry()
    with recording(sample=0) as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds", "Seconds.", buckets=_BUCKETS, registry=registry, keep=memory.pin
        )
        histogram.observe(0.5)
        with tracing.trace("command x"):
            histogram.observe(0.5)
    assert not named_traces(registry)
    assert registry.get_sample_value("ignis_test_seconds_count") == 2


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
