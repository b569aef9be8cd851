import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given, strategies as st

from ignis.runtime.telemetry.logs import set_up
from ignis.runtime.telemetry.redact import Redactor, masked

secrets = st.text(st.characters(codec="utf-8", exclude_categories=("Zs", "Cc")), min_size=6, max_size=80)


@given(secrets, st.text(), st.text())
def test_no_registered_secret_comes_through(secret: str, before: str, after: str) -> None:
    redact = Redactor()
    redact.add(secret)
    assert secret not in redact(before + secret + after).replace("[redacted]", "")


@given(secrets)
def test_nor_does_it_as_json_writes_it(secret: str) -> None:
    redact = Redactor()
    redact.add(secret)
    shown = redact(json.dumps({"event": f"<{secret}>"}))
    assert json.dumps(secret)[1:-1] not in shown.replace("[redacted]", "")


def test_a_secret_that_begins_another_leaves_no_rest() -> None:
    redact = Redactor()
    redact.add("canary")
    redact.add("canary-long")
    assert redact("x canary-long y canary z") == "x [redacted] y [redacted] z"


def test_the_last_part_of_an_address_is_secret_too() -> None:
    redact = Redactor()
    redact.add("https://discord.com/api/webhooks/12345/s3cr3t-part")
    assert redact("failed: .../s3cr3t-part") == "failed: .../[redacted]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("POST /api/webhooks/123/abc-DEF_1?wait=true", "POST /api/webhooks/123/[redacted]?wait=true"),
        ("/interactions/99/aW50ZXJhY3Rpb24/callback", "/interactions/99/[redacted]/callback"),
        ("Authorization: Bot MTIzNDU2Nzg5MDEy.G1.abc", "Authorization: Bot [redacted]"),
        ("the Bot is ready", "the Bot is ready"),
        ("{'type': 2, 'token': 'aW50ZXJhY3Rpb24', 'version': 1}", "{'type': 2, 'token': '[redacted]', 'version': 1}"),
        (r"{\"access_token\":\"a.b-c\",\"n\":1}", r"{\"access_token\":\"[redacted]\",\"n\":1}"),
        ("{'token': None, 'tokens_left': '5'}", "{'token': None, 'tokens_left': '5'}"),
    ],
)
def test_what_looks_like_a_secret_is_one(text: str, shown: str) -> None:
    assert Redactor()(text) == shown


@pytest.mark.parametrize(
    "key",
    ["token", "DISCORD_TOKEN", "control-token", "secret", "client_secrets", "password", "Authorization", "api_key",
     "bloxlink_api_key", "X-API-Key", "apikey", "cookie", "webhook", "alert_webhook"],
)  # fmt: skip
def test_a_secrets_name_is_enough(key: str) -> None:
    assert masked(key, "unknown to the redactor") == "[redacted]"
    assert masked("headers", {"n": 1, key: "unknown"}) == {"n": 1, key: "[redacted]"}
    assert masked("requests", [{key: ["a", "b"]}]) == [{key: ["[redacted]", "[redacted]"]}]


@pytest.mark.parametrize("key", ["event", "key", "keyboard", "tokens_left", "secretary", "task", "webhook_up", "url"])
def test_what_is_no_secrets_name_stays(key: str) -> None:
    assert masked(key, "shown") == "shown"


def test_what_is_no_text_stays_whatever_it_is_called() -> None:
    assert masked("token", None) is None
    assert masked("token", 5) == 5
    assert masked("token", "") == ""


def test_a_value_that_holds_itself_ends() -> None:
    endless: list[object] = []
    endless.append(endless)
    masked("data", endless)


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    libraries = [
        logging.getLogger(name) for name in ("discord.gateway", "discord.http", "discord.webhook", "aiosqlite")
    ]
    levels = [library.level for library in libraries]
    yield
    for library, before in zip(libraries, levels, strict=True):
        library.setLevel(before)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("restored_logging")
def test_no_way_of_logging_shows_a_secret() -> None:
    redact, stream = Redactor(), io.StringIO()
    redact.add("canary-value")
    log = set_up("bot", "info", redact, stream)
    log.info("canary-value", key="canary-value", nested={"list": ["canary-value"]})
    logging.getLogger("discord").warning("token %s", "canary-value", extra={"more": "canary-value"})
    try:
        raise ValueError("canary-value")
    except ValueError:
        log.exception("failed")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert "ValueError" in lines[2]["exception"]
    assert "canary-value" not in stream.getvalue()


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize(("level", "shown"), [("debug", ["info", "debug", "error"]), ("error", ["error"])])
def test_libraries_never_write_down_whole_what_passes_through_them(level: str, shown: list[str]) -> None:
    stream = io.StringIO()
    log = set_up("bot", level, Redactor(), stream)
    for library in ("discord.gateway", "discord.http", "discord.webhook.async_", "aiosqlite"):
        logging.getLogger(library).debug("what somebody wrote")
    logging.getLogger("discord.gateway").info("connected")
    log.debug("of our own")
    logging.getLogger("discord.http").error("refused")
    assert [json.loads(line)["level"] for line in stream.getvalue().splitlines()] == shown
