"""The Ladder button on a card, for whoever stands off the ladder."""

import pytest

from tests.support.servers.server import Server, press, said

RUNGS = 5  # the four ranks, and the empty line where a path begins


async def ladder_of_the_primarch(server: Server, label: str) -> list[str]:
    card = await server.recruit.slash(server.channel, "userinfo", member=server.admin)
    return said(await press(server.recruit, card, label)).splitlines()


async def test_off_the_ladder_it_says_so_and_marks_no_rung(server: Server) -> None:
    title, *rungs, off = await ladder_of_the_primarch(server, "Ladder")
    assert (title, off) == ("### The ladder", "-# Primarch stands off the ladder.")
    assert len(rungs) == RUNGS
    assert not any("🔥" in rung for rung in rungs)


@pytest.mark.usefixtures("portuguese")
async def test_the_same_in_portuguese(server: Server) -> None:
    title, *rungs, off = await ladder_of_the_primarch(server, "Escada")
    assert (title, off) == ("### A escada", "-# Primarch fica fora da escada.")
    assert len(rungs) == RUNGS
