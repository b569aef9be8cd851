"""Gives operators' orders to the relay over loopback, with the token of the stack."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import yarl

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.control_token import read_token
from ignis.runtime.stack.http_shapes import ReportedIncidents
from ignis.runtime.stack.operator_shapes import OperatorAnswer, Order, ReportedLog, SilenceOrder
from ignis.services.ports import AlertDeskError, OrderProblem

_RELAY: Final = "relay"
_READ: Final = aiohttp.ClientTimeout(total=1.5)  # seconds; suggestions must be there while a person types
_ORDER: Final = aiohttp.ClientTimeout(total=8)  # seconds; the relay may wait for a busy disk


class LoopbackAlertDesk:
    """The `AlertDesk` of production."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def incidents(self) -> ReportedIncidents:
        _, content = await self._ask("GET", "/incidents", timeout=_READ)
        found = ReportedIncidents.from_json(content)
        if found is None:
            raise AlertDeskError("the relay does not say what is open")
        return found

    async def acknowledge(self, number: int, order: Order) -> OperatorAnswer:
        return await self._give("POST", f"/incidents/{number}/ack", order)

    async def silence(self, order: SilenceOrder) -> OperatorAnswer:
        return await self._give("POST", "/silences", order)

    async def unsilence(self, subject: str, order: Order) -> OperatorAnswer:
        return await self._give("DELETE", f"/silences/{quote(subject, safe='')}", order)

    async def test(self, order: Order) -> OperatorAnswer:
        return await self._give("POST", "/test-alert", order)

    async def restart(self, number: int, order: Order) -> OperatorAnswer:
        return await self._give("POST", f"/incidents/{number}/restart", order)

    async def log(self, number: int) -> ReportedLog | OperatorAnswer:
        status, content = await self._ask("GET", f"/incidents/{number}/log", timeout=_READ)
        return ReportedLog.from_json(content) or _answer(status, content)

    async def _give(self, method: str, path: str, order: Order) -> OperatorAnswer:
        status, content = await self._ask(method, path, timeout=_ORDER, body=order.to_json())
        return _answer(status, content)

    async def _ask(
        self, method: str, path: str, *, timeout: aiohttp.ClientTimeout, body: Mapping[str, Any] | None = None
    ) -> tuple[int, object]:
        published = endpoints.read(self._home).get(_RELAY)
        if published is None:
            raise AlertDeskError("the relay has not published an address")
        headers = {"Authorization": f"Bearer {read_token(self._home.control_token_file)}"}
        url = yarl.URL(published.url + path, encoded=True)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers=headers) as http,
                http.request(method, url, json=body, allow_redirects=False) as answer,
            ):
                return answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise AlertDeskError(f"the relay does not answer: {type(error).__name__}") from None


def _answer(status: int, content: object) -> OperatorAnswer:
    answer = OperatorAnswer.from_json(content)
    if answer is not None:
        return answer
    why = content.get("error") if isinstance(content, dict) else None
    if status == HTTPStatus.BAD_REQUEST:
        raise OrderProblem(str(why))
    raise AlertDeskError(f"the relay answers {status}: {why}")
