"""Discord's interactions: the door that answers within three seconds, and the worker that does what was asked.

    Discord ── signed POST ──► endpoint ── job on OperationsQueue ──► worker ──► executor
                                  │                                     │
                                  └── type 1, 4, 5, 8 or 9 at once      └── edits the deferred answer

What is asked of the agent (/ask and the menus of messages: `asking`, `questions`) goes on TurnsQueue instead. The
worker, for its part, wakes turns there: those whose question was answered by a press, and those that are cancelled.

The door's modules (`wire`, `request`, `job`, `table`, `asking`, `questions`, `forms`, `replies`, `queue`,
`webhook_events`, `endpoint`) load neither pydantic nor the catalogue; what they need of it lies in the generated table.
"""
