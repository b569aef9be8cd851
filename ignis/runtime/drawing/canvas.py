"""What all pictures share: colours, the flame, and SVG that is well-formed whatever a text holds."""

import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

NIGHT, EDGE, DIM, DEEP, GREEN, LIGHT, GREY = (
    "#0b1410", "#1c3b2a", "#16261d", "#1e7a48", "#2ecc71", "#d8ffe8", "#6f8f7e",
)  # fmt: skip
AMBER, RED = "#f1c40f", "#e74c3c"

_FLAME = "M0-34C5-20 19-12 19 6 19 19 10 28 0 28-10 28-19 19-19 6-19-2-14-8-10-13-9-7-7-4-4-3-7-14-4-25 0-34Z"
_EMBER = "M0 2C3 8 8 10 8 17 8 23 4 26 0 26-4 26-8 23-8 17-8 11-3 8 0 2Z"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sheet(width: int, height: int, parts: Iterable[str]) -> str:
    """The whole SVG, dark in both of Discord's themes."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="Chakra Petch" font-weight="500">\n<rect width="{width}" height="{height}" fill="{NIGHT}"/>\n'
        f"{body}\n</svg>"
    )


def flame(x: float, y: float, scale: float = 1) -> str:
    """The mark of the legion, with (x, y) in its middle. 38 by 62 if `scale` is 1."""
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:g})"><path d="{_FLAME}" fill="{GREEN}"/>'
        f'<path d="{_EMBER}" fill="{NIGHT}"/></g>'
    )


def box(left: float, top: float, width: float, height: float, style: str, *, radius: float = 4) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}" {style}/>'


def written(x: float, y: float, text: str, *, size: int, fill: str, bold: bool = False, anchor: str = "start") -> str:
    """`anchor` is start, middle or end."""
    weight = ' font-weight="600"' if bold else ""
    placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
    clean = escape(_NOT_XML.sub("", text))
    return f'<text x="{x:.1f}" y="{y:g}" font-size="{size}" fill="{fill}"{weight}{placed}>{clean}</text>'
