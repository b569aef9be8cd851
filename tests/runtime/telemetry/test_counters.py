from prometheus_client import CollectorRegistry, Counter

from ignis.runtime.telemetry.counters import from_zero


def test_every_combination_is_there_and_stays_what_it_was() -> None:
    registry = CollectorRegistry()
    counter = Counter("ends", "How things ended.", ["what", "how"], registry=registry)
    counter.labels("call", "well").inc()
    from_zero(counter, ["call", "write"], ["well", "badly"])
    values = {
        (what, how): registry.get_sample_value("ends_total", {"what": what, "how": how})
        for what in ("call", "write")
        for how in ("well", "badly")
    }
    assert values == {("call", "well"): 1, ("call", "badly"): 0, ("write", "well"): 0, ("write", "badly"): 0}
