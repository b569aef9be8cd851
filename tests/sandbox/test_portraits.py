"""Faces without a network, drawn when somebody looks."""

import sys
from subprocess import run

from ignis.sandbox.portraits import Portraits, headshot_url
from ignis.sandbox.world import SEED

WITHOUT_A_BROWSER = """
import sys, ignis.sandbox.wiring
print(*(name for name in ("resvg_py", "simcord.preview", "psutil") if name in sys.modules))
"""


def test_everybody_has_a_face_and_nobody_else() -> None:
    portraits = Portraits(SEED)
    faces = [headshot_url(member.roblox_id) for member in SEED.members if member.roblox_id]
    assert len(portraits) == len(faces) + 6, "and Discord's six default avatars"
    assert set(faces) < set(portraits)
    assert portraits.get("https://example.org/somebody.png") is None


def test_faces_differ() -> None:
    portraits = Portraits(SEED)
    pictures = [portraits[f"https://cdn.discordapp.com/embed/avatars/{number}.png"] for number in (0, 1)]
    assert [name for name, _ in pictures] == ["avatar.png"] * 2
    assert pictures[0][1] != pictures[1][1]


def test_a_sandbox_loads_what_a_browser_needs_only_when_there_is_one() -> None:
    loaded = run([sys.executable, "-c", WITHOUT_A_BROWSER], check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == ""
