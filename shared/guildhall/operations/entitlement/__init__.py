"""Entitlements: what people and guilds may use of what the application sells."""
