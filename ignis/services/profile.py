"""Showing a member's profile: load what is stored, let the domain see it through the rules."""

from collections.abc import Callable

from ignis.domain.members.profile import Profile, Subject, profile
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberStore
from ignis.services.use_case import use_case


class Profiles:
    def __init__(self, store: MemberStore, legion: Callable[[], Legion]) -> None:
        """`legion` is asked at every call, so that an edited role map is in force at once."""
        self._store = store
        self._legion = legion

    @use_case("profiles.show")
    async def show(self, subject: Subject) -> Profile:
        """Reads once and writes nothing. Raises StorageError."""
        stored = await self._store.find(subject.user_id)
        return profile(self._legion(), subject, stored)
