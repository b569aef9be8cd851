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
