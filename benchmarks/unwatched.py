"""The bot, which can be told to record nothing: `python benchmarks/unwatched.py`

SIGHUP ends all recording, SIGUSR1 begins it again: prometheus_client's methods do nothing, no trace is sampled, and
lines below `error` are not written. What asks for a recording is still there, and answered at once; nothing of the bot
is changed for it.
"""

# ruff: noqa: SLF001  it reaches into what it switches off

import logging
import runpy
import signal
from typing import Any, Final

from prometheus_client import Counter, Gauge, Histogram, Summary
from prometheus_client.metrics import MetricWrapperBase

from ignis.runtime.telemetry.tracing import Tracing

OFF, ON = signal.SIGHUP, signal.SIGUSR1

_RECORDING: Final[dict[type, tuple[str, ...]]] = {
    Counter: ("inc",),
    Gauge: ("inc", "dec", "set"),
    Histogram: ("observe",),
    Summary: ("observe",),
}


class _Nothing:
    """A series of which nothing is recorded."""

    def inc(self, *_: object) -> None: ...
    def dec(self, *_: object) -> None: ...
    def set(self, *_: object) -> None: ...
    def observe(self, *_: object) -> None: ...
    def set_function(self, *_: object) -> None: ...


class Switch:
    """Of everything in this process that records; made before the bot is."""

    def __init__(self) -> None:
        self._methods = [(kind, name, getattr(kind, name)) for kind, names in _RECORDING.items() for name in names]
        self._labels: Any = MetricWrapperBase.labels
        self._level = logging.INFO
        self._sampling: list[tuple[Tracing, int]] = []
        made, tracings = Tracing.__init__, self._sampling

        def noted(tracing: Tracing, *args: Any, **kwargs: Any) -> None:
            made(tracing, *args, **kwargs)
            tracings.append((tracing, tracing._below))

        Tracing.__init__ = noted  # type: ignore[method-assign,assignment]

    def off(self, *_: object) -> None:
        def nothing(*_: object, **__: object) -> None: ...

        silent = _Nothing()
        MetricWrapperBase.labels = lambda *_, **__: silent  # type: ignore[method-assign,assignment]
        for kind, name, _method in self._methods:
            setattr(kind, name, nothing)
        for tracing, _below in self._sampling:
            tracing._below = 0
        logging.getLogger().setLevel(logging.ERROR)

    def on(self, *_: object) -> None:
        MetricWrapperBase.labels = self._labels  # type: ignore[method-assign]
        for kind, name, method in self._methods:
            setattr(kind, name, method)
        for tracing, below in self._sampling:
            tracing._below = below
        logging.getLogger().setLevel(self._level)


if __name__ == "__main__":
    switch = Switch()
    signal.signal(OFF, switch.off)
    signal.signal(ON, switch.on)
    runpy.run_module("ignis.bot", run_name="__main__", alter_sys=True)
