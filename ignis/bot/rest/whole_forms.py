"""Sends an answer with a file in one piece.

aiohttp gives each part of a form, and each line between them, to the socket alone. With one picture that is nine
writes, each a system call that also wakes up whoever reads at the other end.

Import here only what the login needs.
"""

from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter


class WholeForm(aiohttp.Payload):
    """The same bytes and headers as the form itself."""

    def __init__(self, form: aiohttp.MultipartWriter) -> None:
        super().__init__(form, headers=form.headers)
        self._form = form

    @property
    def size(self) -> int | None:
        return self._form.size

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self._form.decode(encoding, errors)

    async def as_bytes(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return await self._form.as_bytes(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        await writer.write(await self._form.as_bytes())

    async def close(self) -> None:
        await self._form.close()


class WholeFormSession:
    """What discord.py needs of an aiohttp.ClientSession to answer an interaction."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    def request(self, method: str, url: str, *, data: Any = None, **options: Any) -> Any:
        return self._session.request(method, url, data=_whole(data), **options)


def _whole(data: Any) -> Any:
    form = data() if isinstance(data, aiohttp.FormData) else data
    return WholeForm(form) if isinstance(form, aiohttp.MultipartWriter) and form.size is not None else form
