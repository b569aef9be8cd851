"""The token for orders over loopback: its file is private, made once, and its newest content counts."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.runtime.stack.control_token import ControlToken, ControlTokenFile, new_token, read_token


async def _ordered(token: ControlToken | ControlTokenFile, authorization: str | None) -> int:
    """The status of a real request with this header."""

    async def order(request: web.Request) -> web.Response:
        return token.refusal(request) or web.json_response({})

    app = web.Application()
    app.router.add_post("/order", order)
    headers = {} if authorization is None else {"Authorization": authorization}
    async with TestClient(TestServer(app)) as http, http.post("/order", headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", "Bearer x", "the-token", "Basic the-token"])
async def test_only_the_token_opens_the_door(tmp_path: Path, given: str | None) -> None:
    file = tmp_path / "control.token"
    file.write_text("the-token\n", encoding="ascii")
    for token in (ControlToken("the-token"), ControlTokenFile(file)):
        assert await _ordered(token, given) == 401
        assert await _ordered(token, "Bearer the-token") == 200


@pytest.mark.parametrize("content", ["", "\n", "ключ"])
async def test_a_file_without_a_token_opens_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "control.token"
    file.write_text(content, encoding="utf-8")
    assert read_token(file) is None
    for given in ("Bearer ", "Bearer None", f"Bearer {content.strip()}"):
        assert await _ordered(ControlTokenFile(file), given) == 401


async def test_a_token_is_made_where_there_is_none_and_never_over_another(tmp_path: Path) -> None:
    file = tmp_path / "control.token"
    token = ControlTokenFile(file)
    assert await _ordered(token, "Bearer x") == 401
    token.create()
    made = read_token(file)
    assert file.stat().st_mode & 0o777 == 0o600
    token.create()
    assert read_token(file) == made
    assert await _ordered(token, f"Bearer {made}") == 200


async def test_the_newest_token_counts(tmp_path: Path) -> None:
    file = tmp_path / "control.token"
    token, old, new = ControlTokenFile(file), new_token(), new_token()
    file.write_text(old, encoding="ascii")
    assert await _ordered(token, f"Bearer {old}") == 200
    file.write_text(new, encoding="ascii")
    assert await _ordered(token, f"Bearer {old}") == 401
    assert await _ordered(token, f"Bearer {new}") == 200
