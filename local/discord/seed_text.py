"""What people said before we came: ``channel -> [(author, minutes ago, text)]``, oldest first."""

_DAY = 24 * 60
Line = tuple[str, float, str]

GENERAL: tuple[Line, ...] = (
    ("owner", 33 * _DAY, "Welcome to the lab. Rules are short: be kind, search before you ask, no adverts."),
    ("moderator", 33 * _DAY - 12, "I keep an eye on #general and #support, ping me if something is off."),
    ("member", 21 * _DAY, "Finally moved my bot over here, the old host kept going down."),
    ("owner", 16 * _DAY, "Reminder: the meetup moves to Thursday, same link as always."),
    ("member", 6 * _DAY, "The recording of Thursday is up, I put the timestamps into the description."),
    ("moderator", 6 * _DAY - 30, "Thanks! The part about backoff starts at 14:20, worth a watch."),
    ("owner", 5 * _DAY, "We passed 200 members this week."),
    ("member", 5 * _DAY - 4, "🎉"),
    ("moderator", 5 * _DAY - 6, "Nice. Most of them came through the release notes, I think."),
    ("member", 4 * _DAY, "Does anybody still have the diagram of the queue set-up?"),
    ("owner", 4 * _DAY - 9, "It is in the docs folder, file architecture.md, second picture."),
    ("member", 4 * _DAY - 11, "Found it, thank you."),
    ("moderator", 3 * _DAY, "Please keep benchmark talk in threads, it drowns everything else."),
    ("member", 3 * _DAY - 25, "Fair. I will open one for the cold-start numbers."),
    ("owner", 2 * _DAY, "Release 0.9 is planned for Friday. Blockers go into #support with the word blocker."),
    ("member", 2 * _DAY - 40, "I can test the arm64 build tonight."),
    ("owner", 2 * _DAY - 42, "Perfect, write down what you see even if it works."),
    ("moderator", 1 * _DAY, "Heads-up: there is a wave of fake giveaway links. Do not click, report."),
    ("newcomer", 1 * _DAY - 90, "Hello everybody! Just joined, where do I start?"),
    ("member", 1 * _DAY - 93, "Welcome! The pinned messages in #support are a good start."),
    ("newcomer", 1 * _DAY - 95, "Thanks, reading them now."),
    ("moderator", 1 * _DAY - 97, "And introduce yourself if you like, we are curious what people build."),
    ("newcomer", 600, "I build a small reading club bot, nothing big yet."),
    ("member", 580, "Reading clubs are fun, ours lost its calendar last year and never recovered."),
    ("newcomer", 300, "FREE NITRO for the first 50 people!! nitro-gift.example/claim"),
    ("newcomer", 299, "FREE NITRO for the first 50 people!! nitro-gift.example/claim"),
    ("newcomer", 298, "FREE NITRO for the first 50 people!! nitro-gift.example/claim"),
    ("member", 290, "@moderator I think that account was taken over, see above."),
    ("moderator", 240, "Seen, will clean up in a minute."),
    ("owner", 120, "Thanks. Should we raise the verification level for a week?"),
    ("moderator", 115, "I would rather time them out first and ask."),
    ("member", 30, "arm64 build works here, cold start 640 ms, warm 9 ms."),
)

SUPPORT: tuple[Line, ...] = (
    ("moderator", 30 * _DAY, "How to ask: what you did, what you expected, what happened, versions."),
    ("member", 18 * _DAY, "The deploy hangs at the layer step. SAM 1.139, Python 3.12."),
    ("owner", 18 * _DAY - 20, "Python 3.13 is needed, the layer is built for it."),
    ("member", 18 * _DAY - 50, "That was it, thanks."),
    ("newcomer", 900, "How do I get an API key? The page says ask an administrator."),
    ("moderator", 880, "Owners create keys with the command line tool, I can point you to the page."),
    ("newcomer", 870, "Yes please."),
    ("moderator", 866, "docs, chapter keys, first section."),
    ("member", 400, "Why do my messages arrive twice after a timeout?"),
    ("owner", 390, "Send a nonce with each message, then Discord drops the second one."),
    ("member", 380, "blocker: the release notes link on the website is dead."),
    ("owner", 60, "Fixed, thank you for the report."),
)

STAFF: tuple[Line, ...] = (
    ("owner", 20 * _DAY, "This channel is for the team only. Notes on cases go here, not into DMs."),
    ("moderator", 9 * _DAY, "Second warning to a member for advertising, third one is a timeout of a day."),
    ("owner", 9 * _DAY - 15, "Agreed."),
    ("moderator", 280, "The newcomer account posts nitro spam, either taken over or a throw-away."),
    ("owner", 110, "Time out for a day, delete the three messages, then ask them."),
)

APPROVALS: tuple[Line, ...] = (
    ("owner", 12 * _DAY, "Requests of the bot that need a human appear here. Read the whole card before you press."),
)

CHANNELS = {"general": GENERAL, "support": SUPPORT, "staff": STAFF, "approvals": APPROVALS}
TOPICS = {
    "general": "Talk about everything that fits nowhere else",
    "support": "Questions and answers: say what you did and what happened",
    "staff": "Team only",
    "approvals": "Requests of the bot that wait for a human",
}
