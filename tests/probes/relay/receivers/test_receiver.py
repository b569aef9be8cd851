"""Every receiver keeps what `Receiver` promises, and every outcome is a label that Prometheus can have."""

import re

import aiohttp
import pytest
from pydantic import SecretStr

from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.build import Unusable
from probes.relay.receivers.json_hook import JsonHook
from probes.relay.receivers.mail import Mail, MailAccount
from probes.relay.receivers.ntfy import Ntfy
from probes.relay.receivers.receiver import Receiver, SendOutcome
from tests.probes.relay.receivers.http_bench import MESSAGE


async def test_none_raises_for_an_address_where_nobody_is(unused_tcp_port: int) -> None:
    nowhere = SecretStr(f"http://127.0.0.1:{unused_tcp_port}/canary-topic")
    account = MailAccount("127.0.0.1", unused_tcp_port, "none", "", None, "a@example.org", ("b@example.org",))
    async with aiohttp.ClientSession(trust_env=False) as session:
        receivers: list[Receiver] = [
            Ntfy(session, nowhere, None),
            JsonHook(session, nowhere, None),
            Mail(account),
            Unusable("ntfy", "IGNIS_NTFY_URL is not set"),
        ]
        for one in receivers:
            result = await one.send(MESSAGE)
            assert result.outcome is not SendOutcome.DELIVERED
            assert result.why
            assert "canary" not in result.why
            assert re.fullmatch("[a-z]+", one.kind)


@pytest.mark.parametrize("word", [*SendOutcome, *MessageEvent])
def test_the_words_are_plain(word: str) -> None:
    assert re.fullmatch("[a-z_]+", word)
