"""The role sync at work: what Discord reports, when it is looked at, and what is written back (docs/role-sync.md).

Decisions are made in ignis/domain/role_sync/plan.py; ignis/services/sync.py stores them.

Example:
    roles = build_role_sync(client=client, role_map=role_map, ...)  # ignis/bot/wiring/role_sync.py
    client.on_arrival(roles)
    await roles.run()  # until it is cancelled
"""

from ignis.bot.role_sync.engine import RoleSync

__all__ = ["RoleSync"]
