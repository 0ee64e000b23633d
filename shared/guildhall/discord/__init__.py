"""Discord as we speak to it: ids, types, permissions, routes, REST, signatures, the gateway."""

from guildhall import __version__

USER_AGENT = f"DiscordBot (https://github.com/guildhall/guildhall, {__version__})"
"""Without one of this form Cloudflare blocks. Source: https://docs.discord.com/developers/reference#user-agent"""
