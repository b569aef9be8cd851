"""The bot with nobody watching: prometheus_client records nothing. `python benchmarks/unwatched.py`

What asks for a recording is still there, and answered at once; nothing of the bot is changed for it. Traces and log
lines are switched off by the configuration that `overhead.py` gives it.
"""

import runpy
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, Summary
from prometheus_client.metrics import MetricWrapperBase


def stop_recording() -> None:
    """In this process, from now on."""

    def nothing(*_: object, **__: object) -> None:
        pass

    def itself(metric: Any, *_: object, **__: object) -> Any:
        return metric

    MetricWrapperBase.labels = itself  # type: ignore[method-assign]
    for kind, names in {
        Counter: ("inc",),
        Gauge: ("inc", "dec", "set", "set_function"),
        Histogram: ("observe",),
        Summary: ("observe",),
    }.items():
        for name in names:
            setattr(kind, name, nothing)


if __name__ == "__main__":
    stop_recording()
    runpy.run_module("ignis.bot", run_name="__main__", alter_sys=True)
