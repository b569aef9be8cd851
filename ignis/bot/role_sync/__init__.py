"""The shell of the role sync: what Discord reports, when it is looked at, and what is written back (docs/role-sync.md).

The decisions are ignis/domain/role_sync/plan.py's; the database is ignis/services/sync.py's.
"""

from ignis.bot.role_sync.engine import RoleSync

__all__ = ["RoleSync"]
