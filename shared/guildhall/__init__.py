"""Guildhall: a serverless Discord control plane for AI clients."""
