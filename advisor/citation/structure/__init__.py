"""Structure: a sentence's words beside those of its quote."""
