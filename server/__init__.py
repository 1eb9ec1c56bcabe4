"""The doors: HTTP, the pages, the widget and Slack."""
