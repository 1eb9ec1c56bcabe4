"""The Slack app: direct messages, threads and private replies.

Imported only when Slack's settings are there; it needs the extra ``slack``.
"""
