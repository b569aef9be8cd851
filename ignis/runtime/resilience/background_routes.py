"""`GET /background`: a program's background work, for the check of that name."""

from aiohttp import web

from ignis.runtime.resilience.background import Background


def background_routes(background: Background) -> list[web.RouteDef]:
    """What a program without a `/state` serves."""

    async def get_background(_: web.Request) -> web.Response:
        return web.json_response({"background": [view.to_json() for view in background.views()]})

    return [web.get("/background", get_background)]
