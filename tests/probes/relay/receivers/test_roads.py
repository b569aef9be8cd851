"""All roads together: Discord first, and what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from prometheus_client import CollectorRegistry

from ignis.runtime.resilience.background import EvenDice
from probes.relay.incidents.incident import Severity
from probes.relay.notices.notice import Telling
from probes.relay.notify.message import MessageStyle
from probes.relay.notify.outbox_worker import WebhookState, WebhookStatus
from probes.relay.outbox.outbox import Outbox
from probes.relay.outbox.road_memory import RoadMemory
from probes.relay.receivers.build import Unusable
from probes.relay.receivers.discord_road import SURE_AFTER, DiscordRoad
from probes.relay.receivers.metrics import ReceiverMetrics
from probes.relay.receivers.road import Road
from probes.relay.receivers.road_queue import RoadRule
from probes.relay.receivers.roads import Roads
from tests.probes.relay.receivers.tellings import KeptRoads, telling
from tests.probes.relay.rig import T0, TurnedClock, readable_log


@dataclass
class Worker:
    """The last stage of the way to Discord."""

    state: WebhookState = WebhookState.UP
    outbox: Outbox = field(default_factory=Outbox)

    @property
    def status(self) -> WebhookStatus:
        return WebhookStatus(self.state, T0)

    def tell(self, tellings: Sequence[Telling]) -> None:
        self.outbox = self.outbox.put(tellings, T0)


async def test_discord_is_told_first_and_every_road_is_known_and_tried() -> None:
    worker, clock, (log, _) = Worker(), TurnedClock(), readable_log()
    rule = RoadRule(always=True, least=Severity.INFO)
    road = Road(
        Unusable("ntfy", "IGNIS_NTFY_URL is not set"), rule, DiscordRoad(worker, 60, clock), MessageStyle(),
        kept=KeptRoads(), memory=RoadMemory(), clock=clock, dice=EvenDice(),
        metrics=ReceiverMetrics(CollectorRegistry()), log=log,
    )  # fmt: skip
    roads = Roads(worker, [road])
    roads.tell([telling()])
    assert worker.outbox.depth == 1
    (status,) = roads.statuses
    assert (status.kind, status.waiting, status.why) == ("ntfy", 1, "IGNIS_NTFY_URL is not set")
    assert await roads.test("Vulkan", within_s=1) == {"ntfy": "not told, IGNIS_NTFY_URL is not set"}


def test_when_discord_counts_as_down() -> None:
    clock, worker = TurnedClock(), Worker()
    discord = DiscordRoad(worker, 60, clock)
    worker.tell([telling()])
    assert not discord.down()
    assert not discord.took(1)
    worker.state = WebhookState.DOWN
    assert not discord.down(), "one request that failed is no outage yet"
    clock.turn(SURE_AFTER / timedelta(seconds=1))
    assert discord.down()
    worker.state = WebhookState.UP
    assert not discord.down()
    clock.turn(60)
    assert discord.down(), "it has taken nothing for a minute"
    assert discord.took(99), "what is no longer there was told"
    worker.outbox = Outbox()
    for state in (WebhookState.OFF, WebhookState.NONE):
        worker.state = state
        assert discord.down()
        assert not discord.took(1)
