"""The HTTP server: API, pages, widget and Slack."""
