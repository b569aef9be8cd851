"""A form that is sent in one piece is the form, byte for byte."""

from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ignis.bot.rest.whole_forms import WholeForm, WholeFormSession

PICTURE = bytes(range(256)) * 80


class Pieces:
    """What is given to a writer."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    async def write(self, piece: bytes) -> None:
        self.written.append(bytes(piece))


def form() -> aiohttp.FormData:
    made = aiohttp.FormData(quote_fields=False)  # as discord.py makes them
    made.add_field("payload_json", '{"flags": 32768, "name": "São"}', content_type="application/json")
    made.add_field("files[0]", BytesIO(PICTURE), filename="ladder.png", content_type="image/png")
    return made


async def test_one_write_has_the_bytes_of_many() -> None:
    many: Any = Pieces()
    one: Any = Pieces()
    multipart: Any = form()()
    whole = WholeForm(multipart)
    assert whole.headers["Content-Type"] == multipart.headers["Content-Type"]
    await whole.write(one)
    await multipart.write(many)
    assert len(many.written) > len(one.written) == 1
    assert one.written == [b"".join(many.written)] == [await whole.as_bytes()]
    assert whole.size == len(one.written[0])


@pytest.mark.parametrize("as_form", [True, False], ids=["a form", "JSON"])
async def test_the_server_reads_what_was_sent(as_form: bool) -> None:  # noqa: FBT001
    heard: list[Any] = []

    async def hear(request: web.Request) -> web.Response:
        fields = await request.post() if as_form else await request.json()
        picture = fields["files[0]"] if as_form else None
        sent = picture.file.read() if isinstance(picture, web.FileField) else None
        text = fields["payload_json"]
        heard.append((request.content_length, text.decode() if isinstance(text, bytearray) else text, sent))
        return web.Response()

    application = web.Application()
    application.router.add_post("/", hear)
    async with TestServer(application) as server, aiohttp.ClientSession() as http:
        session = WholeFormSession(http)
        headers = {} if as_form else {"Content-Type": "application/json"}
        data: Any = form() if as_form else '{"payload_json": "{}"}'
        async with session.request("POST", str(server.make_url("/")), data=data, headers=headers) as answer:
            assert answer.status == 200
    ((length, text, picture),) = heard
    assert length is not None
    assert (text, picture) == (('{"flags": 32768, "name": "São"}', PICTURE) if as_form else ("{}", None))
