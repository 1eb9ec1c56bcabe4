"""Lists of keys in a query, each as one variable.

SQLite limits the variables of a statement; a list of one variable per key would meet that limit.
"""

import json
from collections.abc import Sequence

LISTED = "SELECT value FROM json_each(?)"


def list_keys(keys: Sequence[int] | Sequence[str]) -> str:
    """The keys as the value of the variable in LISTED."""
    return json.dumps([key if isinstance(key, str) else int(key) for key in keys])  # some are NumPy's integers
