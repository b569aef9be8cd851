from simcord.results import InteractionResult

from tests.support.servers.server import Server, said


async def studs(server: Server, command: str, kind: str, amount: int) -> InteractionResult:
    options = {"member": server.recruit, "kind": kind, "amount": amount, "reason": "service"}
    return await server.officer.slash(server.channel, f"studs {command}", **options)


async def test_studs_of_both_kinds_come_and_go(server: Server) -> None:
    assert said(await studs(server, "add", "gold", 3)) == "✔ Molok: gold studs +3, 3 now"
    assert said(await studs(server, "add", "silver", 2)) == "✔ Molok: silver studs +2, 2 now"
    assert said(await studs(server, "remove", "gold", 1)) == "✔ Molok: gold studs \u22121, 2 now"
    member = await server.stored(server.recruit)
    assert (member.gold_studs, member.silver_studs) == (2, 2)


async def test_there_are_no_fewer_studs_than_none(server: Server) -> None:
    reply = said(await studs(server, "remove", "silver", 1))
    assert reply == "That would leave less than zero: the total is 0."


async def test_no_more_can_be_removed_than_there_are_and_the_other_kind_does_not_count(server: Server) -> None:
    await studs(server, "add", "gold", 5)
    assert said(await studs(server, "remove", "silver", 1)).startswith("That would leave less than zero")
    assert (await server.stored(server.recruit)).gold_studs == 5
