"""Guides made of official data: the O*NET database, the Occupational Outlook Handbook.

Each source is read from a local folder; nothing of it ships with the program.
"""
