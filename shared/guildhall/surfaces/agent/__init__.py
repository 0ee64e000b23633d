"""The agent: people mention the bot or use /ask, and a durable turn does what they asked, as them.

    mention ── gateway_task ──┐                            ┌── model (Messages API)
    /ask ── interactions door ┼─► TurnsQueue ─► worker ─► turn: round after round ── executor
    a press, an expiry ───────┘   group = channel          └── one message in Discord, edited until it is the answer

`job` and `queue` load the standard library only: the gateway task and the interactions door put jobs on the queue.
"""
