"""Where uploads are: at the sandbox's own address, so that a bot reads them over HTTP as from Discord's CDN."""

from simcord.backend.cdn import CDN_BASE


def served_at(host: str, text: str) -> str:
    """`text`, JSON on its way to a client that calls the sandbox `host`, with addresses of uploads it can reach.

    >>> served_at("127.0.0.1:8470", '{"url": "https://cdn.simcord.invalid/attachments/1/2/map.json"}')
    '{"url": "http://127.0.0.1:8470/attachments/1/2/map.json"}'
    """
    return text.replace(CDN_BASE, f"http://{host}")


def stored_at(path: str) -> str:
    """Simcord's address of what the sandbox serves at `path`."""
    return f"{CDN_BASE}{path}"
