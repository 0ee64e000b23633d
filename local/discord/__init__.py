"""A simulated Discord: REST, gateway, interactions and a control API, on loopback. Imports nothing of the product."""

from local.discord.simulator import SimulatedDiscord, running

__all__ = ["SimulatedDiscord", "running"]
