"""The doors: HTTP, the reader and the chat page."""
