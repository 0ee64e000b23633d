"""Where a picture of Discord's can be looked at: an answer has its hash, and the address is made of it.

Source: https://docs.discord.com/developers/reference#image-formatting-cdn-endpoints
"""

_CDN = "https://cdn.discordapp.com"
_ANIMATED = "a_"


def picture(kind: str, owner: str, digest: str | None) -> str:
    """Return the address of a picture; empty where there is none.

    Args:
        kind: Discord's word in the path, e.g. `icons`, `banners`, `avatars`, `role-icons`.
        owner: Whose it is: an id, or a path of several.
        digest: The picture's hash as the answer has it.
    """
    if not digest:
        return ""
    return f"{_CDN}/{kind}/{owner}/{digest}.{'gif' if digest.startswith(_ANIMATED) else 'png'}"
