"""Writes audit records, timed, in a process of its own: for each line that it reads, a block of them.

    python -m tests.bench.sealing_writer <table> <guild>        a line holds how many; the answer is the seconds of each

Region, keys and endpoint come from AWS's settings.
"""

import json
import sys
from time import perf_counter

from guildhall.discord.ids import GuildId
from guildhall.store.audit import AuditRepository
from guildhall.store.dynamodb import DynamoDB
from tests.integration.sealing_house import record


def main(table: str, guild_id: GuildId) -> None:
    """Write until there are no more lines."""
    log = AuditRepository(DynamoDB().table(table))
    for line in sys.stdin:
        taken = []
        for _ in range(int(line)):
            made = record(guild_id)
            started = perf_counter()
            log.put(made)
            taken.append(perf_counter() - started)
        sys.stdout.write(json.dumps(taken) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], GuildId(sys.argv[2]))
