"""What happens to a REST request: broken on purpose? authorised? within the limits? allowed by the rules? Then done."""

import json
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.sandbox import rules
from ignis.sandbox.errors import ApiError, internal_error, not_found, unauthorized
from ignis.sandbox.faults import Faults
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.http_faults import break_request, cut, late
from ignis.sandbox.limits import RateLimiter, classify
from ignis.sandbox.rest import body, form
from ignis.sandbox.rest.limit_headers import limit_headers, too_many
from ignis.sandbox.simcord_bridge import ApiRequest, Created, Simulation, served_at
from ignis.sandbox.traffic.witness import Witness

_VERSIONS = ("v10", "v9")
_CREATED = 201
_NO_CONTENT = 204
_TOO_MANY = 429
_NO_ROUTE = (404, 405)
_SERVED_KEPT = 5_000


@dataclass(frozen=True)
class ServedRequest:
    """A request and the status it was answered with. `path` begins behind the version."""

    at: str
    method: str
    path: str
    status: int


@dataclass(frozen=True)
class RestApi:
    simulation: Simulation
    faults: Faults
    limiter: RateLimiter
    clock: Clock
    token: str
    gateway: Gateway
    log: Logger
    witness: Witness
    served: deque[ServedRequest] = field(default_factory=lambda: deque(maxlen=_SERVED_KEPT))
    """The last requests, oldest first."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serves /api/{path}, with or without a version in front."""
        answer = await self._answer(request)
        path = request.match_info["path"].partition("/")
        self.served.append(ServedRequest(self.clock.now().isoformat(), request.method, f"/{path[2]}", answer.status))
        return answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        version, _, rest = request.match_info["path"].partition("/")
        path = f"/{rest}" if version in _VERSIONS else f"/{version}/{rest}".rstrip("/")
        target = "webhook" if self._is_incoming_webhook(path) else "discord-rest"
        fault = self.faults.take(target, self.clock.monotonic(), f"{request.method} {path}")
        if fault is None and self.simulation.servers.in_outage(path):
            return await break_request(request, "error-130000")
        if fault is None:
            return await self._serve(request, path)
        if fault.kind == "slow":
            await late(fault)
            return await self._serve(request, path)
        if fault.kind == "answer-lost":
            await self._serve(request, path)
            return cut(request)
        return await break_request(request, fault.kind, fault.delay)

    async def _serve(self, request: web.Request, path: str) -> web.StreamResponse:
        route, bucket = classify(request.method, path, self.simulation)
        verdict = self.limiter.take(route, bucket, self.clock.monotonic())
        if not verdict.allowed:
            await request.read()
            refusal, headers = too_many(route, verdict)
            self.witness.answered(request.method, path, None, _TOO_MANY, refusal)
            return _json(request.host, refusal, _TOO_MANY, headers)
        headers = limit_headers(route, verdict, self.clock.now())
        asked, status, answer = await self._served(request, path)
        self.witness.answered(request.method, path, asked, status, answer)
        return (
            web.Response(status=status, headers=headers)
            if answer is None
            else _json(request.host, answer, status, headers)
        )

    async def _served(self, http: web.Request, path: str) -> tuple[Any, int, Any]:
        """The body of the request, the status and the body of the answer; None for no body."""
        request: ApiRequest | None = None
        try:
            self._authorise(http, path)
            request = await body.read(http, path)
            answer = self._reply(request, http)
        except ApiError as refusal:
            if refusal.code == 0 and refusal.status in _NO_ROUTE:
                self.log.warning("no such route, or none that the sandbox has", method=http.method, path=path)
            return request and request.json, refusal.status, refusal.body()
        except Exception:  # a fault of the sandbox itself: the log has it, and the bot gets Discord's words for one
            self.log.exception("the sandbox failed on a request", method=http.method, path=path)
            broken = internal_error()
            return request and request.json, broken.status, broken.body()
        return request.json, _status(answer), answer

    def _reply(self, request: ApiRequest, http: web.Request) -> Any:
        """The JSON of the answer; None for none. Raises ApiError."""
        if request.method == "GET" and request.path in ("/gateway", "/gateway/bot"):
            return self._gateway(http, details=request.path.endswith("bot"))
        self.simulation.check_access(request)
        self._check_rules(request)
        result = self.simulation.request(replace(request, json=form.checked(request)))
        return None if _silent(request, self.simulation.view.bot_id) else result

    def _gateway(self, request: web.Request, *, details: bool) -> dict[str, Any]:
        url = {"url": f"ws://{request.host}/gateway"}
        return url | {"shards": 1, "session_start_limit": self.gateway.start_limit()} if details else url

    def _check_rules(self, request: ApiRequest) -> None:
        files = [rules.UploadedFile(upload.filename, len(upload.content)) for upload in request.files]
        refusal = rules.check_request(
            request.method,
            request.path,
            request.json,
            files=files,
            reason=request.reason,
            view=self.simulation.view,
            query=request.params,
        )
        if refusal is not None:
            raise ApiError(refusal.status, refusal.code, refusal.message, refusal.errors)

    def _is_incoming_webhook(self, path: str) -> bool:
        match path.split("/"):
            case ["", "webhooks", number, _, *_] if number.isdecimal():
                return int(number) != self.simulation.view.bot_id
            case _:
                return False

    def _authorise(self, request: web.Request, path: str) -> None:
        match path.split("/"):
            case ["", "gateway"] | ["", "interactions", _, _, "callback"] | ["", "webhooks", _, _, *_]:
                return  # the token in the path says it all
            case ["", first, *_] if first:
                given = request.headers.get("Authorization", "").encode()
                if not secrets.compare_digest(given, f"Bot {self.token}".encode()):
                    raise unauthorized()
            case _:
                raise not_found()


def _status(answer: Any) -> int:
    if answer is None:
        return _NO_CONTENT
    return _CREATED if isinstance(answer, Created) else 200


def _silent(request: ApiRequest, bot_id: int) -> bool:
    """Discord answers these with 204 unless the caller asks for the result. The webhook `bot_id` is of follow-ups,
    which are always answered with the message.
    """
    match [request.method, *request.segments]:
        case ["POST", "webhooks", webhook, _] if webhook != str(bot_id):
            asked = request.params.get("wait")
        case ["POST", "interactions", _, _, "callback"]:
            asked = request.params.get("with_response")
        case _:
            return False
    return str(asked).lower() not in ("1", "true")


def _json(host: str, content: Any, status: int, headers: Mapping[str, str]) -> web.Response:
    # exactly this content type: discord.py takes a body with a charset behind it for text
    return web.Response(
        body=served_at(host, json.dumps(content)).encode(),
        status=status,
        headers={**headers, "Content-Type": "application/json"},
    )
