"""One question over real sockets: an answer, or the reason why there is none."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.stack.endpoints import Endpoint
from probes.outcome import CheckReason
from probes.peers.http_probe import HttpAnswer, HttpQuestion, NoHttpAnswer, ask, ask_outside
from tests.probes.stand_ins import FakeBot, answering, fake_bot, raw_server, serving

NOW = datetime(2026, 1, 2, tzinfo=UTC)
GONE_PID = 2**22 + 1  # no kernel gives a pid as large as this


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield session


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with fake_bot() as bot:
        yield bot


async def get(
    http: aiohttp.ClientSession, url: str, *, pid: int = 1, timeout_s: float = 5
) -> HttpAnswer | NoHttpAnswer:
    endpoint = Endpoint(url=url, pid=pid, since=NOW)
    return await ask(http, endpoint, "/livez", timeout_s=timeout_s, clock=SystemClock())


async def test_an_answer_has_its_status_body_time_and_date(http: aiohttp.ClientSession, bot: FakeBot) -> None:
    bot.answers["/livez"] = (503, {"loop_lag_s": 2})
    answer = await get(http, bot.url)
    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.body) == (503, {"loop_lag_s": 2})
    assert 0 < answer.latency_s < 5
    assert answer.date is not None
    assert answer.date.tzinfo is UTC
    assert bot.asked == ["/livez"]


async def test_an_error_may_come_as_a_page_but_a_success_may_not(http: aiohttp.ClientSession, bot: FakeBot) -> None:
    bot.answers["/livez"] = (502, "<html>proxy</html>")
    answer = await get(http, bot.url)
    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.body) == (502, {})
    for nonsense in ("<html>", "[1]", "[" * 100_000):
        bot.answers["/livez"] = (200, nonsense)
        assert await get(http, bot.url) == NoHttpAnswer(
            CheckReason.BAD_ANSWER, f"{bot.url}/livez did not answer with a JSON object"
        )


async def test_silence_is_a_timeout(http: aiohttp.ClientSession) -> None:
    async with raw_server(None) as url:
        answer = await get(http, url, timeout_s=0.05)
        assert answer == NoHttpAnswer(CheckReason.TIMEOUT, f"{url}/livez did not answer within 0.05 s")


async def test_what_is_not_http_is_a_bad_answer(http: aiohttp.ClientSession) -> None:
    async with raw_server(b"220 ftp ready\r\n") as url:
        answer = await get(http, url)
        assert isinstance(answer, NoHttpAnswer)
        assert answer.reason is CheckReason.BAD_ANSWER


@pytest.mark.parametrize(
    ("pid", "reason", "words"),
    [(1, CheckReason.REFUSED, "nothing listens at"), (GONE_PID, CheckReason.NOT_RUNNING, "is gone")],
)
async def test_without_a_listener_the_process_is_looked_for(
    http: aiohttp.ClientSession, unused_tcp_port: int, pid: int, reason: CheckReason, words: str
) -> None:
    answer = await get(http, f"http://127.0.0.1:{unused_tcp_port}", pid=pid)
    assert isinstance(answer, NoHttpAnswer)
    assert answer.reason is reason
    assert words in answer.detail
    assert str(pid) in answer.detail


async def test_an_endless_answer_is_not_read_to_its_end(http: aiohttp.ClientSession) -> None:
    async with answering('{"x": "' + "x" * 1_100_000 + '"}') as url:
        answer = await get(http, url)
        assert isinstance(answer, NoHttpAnswer)
        assert answer.reason is CheckReason.BAD_ANSWER


async def test_an_outside_service_gets_headers_and_a_body_and_no_redirect_is_followed(
    http: aiohttp.ClientSession,
) -> None:
    asked: list[tuple[str, str | None, object]] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        asked.append((request.method, request.headers.get("X-Key"), body))
        if request.method == "GET":
            raise web.HTTPTemporaryRedirect("/elsewhere")
        return web.json_response({"taken": True}, headers={"Date": "not a date"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with serving(app) as url:
        posted = await ask_outside(
            http, HttpQuestion(url, {"X-Key": "k"}, {"ids": [1]}), timeout_s=5, clock=SystemClock()
        )
        redirected = await ask_outside(http, HttpQuestion(url), timeout_s=5, clock=SystemClock())
    assert isinstance(posted, HttpAnswer)
    assert (posted.body, posted.date) == ({"taken": True}, None)
    assert isinstance(redirected, NoHttpAnswer)
    assert redirected.reason is CheckReason.BAD_ANSWER  # /elsewhere was not asked
    assert asked == [("POST", "k", {"ids": [1]}), ("GET", None, None)]


async def test_an_outside_service_without_a_connection_is_named_without_its_path(
    http: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    question = HttpQuestion(f"http://127.0.0.1:{unused_tcp_port}/secret/path")
    answer = await ask_outside(http, question, timeout_s=5, clock=SystemClock())
    assert isinstance(answer, NoHttpAnswer)
    assert answer.reason is CheckReason.UNREACHABLE
    assert answer.detail.startswith(f"no connection to 127.0.0.1:{unused_tcp_port} (")
