"""roblox: which services are asked with a key and without, and which of them Ignis cannot do without."""

from dataclasses import replace

from aiohttp import web
from pydantic import SecretStr

from ignis.runtime.base.home import Home
from ignis.runtime.stack.upstreams import Upstreams
from probes.checks.roblox import RobloxCheck
from probes.outcome import CheckReason, CheckStatus
from tests.probes.checks.services import verdict
from tests.probes.stand_ins import context_for, serving


async def test_a_wrong_key_of_roblox_is_said(home: Home, there: Upstreams) -> None:
    assert there.accounts is not None
    wrong = replace(there, accounts=replace(there.accounts, roblox_key=SecretStr("canary-wrong-key")))
    async with context_for(home, outside=wrong) as context:
        result = await RobloxCheck().run(context)
    assert verdict(result) == (CheckStatus.FAILING, CheckReason.KEY_REFUSED)
    assert "canary" not in result.detail


async def test_without_a_key_roblox_public_services_are_asked(home: Home, there: Upstreams) -> None:
    assert there.accounts is not None
    public = replace(there, accounts=replace(there.accounts, roblox_key=None))
    async with context_for(home, outside=public) as context:
        result = await RobloxCheck().run(context)
    assert (result.status, result.detail) == (CheckStatus.OK, "users, groups, thumbnails answer")


async def test_missing_pictures_alone_are_no_failure(home: Home, there: Upstreams) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"data": []}, status=502 if request.path.startswith("/thumbnails") else 200)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as url:
        assert there.accounts is not None
        public = replace(there, accounts=replace(there.accounts, roblox_url=url, roblox_key=None))
        async with context_for(home, outside=public) as context:
            result = await RobloxCheck().run(context)
    assert verdict(result) == (CheckStatus.DEGRADED, CheckReason.BAD_STATUS)
    assert result.detail.startswith("thumbnails: ")
