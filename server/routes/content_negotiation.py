"""Which of two kinds of answer an Accept header would rather have."""


def prefers(accept: str, kind: str, *, over: str) -> bool:
    """Whether ``kind`` is named with more weight than ``over``, or with the same weight and first.

    A kind must be named to be preferred: wildcards and an empty header leave the choice to us.
    """
    weights = _weights(accept)
    if weights.get(kind, (0.0, 0))[0] <= 0:
        return False
    wanted, other = weights[kind], weights.get(over, (0.0, 0))
    return wanted > other


def _weights(accept: str) -> dict[str, tuple[float, int]]:
    """Media types with their q and the negated place in the list, so that tuples compare by preference."""
    weights: dict[str, tuple[float, int]] = {}
    for place, item in enumerate(accept.split(",")):
        kind, *parameters = (part.strip() for part in item.split(";"))
        q = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    q = float(value)
                except ValueError:
                    q = 0.0
        weights.setdefault(kind.lower(), (q, -place))
    return weights
