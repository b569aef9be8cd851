"""A change, or its undo, that moves many members is shown first and made by a button."""

from pathlib import Path

from tests.support.servers.config_command import add, config, on_disk
from tests.support.servers.server import Server, press, said

FIRST = "More than 5 members would change, so nothing was changed yet. Look at it, then press the button."


async def crowded(server: Server) -> None:
    """Seven Aspirants, with the one who is always there."""
    for number in range(6):
        server.join(f"Recruit {number}", "Aspirants")
    await server.env.settle()


async def test_a_change_of_many_is_shown_and_made_by_its_button(server: Server, file: Path) -> None:
    await crowded(server)
    before = file.read_bytes()
    asked = await add(server, "Aspirants", "Captain")
    assert said(asked).splitlines()[:3] == [
        "### What would follow",
        FIRST,
        "Aspirants: Aspirant → Captain",
    ]
    assert "**7 members change**" in said(asked)
    assert file.read_bytes() == before
    await press(server.admin, asked, "Do it")
    assert on_disk(file)["role_to_rank_mapping"]["Aspirants"] == "Captain"


async def test_its_undo_is_shown_too_and_undoes_that_version_alone(server: Server, file: Path) -> None:
    await crowded(server)
    await press(server.admin, await add(server, "Aspirants", "Captain"), "Do it")
    asked = await config(server, "undo")
    assert said(asked).splitlines()[:2] == ["### What would follow", FIRST]
    assert on_disk(file)["role_to_rank_mapping"]["Aspirants"] == "Captain"
    await add(server, "Recruiter", "Initiate")
    assert said(await press(server.admin, asked, "Do it")).startswith("The role map was edited in the meantime.")
    assert on_disk(file)["role_to_rank_mapping"]["Aspirants"] == "Captain"
    await config(server, "undo")
    again = await config(server, "undo")
    await press(server.admin, again, "Do it")
    assert on_disk(file)["role_to_rank_mapping"]["Aspirants"] == "Aspirant"


async def test_five_members_change_at_once(server: Server) -> None:
    for number in range(4):
        server.join(f"Recruit {number}", "Aspirants")
    await server.env.settle()
    answer = said(await add(server, "Aspirants", "Captain"))
    assert answer.startswith("### Role map: version 2")
    assert "**5 members change**" in answer


async def test_a_removal_changes_nobody_who_keeps_the_rank(server: Server, file: Path) -> None:
    await crowded(server)
    answer = said(await config(server, "role remove", role="aspirants"))
    assert answer.startswith("### Role map: version 2")
    assert "Aspirants" not in on_disk(file)["role_to_rank_mapping"]
