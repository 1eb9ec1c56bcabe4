"""One question's way through: class Advisor."""
