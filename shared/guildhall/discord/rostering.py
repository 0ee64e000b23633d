"""Many people by id in few requests: members of a guild, its bans.

Discord reads one by id, or a page of up to 1000 after one, in the order of ids. A page that begins with the lowest
wanted id finds or disproves at least that one, and usually its neighbours too, so pages never cost more requests than
single reads.

    wanted 200 ids of a guild of 900 members     -> 1 page
    wanted 2 ids, ten thousand members between   -> 2 pages
"""

from collections.abc import Callable, Iterable

from guildhall.discord.ids import UserId

PAGE_COUNT = 1000
"""Source: https://docs.discord.com/developers/resources/guild#list-guild-members"""


def enroll[T](
    user_ids: Iterable[UserId], page: Callable[[str], list[T]], whose: Callable[[T], UserId]
) -> dict[UserId, T]:
    """Return those of the wanted people who are on the list.

    Args:
        user_ids: Who is looked for.
        page: Returns up to `PAGE_COUNT` entries with ids above a given one, in the order of their ids.
        whose: Returns whose an entry is.
    """
    wanted = sorted({int(user_id) for user_id in user_ids})
    found: dict[UserId, T] = {}
    while wanted:
        entries = {int(whose(entry)): entry for entry in page(str(wanted[0] - 1))}
        settled = max(entries) if len(entries) >= PAGE_COUNT else wanted[-1]
        found |= {UserId(str(number)): entries[number] for number in wanted if number in entries}
        wanted = [number for number in wanted if number > settled]
    return found
