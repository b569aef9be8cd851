"""Every command and button, over the use cases that they call."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from ignis.adapters.neighbours import LoopbackNeighbours
from ignis.adapters.pictures import Gallery
from ignis.bot.build.ground import Ground
from ignis.bot.build.role_work import RoleWork
from ignis.bot.build.upkeep import Upkeep
from ignis.bot.cards import Cards
from ignis.bot.catalogue import Catalogue, Operations, Tools, catalogue
from ignis.bot.reply import Replies
from ignis.bot.services import services_on
from ignis.bot.sources import Sources
from ignis.services.health import Health, as_circuits


@contextmanager
def open_commands(
    ground: Ground, replies: Replies, *, upkeep: Upkeep, role_work: RoleWork, sources: Sources
) -> Generator[Catalogue]:
    """Pictures are drawn, in a thread of their own, while the context is open."""
    services = services_on(ground.database, ground.legion, ground.role_map)
    tools = Tools(
        access=ground.access,
        replies=replies,
        texts=ground.texts,
        legion=ground.legion,
        maps=ground.role_map,
        dry_run=role_work.dry_run,
        clock=ground.clock,
        log=ground.log,
    )
    health = Health(LoopbackNeighbours(ground.home), lambda: as_circuits(ground.circuits.state()))
    with ThreadPoolExecutor(1) as painters:
        gallery = Gallery(painters, ground.log)
        cards = Cards(services.profiles, ground.legion, gallery, lambda: sources.now, ground.texts)
        yield catalogue(cards, services, tools, Operations(upkeep.repairs, health, role_work.asked))
