import pytest
from simcord.results import InteractionResult

from tests.support.servers.server import Server, said


async def studs(server: Server, command: str, kind: str, amount: int) -> InteractionResult:
    options = {"member": server.recruit, "kind": kind, "amount": amount, "reason": "service"}
    return await server.officer.slash(server.channel, f"studs {command}", **options)


async def assign(server: Server, number: int) -> InteractionResult:
    options = {"member": server.recruit, "company": number, "reason": "transfer"}
    return await server.officer.slash(server.channel, "company set", **options)


async def test_studs_of_both_kinds_come_and_go(server: Server) -> None:
    assert said(await studs(server, "add", "gold", 3)) == "✔ Molok: gold studs +3, 3 now"
    assert said(await studs(server, "add", "silver", 2)) == "✔ Molok: silver studs +2, 2 now"
    assert said(await studs(server, "remove", "gold", 1)) == "✔ Molok: gold studs \u22121, 2 now"
    member = await server.stored(server.recruit)
    assert (member.gold_studs, member.silver_studs) == (2, 2)


async def test_there_are_no_fewer_studs_than_none(server: Server) -> None:
    told = said(await studs(server, "remove", "silver", 1))
    assert told == "That would leave less than zero: there are only 0."


async def test_a_company_is_set_and_taken_back(server: Server) -> None:
    assert said(await assign(server, 3)) == "✔ Molok: company 3rd Battle Company"
    assert (await server.stored(server.recruit)).company == 3
    assert said(await assign(server, 3)) == "That is the member's company already."
    assert said(await assign(server, 0)) == "✔ Molok: company none"
    assert (await server.stored(server.recruit)).company is None


async def test_a_company_that_does_not_exist(server: Server) -> None:
    assert said(await assign(server, 11)) == "There is no company 11; they run from 1 to 10."
    assert await server.members.find(server.recruit.id) is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("1", {"1st Battle Company": 1, "10th Battle Company": 10}), ("0", {"none": 0}), ("x", {})],
)
async def test_companies_are_suggested_while_typing(server: Server, typed: str, offered: dict[str, int]) -> None:
    found = await server.officer.autocomplete(server.channel, "company set", "company", typed)
    assert {choice["name"]: choice["value"] for choice in found} == offered


@pytest.mark.usefixtures("portuguese")
async def test_none_is_suggested_in_the_readers_language(server: Server) -> None:
    found = await server.officer.autocomplete(server.channel, "company set", "company", "")
    assert found[0] == {"name": "nenhuma", "value": 0}
