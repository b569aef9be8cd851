"""A request as it comes over HTTP, read into an ApiRequest."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import BodyPartReader, MultipartReader, content_disposition_filename, parse_content_disposition, web

from ignis.sandbox.errors import ApiError, malformed
from ignis.sandbox.simcord_bridge import ApiRequest, Upload

_PLAIN_NAMES = re.compile(r'form-data; name="([^"\\%]+)"(?:; filename="([^"\\%]+)")?')
"""As libraries write them; what is written otherwise is read by aiohttp, which takes much longer."""
LARGEST_BODY = 64 * 2**20  # the rules refuse a file above 10 MiB by Discord's own error; this only guards memory


async def read(request: web.Request, path: str) -> ApiRequest:
    """`path` is what follows /api/v10. Raises ApiError."""
    files: list[Upload] = []
    # not `request.content_type`: that takes every boundary apart by the rules of mail, which costs a millisecond
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        body, files = await _multipart(request)
    elif kind == "application/x-www-form-urlencoded":  # py-cord's, where there is no file
        body = _of_fields(dict(parse_qsl((await request.read()).decode(errors="replace"), keep_blank_values=True)))
    else:
        body = _json(await request.read())
    reason = request.headers.get("X-Audit-Log-Reason")
    return ApiRequest(
        request.method, path, body, dict(request.query), files, unquote(reason) if reason is not None else None
    )


def _json(text: bytes | str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text, parse_constant=_no_json)
    except (ValueError, RecursionError):
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None


def _no_json(word: str) -> None:
    """NaN and Infinity, which Python reads."""
    raise ValueError(word)


async def _multipart(request: web.Request) -> tuple[Any, list[Upload]]:
    fields: dict[str, str] = {}
    parts: list[tuple[str, str, bytes]] = []
    reader = await request.multipart()
    async for part in reader:
        name, filename = _named(part)
        if not isinstance(part, BodyPartReader) or name is None:
            raise malformed("a part of the form has no name")
        content = bytes(await part.read(decode=True))
        if filename is None:
            fields[name] = content.decode(errors="replace")
        else:
            parts.append((name, filename, content))
    body = _of_fields(fields)
    described = _descriptions(body)
    return body, [Upload(filename, content, described.get(_index(name))) for name, filename, content in parts]


def _named(part: MultipartReader | BodyPartReader | None) -> tuple[str | None, str | None]:
    """Its name and the name of its file."""
    header = "" if part is None else part.headers.get("Content-Disposition", "")
    if plain := _PLAIN_NAMES.fullmatch(header):
        return plain[1], plain[2]
    _, parameters = parse_content_disposition(header)
    return content_disposition_filename(parameters, "name"), content_disposition_filename(parameters, "filename")


def _of_fields(fields: Mapping[str, str]) -> Any:
    return _json(fields["payload_json"]) if "payload_json" in fields else (dict(fields) or None)


def _index(part: str) -> str:
    """`files[2]` is described by the attachment with id 2."""
    return part.removeprefix("files[").removesuffix("]")


def _descriptions(body: Any) -> dict[str, str]:
    attachments = body.get("attachments") if isinstance(body, dict) else None
    return {
        str(each["id"]): each["description"]
        for each in (attachments if isinstance(attachments, list) else ())
        if isinstance(each, dict) and "id" in each and isinstance(each.get("description"), str)
    }
