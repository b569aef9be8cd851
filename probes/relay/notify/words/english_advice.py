"""What an incident means for people, and what they can do, in English. By topic: see `topics`.

The commands to copy stand below such a sentence; they are in `remedies`.
"""

from collections.abc import Mapping
from typing import Final

MEANS: Final[Mapping[str, str]] = {
    # programs, by who is away
    "process:bot": "Members cannot use commands. New ranks are not given and nicknames are not updated.",
    "process:exporter": "Members notice nothing. The status page is away, and the health checks are not run.",
    "process:relay": "Members notice nothing. Meanwhile nobody watches the programs, and no alert is sent.",
    "process:sandbox": "The local Discord is away, and so is everything that is tried in it.",
    "process:prometheus": "Members notice nothing. Metrics are not collected, and Prometheus raises no alert.",
    "process:grafana": "Members notice nothing. The dashboards are away.",
    "process:*": "What this program does is not done.",
    "memory": "Members notice nothing yet. Above `memory.hard_mb` it is restarted, which takes a few seconds.",
    # everything at once; it is told when it is over
    "kind:outage": "Meanwhile members could not use commands, and no rank or nickname was updated.",
    "kind:machine_off": "Meanwhile members could not use commands, and no rank or nickname was updated.",
    "kind:asleep": "Meanwhile members could not use commands, and no rank or nickname was updated.",
    "kind:standstill": "Meanwhile members could not use commands, and no rank or nickname was updated.",
    "test": "Nothing is wrong. Whoever reads this would also be told if something were.",
    "kind:unsupervised": (
        "What runs goes on. But nothing is restarted: a program that ends or hangs stays away, also the bot."
    ),
    # checks
    "check:bot_liveness": "Members may get no answer to their commands.",
    "check:process_state": "A program of Ignis does not run. If it is the bot, members cannot use commands.",
    "check:background": (
        "One part of a program does not work now, such as the role sync or the backups. The rest goes on."
    ),
    "check:recoveries": "Something is broken that Ignis could not repair by itself.",
    "check:restart_budget": "A program that ends again has to wait up to six minutes for its next start.",
    "check:discord_gateway": "Members cannot use commands. Changes of roles are not noticed, so no rank follows them.",
    "check:members": "Ranks and nicknames of some members are not updated. Leaderboards and previews are refused.",
    "check:discord_api": "Commands may fail. New ranks are not given and nicknames are not updated.",
    "check:database": "Points, ranks and settings cannot be saved. Commands that change something are refused.",
    "check:alerts": "Members notice nothing. Staff are told of no problem in Discord until alerts can be sent again.",
    "check:backups": "Members notice nothing. If the database is lost now, so is what came after the last backup.",
    "check:cache": "Cards may show an older Roblox account, or take longer.",
    "check:commands": "Members see old commands, or some are missing.",
    "check:config": "Members notice nothing: the last good role map is in use. The change on the disk is not.",
    "check:privacy": "What a member asked to be deleted is still in a backup.",
    "check:bloxlink": (
        "Roblox accounts of members who are new to Ignis are not found. Known ones are shown from memory."
    ),
    "check:roblox": "Names for nicknames and pictures on cards are not updated. Known ones are shown from memory.",
    "check:circuits": "A service that failed is not asked for a while. What needs it is shown from memory.",
    "check:memory": "Members notice nothing yet. A program that needs too much memory is restarted.",
    "check:disk": (
        "Soon nothing can be saved any more: points, ranks, settings. Commands that change something will be refused."
    ),
    "check:clock": "Times in answers and in the history are wrong. Cooldowns and time limits may be, too.",
    "check:*": "A part of Ignis does not work as it should.",
    # circuits
    "circuit:bloxlink": (
        "Roblox accounts of members who are new to Ignis are not found. Known ones are shown from memory."
    ),
    "circuit:roblox_cloud": "Names for nicknames, and ranks in the Roblox group, are shown from memory.",
    "circuit:roblox_users": "Names for nicknames are not updated. Known ones are shown from memory.",
    "circuit:roblox_groups": "Ranks in the Roblox group are shown from memory.",
    "circuit:roblox_thumbnails": "Cards show an older picture of the Roblox avatar, or none.",
    "circuit:discord_rest": "New ranks are not given and nicknames are not updated for now. Commands still work.",
    "circuit:webhook": "Members notice nothing. Alerts wait, and are sent later.",
    "circuit:*": "A service that failed is not asked for a while.",
    # Prometheus' rules
    "alert:IgnisInteractionsFail": "Many commands of members fail.",
    "alert:IgnisInteractionsSlow": "Members wait long for a command. After three seconds Discord gives up on it.",
    "alert:IgnisDiscordErrors": "Some commands fail, and some ranks and nicknames are late.",
    "alert:IgnisRateLimited": "Ranks and nicknames are updated more slowly.",
    "alert:IgnisNearBan": "Soon Discord refuses everything from this machine for an hour. Then nothing works at all.",
    "alert:IgnisIdentifiesLow": "Soon Discord resets the bot's token. Then it is offline until you set a new one.",
    "alert:IgnisBloxlinkBudgetLow": (
        "Members notice nothing yet. With nothing left, Roblox accounts are shown from memory."
    ),
    "alert:IgnisSyncStuck": "New ranks are not given and nicknames are not updated, or late.",
    "alert:IgnisTargetDown": (
        "Members notice nothing. A program's figures are missing in Grafana, and its alert rules are blind."
    ),
    "alert:IgnisEventLoopLags": "Everything that this program does is late. If it is the bot, members wait.",
    "alert:IgnisBackgroundFails": "Members notice nothing. A part of the watching failed and was started again.",
    "alert:IgnisRestartsFrequent": "The program is away again and again. If it is the bot, commands fail each time.",
    "alert:IgnisMemoryGrows": "Members notice nothing yet. Above `memory.hard_mb` it is restarted, in about a day.",
    "alert:IgnisCheckOverdue": "Members notice nothing. What this check says may no longer be true.",
    "alert:IgnisHistoryNotWritten": "Members notice nothing. The status page gets a gap.",
    "alert:IgnisOutboxStuck": "Members notice nothing. You hear of trouble late, or not at all.",
    "alert:IgnisAlertsFail": "Members notice nothing. You hear of trouble late, or not at all.",
    "alert:*": "A rule in your Prometheus fires; what it says is below.",
}

TO_DO: Final[Mapping[str, str]] = {
    # programs, by how they went away
    "kind:crashed": (
        "Nothing, if it comes back: it is started again by itself. If it dies again, its log says why. A restart by "
        "hand starts it at once, also while it is held."
    ),
    "kind:hung": (
        "Nothing: it was ended and is started again. If it hangs again, its log names the place where it stood still."
    ),
    "kind:config": (
        "A restart cannot help, so none is tried. Fix what its last log lines say, for example a setting or the "
        "token, then restart it."
    ),
    "kind:cannot_start": "supervisord has given up on it. Fix what the logs say, then restart it.",
    "kind:outgrown": (
        "Nothing now. If it happens again and your server is large, raise `memory.hard_mb` in config/ignis.yaml. If "
        "not, something leaks: keep its log."
    ),
    "memory": (
        "If your server is large, raise `memory.soft_mb` and `memory.hard_mb` in config/ignis.yaml and restart the "
        "relay. If it rises for hours, something leaks."
    ),
    # everything at once
    "kind:outage": "If nobody did this on purpose, these logs say who did. The second shows if memory had run out.",
    "kind:machine_off": "If nobody did this on purpose, see when and why the machine went off.",
    "kind:asleep": "A machine that runs Ignis should not sleep: switch that off.",
    "kind:standstill": "See whether the machine is overloaded, or was frozen by its host or for a snapshot.",
    "test": "Nothing: it ends by itself.",
    "kind:unsupervised": (
        "See how it is: a T in the column STAT means that it was stopped, and `kill -CONT` with its pid lets it go on. "
        "Otherwise `kill -9` with its pid ends all of Ignis, and `ignis up` starts it again."
    ),
    # checks
    "check:bot_liveness": "Ignis restarts a bot that stays silent. If that does not help, its log says why.",
    "check:process_state": "See which program it is and why. Restart it if it stays away.",
    "check:background": (
        "Nothing at first: it is started again by itself. If it fails again and again, the log has the cause; a "
        "restart of the program may help."
    ),
    "check:recoveries": (
        "The line above names the recovery and why it failed. Remove the cause; then run it by hand. Without a name "
        "the command lists them all."
    ),
    "check:restart_budget": "Find out why the program ends again and again; a restart by hand starts it at once.",
    "check:discord_gateway": (
        "If discordstatus.com shows an outage, wait: the bot reconnects by itself. If not, see the log, or make it "
        "reconnect now."
    ),
    "check:members": (
        "Nothing at first: the list is asked for again. If it stays red, see whether the Server Members Intent is on "
        "in Discord's developer portal."
    ),
    "check:discord_api": (
        "If discordstatus.com shows an outage, wait. If not, test this machine's own connection, with its name "
        "server and firewall."
    ),
    "check:database": (
        "Ignis repairs by itself what it can. The line above says the cause: make room on a full disk, end the "
        "program that holds the lock, or give back the right to write."
    ),
    "check:alerts": (
        "Create a webhook in the channel, set IGNIS_ALERT_WEBHOOK to it and restart the relay. The old one is looked "
        "for every two minutes. Meanwhile `ignis status` and the status page show what is wrong."
    ),
    "check:backups": "Make room on the disk, or give back the right to write to `backups` in the state folder.",
    "check:cache": "If it stays red, restart the bot: the cache is filled anew.",
    "check:commands": (
        "Nothing at first: they are registered again by itself. If it stays red, do it now and see the log."
    ),
    "check:config": "Fix the line of the role map that is named above. It is read again as soon as it is saved.",
    "check:privacy": (
        "Make room on the disk, or give back the right to write to `backups`. It is tried again every minute."
    ),
    "check:bloxlink": (
        "Nothing: it is asked again by itself. If it lasts for more than an hour, the bot's log has the answers."
    ),
    "check:bloxlink:key": "The key was refused: put a new BLOXLINK_API_KEY into `.env` and restart the bot.",
    "check:roblox": (
        "If status.roblox.com shows an outage, wait: it is asked again by itself. If not, the bot's log has "
        "the answers."
    ),
    "check:roblox:key": "The key was refused: put a new ROBLOX_API_KEY into `.env` and restart the bot.",
    "check:circuits": "Nothing: the service is tried again by itself.",
    "check:memory": "See which program it is. If your server is large, raise the limits under `memory`.",
    "check:disk": (
        "Make room on the disk that holds the state folder. The second command removes Ignis' own old backups."
    ),
    "check:clock": "Let this machine set its clock by itself.",
    "check:*": "The status page has the details.",
    # circuits
    "circuit:bloxlink": "Nothing: it is tried again by itself. If it stays open for an hour, the log has the answers.",
    "circuit:roblox_cloud": "Nothing, if status.roblox.com shows an outage. Otherwise the log has the answers.",
    "circuit:roblox_users": "Nothing, if status.roblox.com shows an outage. Otherwise the log has the answers.",
    "circuit:roblox_groups": "Nothing, if status.roblox.com shows an outage. Otherwise the log has the answers.",
    "circuit:roblox_thumbnails": "Nothing: it is tried again by itself.",
    "circuit:discord_rest": "Nothing, if discordstatus.com shows an outage. Otherwise the log has the answers.",
    "circuit:webhook": "Nothing, if discordstatus.com shows an outage. Otherwise the relay's log has the answers.",
    "circuit:*": "Nothing: it is tried again by itself.",
    # Prometheus' rules
    "alert:IgnisInteractionsFail": "The log says which commands fail and why.",
    "alert:IgnisInteractionsSlow": "Open a slow trace on the status page: it shows which part waits.",
    "alert:IgnisDiscordErrors": "If discordstatus.com shows an outage, wait. Otherwise the log has Discord's answers.",
    "alert:IgnisRateLimited": (
        "If a sync runs, lower `sync.writes_per_second` in config/ignis.yaml and restart the bot. See whether "
        "another program uses the same token."
    ),
    "alert:IgnisNearBan": (
        "Stop Ignis now. The log says what Discord refuses: often the bot's role has lost a permission. Start it "
        "again after that is fixed."
    ),
    "alert:IgnisIdentifiesLow": (
        "Something starts the bot again and again: see how often, and why. If it does not settle, stop Ignis."
    ),
    "alert:IgnisBloxlinkBudgetLow": "Put off `/sync all` until tomorrow, or raise `accounts.bloxlink_per_day`.",
    "alert:IgnisSyncStuck": (
        "The log says why writes fail. Most often the bot's role is too low, or lacks a permission."
    ),
    "alert:IgnisTargetDown": (
        "If the status calls it ready, the port in Prometheus' configuration is not the right one."
    ),
    "alert:IgnisEventLoopLags": "See whether the machine is busy or swaps. If not, something in the program blocks.",
    "alert:IgnisBackgroundFails": "Nothing at first: it goes on by itself. If it fails again and again, see the log.",
    "alert:IgnisRestartsFrequent": "Restarting does not help here. The program's log has the reason.",
    "alert:IgnisMemoryGrows": (
        "This is not urgent. A server that grows needs more memory; a rise without end is a leak."
    ),
    "alert:IgnisCheckOverdue": "Keep the exporter's log, then restart it.",
    "alert:IgnisHistoryNotWritten": "See whether the disk is full. The exporter's log has the reason.",
    "alert:IgnisOutboxStuck": "The relay's log says what Discord answers. All alerts are kept until it accepts them.",
    "alert:IgnisAlertsFail": (
        "The relay's log says what Discord answers. If the webhook is gone, make a new one, put it into `.env` as "
        "IGNIS_ALERT_WEBHOOK, and restart the relay."
    ),
    "alert:*": "What your rule says.",
}
