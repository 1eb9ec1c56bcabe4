"""Kinds of values in answers."""

from enum import StrEnum


class ValueKind(StrEnum):
    """A kind of value required of an answer."""

    SHARE = "share"  # a percentage or another part of a whole
    DATE = "date"  # a year or a month
    DURATION = "duration"
    COST = "cost"  # the price of something; pay is no cost
    PAY = "pay"  # an amount, not whether it is good
    COUNT = "count"
    PERSON = "person"  # by name
    FIRM = "firm"  # an employer or a school by name
    CAUSE = "cause"  # of a fact, present or past
    REASON = "reason"  # a whole sentence; a figure or an item of a list is none
