"""Discord's interactions: the door that answers within three seconds, and the worker that does what was asked.

    Discord ── signed POST ──► endpoint ── job on OperationsQueue ──► worker ──► executor
                                  │                                     │
                                  └── type 1, 4, 5, 8 or 9 at once      └── edits the deferred answer

The door's modules (`wire`, `request`, `job`, `table`, `forms`, `replies`, `queue`, `webhook_events`, `endpoint`) load
neither pydantic nor the catalogue; what they need of it lies in the generated table.
"""
