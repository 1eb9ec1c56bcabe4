"""The Slack advisor: the Answer of every channel, in direct messages, threads and private replies.

Nothing of Slack is imported before ``build_slack`` is called, which happens only when its settings are there.
"""
