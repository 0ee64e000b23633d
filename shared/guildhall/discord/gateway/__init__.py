"""Our own shard of Discord's gateway: it hears who mentions the bot, and nothing that it heard is lost.

    socket ── inflate ── frames ── session ──┬── socket       heartbeats, IDENTIFY, RESUME
             one stream    JSON    (sans-IO) └── outbox ──►   TurnsQueue, retried until taken
                                      │             │
                                  progress ◄────────┘         acknowledged numbers, a prefix without gaps
                                      │
                                   journal ──►                StateTable: session, number, lease, attempts
    lookback                                                  what was said while no session listened
    lifecycle                                                 waits for token and lease, connects, drains

No module here knows a table, a queue or a secret: `ports` says what they must do, `bootstrap.gateway_task` brings them.
Nothing of pydantic, httpx or Powertools is loaded: the process has 60 MiB.
"""
