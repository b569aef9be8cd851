from hypothesis import given, strategies as st

from ignis.bot.gateway.events import KNOWN, OTHER, GatewayEvents
from tests.bot.conftest import Bench


@given(st.lists(st.sampled_from(sorted(KNOWN)) | st.text(), max_size=50))
def test_all_are_counted_and_only_discords_names_are_names(events: list[str]) -> None:
    counted = GatewayEvents()
    for event in events:
        counted.count(event)
    assert sum(counted.counts.values()) == len(events)
    assert counted.counts.keys() <= KNOWN | {OTHER}
    assert counted.counts.get(OTHER, 0) == len([event for event in events if event not in KNOWN])


def test_all_that_discord_py_understands_is_known(bench: Bench) -> None:
    understood = set(bench.client._connection.parsers)
    assert understood >= {"READY", "GUILD_MEMBER_UPDATE"}
    assert understood - KNOWN == set()
