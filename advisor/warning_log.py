"""Python's warnings as lines of the log, without their words."""

import logging
import threading
import warnings
from pathlib import Path

log = logging.getLogger(__name__)

_lock = threading.Lock()


def log_warnings() -> None:
    """Log where each warning of a library comes from, once.

    A warning's words may be a question, a key or whatever a service sent, as Pydantic's are: they are neither logged
    nor remembered. For commands and servers, since it changes the whole process.
    """
    told: set[tuple[str, str, int]] = set()

    def tell(_message: object, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
        place = (category.__name__, filename, lineno)
        with _lock:
            if place in told:
                return
            told.add(place)
        log.warning("%s at %s:%d (told once, without its words)", place[0], "/".join(Path(filename).parts[-2:]), lineno)

    warnings.showwarning = tell  # type: ignore[assignment]  # it is called with six values, by position
    # As otherwise, but Python's own way of telling a warning once is to keep its words.
    warnings.simplefilter("always", append=True)
