"""The Ladder button on the card of a member who is off the ladder."""

import pytest

from tests.support.servers.server import Server, press, said

ROWS = 5  # the four ranks, and the empty line where a path begins


async def ladder_of_the_primarch(server: Server, label: str) -> list[str]:
    card = await server.recruit.slash(server.channel, "userinfo", member=server.admin)
    return said(await press(server.recruit, card, label)).splitlines()


async def test_off_the_ladder_it_says_so_and_marks_no_rank(server: Server) -> None:
    title, *rows, off = await ladder_of_the_primarch(server, "Ladder")
    assert (title, off) == ("### The ladder", "-# Primarch is not on the ladder.")
    assert len(rows) == ROWS
    assert not any("🔥" in row for row in rows)


@pytest.mark.usefixtures("portuguese")
async def test_the_same_in_portuguese(server: Server) -> None:
    title, *rows, off = await ladder_of_the_primarch(server, "Escada")
    assert (title, off) == ("### A escada", "-# Primarch fica fora da escada.")
    assert len(rows) == ROWS
