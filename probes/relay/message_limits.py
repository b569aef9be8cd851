"""Discord's limits for a message, and how text is cut to them.

Source: https://docs.discord.com/developers/resources/message (embed limits). Lengths are counted in UTF-16 units. Parts
of Discord count in two ways and this is the larger one, so what fits here fits everywhere.
"""

CONTENT = 2000
TITLE = 256
DESCRIPTION = 4096
FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
EMBED = 6000  # title, description, fields and footer together

_BLANK = "-"
_CUT = "…"
_KEPT_CONTROLS = "\n\t"


def clip(text: str, limit: int) -> str:
    """`text` cut to `limit` units and printable. Never empty, because Discord refuses that.

    >>> clip("a long line", 7), clip("", 7)
    ('a long…', '-')
    """
    clean = "".join(char for char in _encodable(text) if char in _KEPT_CONTROLS or char.isprintable()).strip()
    if length(clean) <= limit:
        return clean or _BLANK
    return _head(clean, limit - len(_CUT)) + _CUT


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def code(text: str, limit: int) -> str:
    """`text` as a code block. Nothing in the text can close the block."""
    fence = "```"
    inside = clip(text.replace("`", "'"), limit - 2 * len(fence) - 2)
    return f"{fence}\n{inside}\n{fence}"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _head(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore").rstrip()
