"""A fake Bloxlink over real HTTP, each body as docs/integrations.md has it."""

from ignis.sandbox.world import SEED
from tests.sandbox.fake_services import KEY, TUSHAN, Client, HandClock, get, link_of


async def test_bloxlink_linked_and_not_linked(client: Client) -> None:
    assert await get(client, link_of(TUSHAN.id), Authorization=KEY) == (
        200,
        {"robloxID": str(TUSHAN.roblox_id), "resolved": {}},
    )
    unlinked = (404, {"error": "User not found"})
    assert await get(client, link_of(SEED.member("Lok'ti").id), Authorization=KEY) == unlinked
    assert await get(client, link_of(123), Authorization=KEY) == unlinked
    assert await get(client, link_of(TUSHAN.id, guild_id=5), Authorization=KEY) == unlinked


async def test_bloxlinks_key(client: Client) -> None:
    assert await get(client, link_of(TUSHAN.id)) == (401, {"error": "You must provide an api-key"})
    assert await get(client, link_of(TUSHAN.id), Authorization=f"Bearer {KEY}") == (401, {"error": "Invalid API Key"})


async def test_bloxlinks_budget_of_a_day(client: Client, clock: HandClock) -> None:
    for _ in range(2000):
        async with client.get(link_of(TUSHAN.id), headers={"Authorization": KEY}) as answer:
            assert answer.status == 200
    assert (await get(client, link_of(TUSHAN.id), Authorization=KEY))[0] == 429
    clock.seconds += 86_400
    assert (await get(client, link_of(TUSHAN.id), Authorization=KEY))[0] == 200
