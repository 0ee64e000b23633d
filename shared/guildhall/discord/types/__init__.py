"""Discord's objects as we read them: frozen, tolerant of nulls and of fields that we do not know.

Discord adds fields and enum values without notice and sends null for what is not set, so both are taken calmly; an id
that is missing is not. Text that people wrote is kept out of `repr`, and so out of logs.

Each stands in a module of its own kind, imported from there: what reads no message pays for none.
"""
