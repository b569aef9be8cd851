"""A message, and receivers over real HTTP to send it to."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from pydantic import SecretStr

from probes.relay.incidents.incident import Severity
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.json_hook import JsonHook
from probes.relay.receivers.ntfy import Ntfy
from probes.relay.receivers.receiver import PlainMessage, Receiver
from tests.probes.relay.receivers.servers import CANARY, HttpReceiver, http_receiver
from tests.probes.relay.rig import T0, incident

TOKEN = SecretStr("canary-access-token")
KEY = "ignis-7-1-opened"
MESSAGE = PlainMessage(
    MessageEvent.OPENED, Severity.CRITICAL, "bot crashed", "Память", T0, KEY, KEY, (incident(),)
)  # fmt: skip


@asynccontextmanager
async def both(kind: str, token: SecretStr | None = TOKEN) -> AsyncGenerator[tuple[HttpReceiver, Receiver]]:
    async with http_receiver() as server, aiohttp.ClientSession(trust_env=False) as session:
        address = SecretStr(f"{server.url}/{CANARY}")
        made = Ntfy(session, address, token) if kind == "ntfy" else JsonHook(session, address, token)
        yield server, made
