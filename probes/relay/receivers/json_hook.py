"""A webhook of one's own: a POST with JSON, for whatever is to happen then. docs/alerts.md has its form."""

from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from probes.relay.incidents.incident import Incident
from probes.relay.incidents.severity import severity_of
from probes.relay.receivers.http_request import post_json
from probes.relay.receivers.receiver import PlainMessage, SendResult

VERSION: Final = 1
"""Of the form. A new field raises nothing; one that goes or means something else does."""


class JsonHook:
    """Example:
    result = await JsonHook(session, SecretStr("https://example.org/hook"), None).send(message)
    """

    kind = "webhook"
    problem = None

    def __init__(self, session: aiohttp.ClientSession, address: SecretStr, token: SecretStr | None) -> None:
        self._session = session
        self._address = address
        self._token = token

    async def send(self, message: PlainMessage) -> SendResult:
        """The key comes as `Idempotency-Key`: a message that was taken, but not answered, is sent again with it."""
        headers = {"Idempotency-Key": message.key}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return (await post_json(self._session, self._address, form(message), headers)).result


def form(message: PlainMessage) -> dict[str, Any]:
    return {
        "version": VERSION,
        "event": message.event.value,
        "key": message.key,
        "thread": message.thread,
        "severity": message.severity.value,
        "title": message.subject,
        "text": message.text,
        "at": message.at.isoformat(),
        "incidents": [_incident(one) for one in message.incidents],
    }


def _incident(one: Incident) -> dict[str, Any]:
    return {
        "id": one.number,
        "subject": one.subject,
        "name": one.name,
        "kind": one.kind.value,
        "severity": severity_of(one).value,
        "opened_at": one.opened_at.isoformat(),
        "resolved_at": one.resolved_at.isoformat() if one.resolved_at else None,
    }
