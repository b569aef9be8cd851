"""The gateway's metrics for Prometheus. All labels are bounded: no id and no token becomes one."""

from collections.abc import Iterator
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ignis.bot.gateway.events import GatewayEvents


class CountedClient(Protocol):
    """The part of the client that is counted here. It is read from another thread."""

    events: GatewayEvents
    identifies: int
    resumes: int


class SessionStartsLeft(Protocol):
    """See `ignis.bot.gateway.identify_quota`."""

    @property
    def limit(self) -> int | None: ...

    @property
    def left(self) -> int | None: ...


class GatewayCollector(Collector):
    """Makes metrics, at the scrape, of what the client has counted since its first connection.

    Example:
        registry.register(GatewayCollector(client, IdentifyQuota(client, rest, log, every=3600)))
    """

    def __init__(self, client: CountedClient, quota: SessionStartsLeft) -> None:
        self._client = client
        self._quota = quota

    def collect(self) -> Iterator[Metric]:
        events = CounterMetricFamily(
            "ignis_gateway_events", "Events that the gateway has sent, by Discord's name for them.", labels=["event"]
        )
        for event, count in sorted(self._client.events.counts.items()):
            events.add_metric([event], count)
        yield events
        connects = CounterMetricFamily(
            "ignis_gateway_connects",
            "New sessions that the bot asked the gateway for (identify) and sessions that it continued (resume).",
            labels=["how"],
        )
        connects.add_metric(["identify"], self._client.identifies)
        connects.add_metric(["resume"], self._client.resumes)
        yield connects
        yield _gauge(
            "ignis_gateway_identifies_left",
            "Sessions that may be begun until Discord resets its count; NaN until Discord has said so.",
            self._quota.left,
        )
        yield _gauge(
            "ignis_gateway_identifies_limit", "Sessions that may be begun in a day; NaN likewise.", self._quota.limit
        )


def _gauge(name: str, documentation: str, value: int | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, float("nan") if value is None else value)
