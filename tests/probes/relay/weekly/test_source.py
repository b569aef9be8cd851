"""From the exporter's real history to Discord's webhook, over real HTTP."""

import os
from pathlib import Path

import aiohttp
from aiohttp import web

from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import serve
from probes.relay.delivery_result import DeliveryResult
from probes.relay.notify.message import MessageStyle
from probes.relay.notify.webhook import Picture, Webhook
from probes.relay.weekly.report import PICTURE, WEEKLY, report
from probes.relay.weekly.source import ExporterHistory
from probes.relay.weekly.week import week_of
from tests.probes.relay.weekly.rig import answer, history
from tests.probes.stand_ins import new_home
from tests.support.servers.sandbox import running_sandbox

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


async def test_the_history_is_asked_for_and_anything_else_is_none(tmp_path: Path) -> None:
    home = new_home(tmp_path / "var")
    answers = [
        web.json_response(answer(transitions=[{"detail": "x" * 200}] * 20_000)),  # it comes in many pieces
        web.json_response({"error": "busy"}, status=503),
        web.Response(text="<html>"),
    ]
    asked: list[str] = []

    async def get(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        return answers.pop(0)

    app = web.Application()
    app.router.add_get("/history.json", get)
    async with aiohttp.ClientSession() as session:
        source = ExporterHistory(session, home)
        assert await source.week() is None, "no exporter has ever run"
        async with serve(app, port=0, what="exporter") as url:
            endpoints.publish(home, "exporter", url, pid=os.getpid())
            assert await source.week() == history()
            assert [await source.week() for _ in range(2)] == [None, None]
        assert await source.week() is None, "it is gone"
    assert asked == ["/history.json?window=7d"] * 3


async def test_discord_takes_the_message_with_its_picture() -> None:
    body = report(week_of(history(), "UTC"), WEEKLY["en"], MessageStyle(), picture=True)
    async with running_sandbox() as sandbox:
        webhook = Webhook(sandbox.http, sandbox.info.alert_webhook, timeout_s=5)
        assert (await webhook.post(body, Picture(PICTURE, PNG))).result is DeliveryResult.DELIVERED
        message = (await sandbox.messages("legion-alerts"))[-1]
        (card,) = message["embeds"]
        assert card["title"] == "📅 The last seven days"
        assert card["image"]["url"].endswith(PICTURE)
        assert [(one["filename"], one["size"]) for one in message["attachments"]] == [(PICTURE, len(PNG))]
