"""The routes for operators, over real HTTP: the token, bad input in one line, and what an answer says."""

from pathlib import Path
from typing import Any

import pytest

from tests.probes.relay.operators.bench import DIED, ROOT, SECRET, VULKAN, operator_bench

ORDERS = [
    ("POST", "/incidents/1/ack"),
    ("POST", "/incidents/1/restart"),
    ("GET", "/incidents/1/log"),
    ("POST", "/silences"),
    ("DELETE", "/silences/check:disk"),
    ("POST", "/pause"),
    ("DELETE", "/pause"),
    ("POST", "/test-alert"),
]


async def test_without_the_token_nothing_is_ordered(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        await bench.relay.manager.handle([DIED])
        before = bench.relay.manager.notices
        for method, path in ORDERS:
            for headers in ({}, {"Authorization": "Bearer wrong"}):
                body = {"by": VULKAN, "for_s": 60, "subject": "check:disk", "why": "for a test"}
                async with bench.http.request(method, path, json=body, headers=headers) as answer:
                    assert (answer.status, "control.token" in (await answer.json())["error"]) == (401, True), path
        assert bench.relay.manager.notices == before
        assert bench.relay.control.asked == []
        assert bench.actions.recent(9) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "line"),
    [
        ("POST", "/incidents/x/ack", {"by": ROOT}, "'x' is no number of an incident"),
        ("POST", "/incidents/1/ack", {}, "by: missing"),
        ("POST", "/incidents/1/ack", [], "expected an object"),
        ("POST", "/incidents/1/ack", {"by": {"name": ""}}, "by.name: expected at least 1 character"),
        ("POST", "/silences", {"by": ROOT, "subject": "check:disk"}, "for_s: missing"),
        ("POST", "/silences", {"by": ROOT, "for_s": 60}, "expected either `subject` or `incident`"),
        ("POST", "/silences", {"by": ROOT, "for_s": 60, "subject": "disk"}, "'disk' is no subject: expected one such"),
        ("POST", "/silences", {"by": ROOT, "for_s": 60, "subject": "cheque:disk"}, "'cheque' is no kind of subject"),
        (
            "POST",
            "/silences",
            {"by": ROOT, "for_s": 60, "subject": "check:dsk"},
            "there is no 'check:dsk'; did you mean check:disk?",
        ),
        ("POST", "/silences", {"by": ROOT, "for_s": 60, "subject": "*"}, "to silence everything, pause"),
        ("POST", "/silences", {"by": ROOT, "for_s": 60, "incident": "abc"}, "incident: expected a whole number"),
        ("POST", "/silences", {"by": ROOT, "for_s": 60, "subject": "*:*"}, "to silence everything, pause"),
        ("POST", "/silences", {"by": ROOT, "for_s": 604801, "subject": "check:disk"}, "for_s: no longer than 7d;"),
        ("POST", "/silences", {"by": ROOT, "for_s": 0, "subject": "check:disk"}, "for_s: expected at least 1"),
        ("POST", "/pause", {"by": ROOT, "for_s": 60}, "why: expected a reason of at least 3"),
        ("POST", "/pause", {"by": ROOT, "for_s": 60, "why": "  "}, "why: expected a reason of at least 3"),
        ("POST", "/pause", {"by": ROOT, "for_s": 60, "why": "x" * 201}, "why: expected at most 200 characters"),
        ("GET", "/incidents/1/log?lines=0", {}, "lines: expected a number from 1 to 200"),
        ("GET", "/actions?count=x", {}, "count: expected a number from 1 to 1000"),
    ],
)
async def test_what_cannot_be_meant_is_one_line(tmp_path: Path, method: str, path: str, body: Any, line: str) -> None:
    async with operator_bench(tmp_path) as bench:
        await bench.relay.manager.handle([DIED])
        status, answer = await bench.order(method, path, body)
        assert (status, answer["error"].startswith(line)) == (400, True), answer
        assert "\n" not in answer["error"]
        assert bench.actions.recent(9) == []


async def test_a_body_that_is_not_json_is_one_line(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        headers = {"Authorization": f"Bearer {bench.token}"}
        async with bench.http.post("/pause", data=b"\xff<html>", headers=headers) as answer:
            assert (answer.status, (await answer.json())["error"][:8]) == (400, "not JSON")


async def test_what_happened_is_said_and_recorded(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        await bench.relay.manager.handle([DIED])
        status, answer = await bench.order("POST", "/incidents/1/ack", {"by": ROOT, "why": "I look at it"})
        assert (status, answer["outcome"], answer["by"], answer["recorded"]) == (200, "acknowledged", "root", True)
        status, answer = await bench.order("POST", "/incidents/1/ack")
        assert (status, answer["outcome"], answer["by"]) == (200, "already_acknowledged", "root")
        assert answer["text"].startswith("incident 1 is acknowledged already, by root at ")
        status, answer = await bench.order("POST", "/incidents/77/ack")
        assert (status, answer["outcome"]) == (404, "unknown")
        async with bench.http.get("/actions") as listed:
            (line,) = (await listed.json())["actions"]
    shown = (line["by"], line["discord_id"], line["what"], line["subject"], line["incident"], line["why"])
    assert shown == ("root", None, "acknowledge", "process:bot", 1, "I look at it")


async def test_silences_by_subject_in_any_script_end_by_subject(tmp_path: Path) -> None:
    subject = "alert:Память/диск *?#"
    async with operator_bench(tmp_path) as bench:
        _, answer = await bench.order("POST", "/silences", subject=subject, for_s=60)
        assert (answer["outcome"], answer["subject"]) == ("silenced", subject)
        assert list(bench.relay.manager.notices.silences) == [subject]
        path = "/silences/alert%3A%D0%9F%D0%B0%D0%BC%D1%8F%D1%82%D1%8C%2F%D0%B4%D0%B8%D1%81%D0%BA%20*%3F%23"
        assert (await bench.order("DELETE", path))[1]["outcome"] == "unsilenced"
        assert (await bench.order("DELETE", path))[1]["outcome"] == "not_silenced"


async def test_the_log_is_readable_and_has_no_secret(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        await bench.relay.manager.handle([DIED])
        (bench.relay.home.log / "bot.log").write_text(
            '{"event": "connected", "level": "info", "timestamp": "2026-01-02T03:04:05Z"}\n'
            f'{{"event": "login", "level": "error", "timestamp": "2026-01-02T03:04:06Z", "error": "{SECRET}"}}\n'
            "Segmentation fault\n",
            encoding="utf-8",
        )
        status, answer = await bench.order("GET", "/incidents/1/log?lines=3", {})
        assert (status, answer["program"]) == (200, "bot")
        assert answer["lines"] == [
            "03:04:05 info connected",
            "03:04:06 error login: [redacted]",
            "Segmentation fault",
        ]
        assert len((await bench.order("GET", "/incidents/1/log?lines=1", {}))[1]["lines"]) == 1
        assert (await bench.order("GET", "/incidents/9/log", {}))[0] == 404


async def test_a_record_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        bench.relay.storage.database.give_up()
        async with bench.http.get("/actions") as answer:
            assert (answer.status, "not open" in (await answer.json())["error"]) == (503, True)
