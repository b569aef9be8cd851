"""A member's profile: what is stored, together with the legion's rules and the member's Discord roles."""

from dataclasses import dataclass
from enum import StrEnum

from ignis.domain.members.member import Member
from ignis.domain.rules.ladder import Standing
from ignis.domain.rules.legion import Legion


@dataclass(frozen=True, slots=True)
class Subject:
    """What Discord knows of the member: the names of roles from high to low, and the nickname on the server."""

    user_id: int
    roles: tuple[str, ...]
    nickname: str | None
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    points: int
    standing: Standing
    company: int | None
    specialities: tuple[str, ...]
    awards: tuple[str, ...]
    gold_studs: int
    silver_studs: int


def newcomer(legion: Legion, subject: Subject) -> Member:
    """A member who is not stored yet: no points, and the rank that the roles stand for."""
    ranked = legion.role_ranks.highest(subject.roles)
    standing = legion.ladder.standing(ranked.rank if ranked else legion.default_rank, 0)
    return Member(subject.user_id, 0, standing.rank, standing.path, role_rank=ranked.rank if ranked else None)


class CompanySource(StrEnum):
    STAFF = "staff"  # assigned
    ROLE = "role"
    NICKNAME = "nickname"  # it begins with the company's number, and the rank is one that wears it
    NONE = "none"


def company_decision(legion: Legion, subject: Subject, member: Member) -> tuple[int | None, CompanySource]:
    """The company that staff assigned; else that of a role; else, if the rank's nickname names a company, that one."""
    if member.company is not None:
        return member.company, CompanySource.STAFF
    if (named := legion.companies.of_roles(subject.roles)) is not None:
        return named, CompanySource.ROLE
    if legion.nicknames.name_company(member.rank):
        worn = legion.companies.of_nickname(subject.nickname)
        return worn, CompanySource.NONE if worn is None else CompanySource.NICKNAME
    return None, CompanySource.NONE


def company_of(legion: Legion, subject: Subject, member: Member) -> int | None:
    return company_decision(legion, subject, member)[0]


def profile(legion: Legion, subject: Subject, stored: Member | None) -> Profile:
    member = stored or newcomer(legion, subject)
    return Profile(
        points=member.points,
        standing=legion.ladder.standing(member.rank, member.points),
        company=company_of(legion, subject, member),
        specialities=legion.specialities_among(subject.roles),
        awards=legion.awards.among(subject.roles),
        gold_studs=member.gold_studs,
        silver_studs=member.silver_studs,
    )
