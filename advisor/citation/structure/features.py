"""Differences between a sentence and its quotes, as numbers: what is added, dropped, turned round or strengthened."""

from collections.abc import Sequence

from advisor.citation.structure.alignment import align
from advisor.citation.structure.reading import Reading

QUANTITIES = ("none", "few", "some", "many", "most", "all")
FAMILIES = ("quantity", "only", "modality", "hedge", "condition", "cause", "time", "direction", "denial")


def differences(sentence: Reading, quotes: Sequence[Reading], above: Sequence[Reading]) -> dict[str, float]:
    """The features of a sentence against its quotes and what stands above them (headings, titles)."""
    aligned = align(sentence, quotes, above)
    found: dict[str, float] = {}
    weights = [sentence.words[n].weight for n in sentence.content]
    total = sum(weights) or 1.0
    missing = [n for n in sentence.content if aligned.score(n) < 0.5]
    found["added"] = sum(sentence.words[n].weight for n in missing)
    found["added_share"] = found["added"] / total
    found["exact_share"] = sum(sentence.words[n].weight for n in sentence.content if aligned.score(n) >= 0.99) / total
    found["above_share"] = sum(sentence.words[n].weight for n in sentence.content if aligned.is_above(n)) / total
    found["first_added"] = float(any(n in missing for n in sentence.content[:2]))
    found["last_added"] = float(any(n in missing for n in sentence.content[-2:]))
    found["n_words"] = min(len(sentence.content), 20) / 10
    found["opposites"] = float(len(aligned.opposites))
    near = aligned.near_clauses
    mine = {family: sentence.values(family) for family in FAMILIES}
    theirs = {family: _values(quotes, near, family) for family in FAMILIES}
    every = {
        family: frozenset().union(*(q.values(family) for q in quotes), *(a.values(family) for a in above))
        for family in FAMILIES
    }
    denials = _count(sentence, "denial"), sum(_count_near(q, near[n], "denial") for n, q in enumerate(quotes))
    found["denial_added"] = float(denials[0] > 0 and denials[1] == 0)
    found["denial_dropped"] = float(denials[0] == 0 and denials[1] > 0)
    found["parity"] = float((bool(denials[0]) + bool(denials[1]) + len(aligned.opposites)) % 2)
    found.update(_quantity(mine["quantity"], theirs["quantity"], every["quantity"]))
    found["only_added"] = float(bool(mine["only"]) and not every["only"])
    found["only_dropped"] = float(bool(theirs["only"]) and not mine["only"])
    for value in ("need", "advise", "allow", "spare", "forbid"):
        found[f"{value}_added"] = float(value in mine["modality"] and value not in every["modality"])
        found[f"{value}_dropped"] = float(value in theirs["modality"] and value not in mine["modality"])
    found["modality_changed"] = float(
        bool(mine["modality"]) and bool(theirs["modality"]) and not mine["modality"] & theirs["modality"]
    )
    found["hedge_dropped"] = float("hedge" in theirs["hedge"] and "hedge" not in mine["hedge"])
    found["hedge_added"] = float("hedge" in mine["hedge"] and "hedge" not in every["hedge"])
    found["sure_added"] = float("sure" in mine["hedge"] and "sure" not in every["hedge"])
    found["condition_dropped"] = float(bool(theirs["condition"]) and not mine["condition"])
    found["condition_added"] = float(bool(mine["condition"]) and not every["condition"])
    for value in ("reason", "contrast", "purpose"):
        found[f"{value}_added"] = float(value in mine["cause"] and value not in every["cause"])
    for value, other in (("before", "after"), ("after", "before")):
        found[f"{value}_turned"] = float(
            value in mine["time"] and other in theirs["time"] and value not in theirs["time"]
        )
        found[f"{value}_added"] = float(value in mine["time"] and not every["time"])
    for value, other in (("up", "down"), ("down", "up")):
        found[f"{value}_turned"] = float(
            value in mine["direction"] and other in every["direction"] and value not in every["direction"]
        )
        found[f"{value}_new"] = float(value in mine["direction"] and not every["direction"])
    found["equal_turned"] = float(
        ("equal" in mine["direction"]) != ("equal" in theirs["direction"])
        and bool(mine["direction"])
        and bool(theirs["direction"])
    )
    found["roles_changed"] = float(aligned.roles_changed)
    found["inversions"] = aligned.inversions
    found["voice"] = float(bool(sentence.passive) != any(q.passive for q in quotes))
    found["inverted_same_voice"] = aligned.inversions * (1 - found["voice"])
    found["left_over"] = aligned.left_over
    return found


def _quantity(mine: frozenset[str], theirs: frozenset[str], every: frozenset[str]) -> dict[str, float]:
    ranks = [QUANTITIES.index(value) for value in mine]
    held = [QUANTITIES.index(value) for value in theirs or every]
    return {
        "quantity_changed": float(bool(mine) and bool(theirs) and not mine & every),
        "quantity_gap": float(min(abs(a - b) for a in ranks for b in held)) if ranks and held else 0.0,
        "all_added": float("all" in mine and "all" not in every),
        "none_added": float("none" in mine and "none" not in every),
        "few_added": float("few" in mine and "few" not in every),
        "some_added": float(bool({"some"} & mine) and not every),
        "most_added": float(bool({"most", "many"} & mine) and not {"most", "many"} & every),
        "quantity_dropped": float(bool({"few", "some", "many", "most"} & theirs) and not mine),
        "all_dropped": float("all" in theirs and not mine),
    }


def _values(quotes: Sequence[Reading], near: Sequence[frozenset[int]], family: str) -> frozenset[str]:
    return frozenset(
        one.value
        for n, quote in enumerate(quotes)
        for one in quote.operators
        if one.family == family and quote.words[one.start].clause in near[n]
    )


def _count(reading: Reading, family: str) -> int:
    return sum(one.family == family for one in reading.operators)


def _count_near(reading: Reading, near: frozenset[int], family: str) -> int:
    return sum(one.family == family and reading.words[one.start].clause in near for one in reading.operators)
