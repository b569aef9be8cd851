from ignis.adapters.database.database import Database
from ignis.adapters.stores.request_counts import RequestCounts


async def test_the_largest_number_of_an_hour_counts_and_old_hours_go(database: Database) -> None:
    counts, other = RequestCounts(database, "bloxlink abc"), RequestCounts(database, "bloxlink xyz")
    await other.store(100, 9, oldest=0)
    await counts.store(100, 5, oldest=0)
    await counts.store(100, 3, oldest=0)  # written late
    await counts.store(125, 1, oldest=100)
    assert sorted(await counts.load()) == [(100, 5), (125, 1)]
    await counts.store(126, 1, oldest=101)
    assert sorted(await counts.load()) == [(125, 1), (126, 1)]
    assert await other.load() == [(100, 9)], "each key has its own"
