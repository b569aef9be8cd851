"""The relay's routes for people. Orders need the token in var/run/control.token; the command line and the bot have it.

    POST   /incidents/{id}/ack       {"by": {"name", "discord_id"?}, "why"?, "whole_message"?}
    POST   /incidents/{id}/restart   the same
    GET    /incidents/{id}/log       ?lines=15
    POST   /silences                 ... and "for_s" with "subject" or "incident"
    DELETE /silences/{subject}
    POST   /pause                    ... and "for_s"; "why" is required
    DELETE /pause
    POST   /test-alert
    GET    /actions                  ?count=50; without the token, as GET /incidents

An answer says what happened (`OperatorAnswer`). 400 is for an order that cannot be meant, 404 for an unknown incident.
"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, TypeVar

from aiohttp import web
from pydantic import ValidationError

from ignis.runtime.base.spans import span_text
from ignis.runtime.stack.control_token import ControlTokenFile, line
from ignis.runtime.stack.http_shapes import ReportedAction, ReportedActions
from ignis.runtime.stack.operator_shapes import (
    LONGEST,
    OperatorAnswer,
    OperatorOutcome,
    Order,
    PauseOrder,
    SilenceOrder,
)
from probes.database import StoreError
from probes.relay.action_log import ActionLog, RecordedAction
from probes.relay.operators.desk import OperatorDesk, OrderRefused

MOST_ACTIONS: Final = 1000
_ACTIONS: Final = 50
_MOST_LINES: Final = 200
_LINES: Final = 15
_LARGEST: Final = 1 << 62
_EXPECTED: Final = {
    "missing": "missing",
    "json_invalid": "not JSON",
    "model_type": "expected an object",
    "string_type": "expected text",
    "string_too_short": "expected at least {min_length} characters",
    "string_too_long": "expected at most {max_length} characters",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "finite_number": "expected a number",
    "greater_than": "expected more than {gt}",
    "greater_than_equal": "expected at least {ge}",
    "less_than": "expected less than {lt}",
    "less_than_equal": "expected at most {le}",
}
"""By pydantic's name for a mistake, filled in with its context: the words of the settings, not of a library."""
_Order = TypeVar("_Order", bound=Order)


def operator_routes(desk: OperatorDesk, actions: ActionLog, token: ControlTokenFile) -> Sequence[web.RouteDef]:
    routes = _OperatorRoutes(desk, actions, token)
    return [
        web.post("/incidents/{id}/ack", routes.acknowledge),
        web.post("/incidents/{id}/restart", routes.restart),
        web.get("/incidents/{id}/log", routes.show_log),
        web.post("/silences", routes.silence),
        web.delete("/silences/{subject:.+}", routes.unsilence),
        web.post("/pause", routes.pause),
        web.delete("/pause", routes.resume),
        web.post("/test-alert", routes.test),
        web.get("/actions", routes.list_actions),
    ]


class _OperatorRoutes:
    def __init__(self, desk: OperatorDesk, actions: ActionLog, token: ControlTokenFile) -> None:
        self._desk = desk
        self._actions = actions
        self._token = token

    async def acknowledge(self, request: web.Request) -> web.Response:
        number, order = _incident(request), await self._order(request, Order)
        return _answer(await self._desk.acknowledge(number, order))

    async def restart(self, request: web.Request) -> web.Response:
        number, order = _incident(request), await self._order(request, Order)
        return _answer(await self._desk.restart(number, order))

    async def show_log(self, request: web.Request) -> web.Response:
        self._check_token(request)
        count = _count(request, "lines", _LINES, most=_MOST_LINES)
        found = await self._desk.log_of(_incident(request), count)
        return _answer(found) if isinstance(found, OperatorAnswer) else web.json_response(found.to_json())

    async def silence(self, request: web.Request) -> web.Response:
        order = await self._order(request, SilenceOrder)
        try:
            return _answer(await self._desk.silence(order))
        except OrderRefused as refusal:
            raise _bad(str(refusal)) from None

    async def unsilence(self, request: web.Request) -> web.Response:
        order = await self._order(request, Order)
        return _answer(await self._desk.unsilence(request.match_info["subject"], order))

    async def pause(self, request: web.Request) -> web.Response:
        return _answer(await self._desk.pause(await self._order(request, PauseOrder)))

    async def resume(self, request: web.Request) -> web.Response:
        return _answer(await self._desk.resume(await self._order(request, Order)))

    async def test(self, request: web.Request) -> web.Response:
        return _answer(await self._desk.test(await self._order(request, Order)))

    async def list_actions(self, request: web.Request) -> web.Response:
        count = _count(request, "count", _ACTIONS, most=MOST_ACTIONS)
        try:
            found = await asyncio.to_thread(self._actions.recent, count)
        except StoreError as error:
            return line(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        return web.json_response(ReportedActions(actions=tuple(map(as_reported, found))).to_json())

    async def _order(self, request: web.Request, shape: type[_Order]) -> _Order:
        """The order in a request. Raises HTTPException for one without the token, and for one that cannot be meant."""
        self._check_token(request)
        try:
            return shape.model_validate_json(await request.read())
        except ValidationError as error:
            raise _bad(_problem(error)) from None

    def _check_token(self, request: web.Request) -> None:
        if (refusal := self._token.refusal(request)) is not None:
            raise web.HTTPUnauthorized(text=refusal.text, content_type=refusal.content_type)


def as_reported(action: RecordedAction) -> ReportedAction:
    return ReportedAction(
        at=action.at,
        by=action.by,
        discord_id=action.discord_id,
        what=action.what,
        subject=action.subject,
        incident=action.incident,
        until=action.until,
        why=action.why,
    )


def _incident(request: web.Request) -> int:
    written = request.match_info["id"]
    if not (written.isascii() and written.isdigit() and int(written) < _LARGEST):
        raise _bad(f"{written[:40]!r} is no number of an incident")
    return int(written)


def _count(request: web.Request, name: str, default: int, *, most: int) -> int:
    written = request.query.get(name, str(default))
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= most):
        raise _bad(f"{name}: expected a number from 1 to {most}")
    return int(written)


def _answer(answer: OperatorAnswer) -> web.Response:
    unknown = answer.outcome is OperatorOutcome.UNKNOWN
    return web.json_response(answer.to_json(), status=HTTPStatus.NOT_FOUND if unknown else HTTPStatus.OK)


def _bad(why: str) -> web.HTTPBadRequest:
    answer = line(HTTPStatus.BAD_REQUEST, why)
    return web.HTTPBadRequest(text=answer.text, content_type=answer.content_type)


def _problem(error: ValidationError) -> str:
    """The first thing that is wrong with an order."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    if place == "for_s" and first["type"] == "less_than_equal":
        return f"for_s: no longer than {span_text(LONGEST)}; what lasts for ever is forgotten"
    if (expected := _EXPECTED.get(first["type"])) is not None:
        said = expected.format(**first.get("ctx", {}))
    else:
        said = str(first["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}" if place else said
