"""The digest of an outage fits Discord's limits and names what it tells of."""

from datetime import timedelta

from probes.relay.incidents.incident import Resolution
from probes.relay.message_limits import CONTENT, length
from probes.relay.notify.digest import digest_payload
from probes.relay.outbox.digest import Digest
from tests.probes.relay.rig import T0, incident, telling_of

LATER = T0 + timedelta(hours=1)


def test_it_counts_and_lists_what_began_and_ended() -> None:
    over = telling_of(incident(7).resolved(LATER, Resolution.BACK))
    digest = Digest(T0, LATER, (over,), still_open=(telling_of(incident(8)),), expired=(telling_of(incident(3)),))
    body = digest_payload(digest)
    assert "incident 7" in body["content"]
    assert "incident 8" in body["content"]
    assert "1 more waited for over 24 hours" in body["content"]
    assert body["allowed_mentions"] == {"parse": []}
    assert digest.numbers == (3, 7)


def test_a_thousand_fit() -> None:
    over = tuple(telling_of(incident(number).resolved(LATER, Resolution.BACK)) for number in range(1, 1001))
    assert length(digest_payload(Digest(T0, LATER, over))["content"]) <= CONTENT
