"""Showing a member's profile: load what is stored, then apply the rules to it."""

from ignis.domain.members.profile import Profile, Subject, profile
from ignis.services.ports import LegionSource, MemberStore
from ignis.services.use_case import use_case


class Profiles:
    def __init__(self, store: MemberStore, rules: LegionSource) -> None:
        self._store = store
        self._rules = rules

    @use_case("profiles.show")
    async def show(self, subject: Subject) -> Profile:
        """Reads once and writes nothing. Raises StorageError."""
        stored = await self._store.find(subject.user_id)
        return profile(self._rules.legion, subject, stored)
