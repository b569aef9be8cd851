"""What is counted of further receivers and of the dead man's switch. Labels are kinds and outcomes: closed lists."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from ignis.runtime.telemetry.counters import from_zero
from probes.relay.receivers.receiver import SendOutcome

_DROPPED = "dropped"


class ReceiverMetrics:
    """Example:
    metrics = ReceiverMetrics(registry)
    metrics.sent("ntfy", SendOutcome.DELIVERED)
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._messages = Counter(
            "ignis_receiver_messages",
            "Messages to a further receiver, by what became of each try.",
            ["receiver", "outcome"],
            registry=registry,
        )
        self._waiting = Gauge(
            "ignis_receiver_waiting", "Messages that wait for a further receiver.", ["receiver"], registry=registry
        )
        self._failing = Gauge(
            "ignis_receiver_failing", "1 while a further receiver takes nothing.", ["receiver"], registry=registry
        )

    def expect(self, receiver: str) -> None:
        """Before the first message: Prometheus must see the 0 before the 1."""
        from_zero(self._messages, [receiver], [*SendOutcome, _DROPPED])
        self._waiting.labels(receiver).set(0)
        self._failing.labels(receiver).set(0)

    def sent(self, receiver: str, outcome: SendOutcome) -> None:
        self._messages.labels(receiver, outcome).inc()
        self._failing.labels(receiver).set(outcome is not SendOutcome.DELIVERED)

    def unusable(self, receiver: str) -> None:
        """Known without a try."""
        self._failing.labels(receiver).set(1)

    def dropped(self, receiver: str, count: int) -> None:
        self._messages.labels(receiver, _DROPPED).inc(count)

    def waiting(self, receiver: str, count: int) -> None:
        self._waiting.labels(receiver).set(count)
