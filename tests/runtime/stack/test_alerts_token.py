"""A token in a file that only its owner reads: kept over restarts, and asked for over real HTTP."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from ignis.runtime.stack.alerts_token import REFUSAL, AlertsToken, kept_token
from ignis.runtime.stack.http import serve


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "alerts.token"
    made = kept_token(file)
    assert len(made.token) >= 40
    assert not made.is_true()
    made.publish()
    assert made.is_true()
    assert file.stat().st_mode & 0o777 == 0o600
    assert kept_token(file) == made
    assert kept_token(tmp_path / "another.token").token != made.token


@pytest.mark.parametrize(
    "content", ["", "short\n", "x" * 5000, "a token with spaces that is long enough for one", "ä" * 40]
)
def test_what_is_no_token_is_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "alerts.token"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    made = kept_token(file)
    assert made.token != content.strip()
    made.publish()
    assert kept_token(file) == made


def test_one_that_others_may_have_read_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "alerts.token"
    old = kept_token(file)
    old.publish()
    file.chmod(0o640)
    assert not old.is_true()
    new = kept_token(file)
    assert new.token != old.token
    new.publish()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer the-token-and-more"}, 401),
        ({"Authorization": "Basic the-token"}, 401),
        ({"Authorization": "Bearer tök"}, 401),
        ({"Authorization": "Bearer the-token"}, 200),
    ],
)
async def test_only_a_request_with_it_is_let_in(headers: dict[str, str], status: int) -> None:
    token = AlertsToken(Path("alerts.token"), "the-token")

    async def get(request: web.Request) -> web.Response:
        return token.refusal(request) or web.json_response({})

    app = web.Application()
    app.router.add_get("/", get)
    async with (
        serve(app, port=0, what="test") as url,
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers) as answer,
    ):
        assert answer.status == status
        if status == 401:
            assert await answer.json() == {"error": REFUSAL}
            assert "\n" not in REFUSAL
            assert answer.headers["WWW-Authenticate"] == "Bearer"
