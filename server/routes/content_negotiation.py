"""Choice between two media types by the Accept header."""


def prefers(accept: str, kind: str, *, over: str) -> bool:
    """Whether ``accept`` ranks ``kind`` above ``over``, by weight, then by order.

    ``kind`` must be named: wildcards and an empty header leave the choice to the server.
    """
    weights = _weights(accept)
    if weights.get(kind, (0.0, 0))[0] <= 0:
        return False
    wanted, other = weights[kind], weights.get(over, (0.0, 0))
    return wanted > other


def _weights(accept: str) -> dict[str, tuple[float, int]]:
    """Parse each media type with its q and its negated position.

    The pairs compare by preference.
    """
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
