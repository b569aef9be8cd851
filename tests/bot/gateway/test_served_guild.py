from ignis.bot.gateway.served_guild import JoinedGuild, ServedGuild, choose

INVITE = "https://discord.com/oauth2/authorize?client_id=1"
WARFARE, OTHER = JoinedGuild("Age of Warfare"), JoinedGuild("Another")


def test_the_configured_server_or_the_only_one() -> None:
    assert choose(1, {1: WARFARE, 2: OTHER}, invite=INVITE) == ServedGuild(1)
    assert choose(None, {2: OTHER}, invite=INVITE) == ServedGuild(2)


def test_no_server_says_how_to_get_one() -> None:
    assert choose(None, {}, invite=INVITE).problem == f"the bot is in no server yet: invite it with {INVITE}"
    assert choose(1, {2: OTHER}, invite=INVITE).problem == (
        f"the bot is not in the server 1 (discord.guild_id): invite it with {INVITE}"
    )


def test_several_servers_need_a_choice() -> None:
    assert choose(None, {2: OTHER, 1: WARFARE}, invite=INVITE).problem == (
        "the bot is in several servers: set discord.guild_id to one of 1 (Age of Warfare), 2 (Another)"
    )


def test_an_outage_of_discord_is_not_blamed_on_the_operator() -> None:
    problem = choose(None, {1: JoinedGuild("Age of Warfare", available=False)}, invite=INVITE).problem
    assert problem == "Discord has an outage: the server 1 is unavailable"


def test_the_server_that_was_served_is_served_on_whoever_invites_the_bot_elsewhere() -> None:
    assert choose(None, {1: WARFARE, 2: OTHER}, invite=INVITE, remembered=1) == ServedGuild(1)
    assert choose(2, {1: WARFARE, 2: OTHER}, invite=INVITE, remembered=1) == ServedGuild(2), "the operator decides"


def test_a_bot_that_was_removed_does_not_go_over_to_a_stranger() -> None:
    for joined in ({2: OTHER}, {}):
        chosen = choose(None, joined, invite=INVITE, remembered=1)
        assert chosen == ServedGuild(None, chosen.problem)
        assert chosen.problem == (
            f"the bot is no longer in the server 1, which it serves: invite it again with {INVITE}, "
            "or set discord.guild_id to serve another one"
        )


def test_members_of_a_server_that_is_unavailable_are_still_its_members() -> None:
    away = choose(None, {1: JoinedGuild("Age of Warfare", available=False), 2: OTHER}, invite=INVITE, remembered=1)
    assert (away.guild_id, away.own_id) == (None, 1)
    assert choose(None, {1: WARFARE}, invite=INVITE).own_id == 1
