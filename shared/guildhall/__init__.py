"""Guildhall: a serverless Discord control plane for AI clients."""

__version__ = "0.1.0"
