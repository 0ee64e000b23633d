"""Verifying: whether a guild's trail is what was sealed, and if not, exactly where.

The chain is walked first, from segment 1 to the head: each names the link of the one before it, each has a copy outside
the table, and the head's signature must be the key's. Then the records, some months at a time: each must be the one
that its entry describes, and each entry must have its record, unless that had an end and the end has come.

    record_changed     its hash, or its end, is not that of its entry
    record_missing     its entry says that it is kept longer
    record_unsealed    no entry knows it, and it says that it is older than `GRACE`; younger ones are the unsealed tail
    record_backdated   it says another time than DynamoDB had when it came in: somebody wrote it afterwards
    month_unlisted     its month is not in the guild's list, so that nobody who reads the trail would come to it
    segment_missing    a number is left out, or there are copies of segments beyond the head
    segment_moved      it stands under another number, or in another chain, than it says
    segment_changed    the next one was appended to something else, or its copy is of something else
    signature_bad      nobody who holds the key has signed it; told is the first such segment
    copy_missing       it was sealed a while ago, and no copy lies outside the table
    copy_changed       a copy was overwritten or removed; it is written once, and the bucket keeps every version

Example: somebody deletes the record of a ban, writes the segment that held it anew without it, and all segments after
it so that the links fit again. The head's signature no longer holds, the copies of all those segments are of something
else, and the first that is told is the one that held the ban.

How much memory this takes does not depend on how much there is: at most `MOST_AT_ONCE` entries are held, and the chain
is read once more for the next ones.
"""

from collections.abc import Callable

from guildhall.discord.ids import GuildId
from guildhall.execution.seals.chain import Walk
from guildhall.execution.seals.findings import Evidence, Fault, Report
from guildhall.execution.seals.matching import Comparison, parts


def verify(
    evidence: Evidence,
    guild_id: GuildId | None,
    *,
    month: str | None = None,
    has_time: Callable[[], bool] = lambda: True,
) -> Report:
    """Return what is wrong with a guild's trail, or with that of calls that belong to none.

    Args:
        evidence: Table, key and copies.
        guild_id: The guild; None for calls that belong to none.
        month: The only month whose records are compared, such as `2026-11`; the chain is always walked as a whole.
        has_time: Says False when it is time to stop; the report says what was not looked at.

    Raises:
        GuildhallError: The table, the key or the copies could not be read; nothing is known then.
    """
    report = Report()
    walk = Walk(evidence, guild_id, report)
    for sealed in evidence.chain.segments(guild_id):
        walk.step(sealed)
        if not has_time():
            return report
    walk.end()
    listed = set(evidence.chain.months(guild_id)) if guild_id else {f"{evidence.clock():%Y-%m}"}
    for unlisted in sorted(walk.entries.keys() - listed - {""}) if guild_id else ():
        report.add(Fault.MONTH_UNLISTED, f"month {unlisted}", "records of it were sealed, and the list leaves it out")
    wanted = {month} if month else walk.entries.keys() | listed
    compare = Comparison(evidence, guild_id, report, has_time)
    for part in parts(walk.entries, wanted):
        compare.run(part)
    return report
