"""ntfy: notifications on a phone, from ntfy.sh or a server of one's own (https://docs.ntfy.sh/publish/).

The address ends in the topic, and whoever knows the topic reads it: it is a secret.
"""

from typing import Any, Final

import aiohttp
import yarl
from pydantic import SecretStr

from probes.relay.incidents.incident import Severity
from probes.relay.message_limits import clip
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.http_request import post_json
from probes.relay.receivers.receiver import PlainMessage, SendOutcome, SendResult

_TITLE: Final = 200
_LONGEST: Final = 3800
"""Bytes: of a longer text than 4,096 ntfy makes a file (https://docs.ntfy.sh/publish/#limitations)."""

_PRIORITY: Final = {Severity.CRITICAL: 5, Severity.WARNING: 4, Severity.INFO: 3}
_TAGS: Final = {Severity.CRITICAL: "rotating_light", Severity.WARNING: "warning", Severity.INFO: "speech_balloon"}


class Ntfy:
    """Example:
    result = await Ntfy(session, SecretStr("https://ntfy.sh/a-topic-nobody-guesses"), None).send(message)
    """

    kind = "ntfy"
    problem = None

    def __init__(self, session: aiohttp.ClientSession, address: SecretStr, token: SecretStr | None) -> None:
        self._session = session
        self._address = address
        self._token = token

    async def send(self, message: PlainMessage) -> SendResult:
        server, topic = _parts(self._address)
        if not topic:
            return SendResult(
                SendOutcome.MISCONFIGURED, "its address must end with a topic, as in https://ntfy.sh/TOPIC"
            )
        headers = {"Authorization": f"Bearer {self._token.get_secret_value()}"} if self._token else {}
        answer = await post_json(self._session, server, published(message, topic), headers)
        delivered = answer.result.outcome is SendOutcome.DELIVERED
        if delivered and not isinstance(answer.json().get("id"), str):  # for example a page that asks to log in
            return SendResult(SendOutcome.UNAVAILABLE, "what answered is not ntfy")
        return answer.result


def published(message: PlainMessage, topic: str) -> dict[str, Any]:
    """The message as ntfy wants it."""
    over = message.event is MessageEvent.OVER
    return {
        "topic": topic,
        "title": clip(message.subject, _TITLE),
        "message": _within(message.text, _LONGEST),
        "priority": _PRIORITY[Severity.INFO] if over else _PRIORITY[message.severity],
        "tags": ["white_check_mark" if over else _TAGS[message.severity]],
    }


def _parts(address: SecretStr) -> tuple[SecretStr, str]:
    """The server and the topic."""
    try:
        url = yarl.URL(address.get_secret_value())
        return SecretStr(str(url.parent.with_query(None))), url.name
    except ValueError:
        return address, ""


def _within(text: str, most: int) -> str:
    """The beginning of `text` that has at most so many bytes."""
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= most else encoded[: most - 3].decode("utf-8", "ignore") + "…"
