"""Guides from the web: visited politely, kept as copies, refreshed."""
