"""The data directory and its files, for their owner alone."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import StorageError

log = logging.getLogger(__name__)

DIRECTORY_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077
MAX_DEPTH = 4  # builds/<build>/<collection>/<file>


def make_private_directory(path: Path) -> None:
    """Create a directory for its owner alone, or narrow the one that is there. Raises OSError and StorageError."""
    try:
        path.mkdir(mode=DIRECTORY_MODE, parents=True)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(DIRECTORY_MODE)  # a umask can only take away
        return
    narrow(path)


def narrow(directory: Path) -> None:
    """Take from others what they may do in an existing directory and with its files; loudly if that was anything.

    Raises StorageError for a directory that others may use and that is not ours to narrow.
    """
    if os.name == "nt" or not directory.is_dir():
        return
    seen = directory.stat()
    if seen.st_mode & stat.S_ISVTX or (seen.st_mode & _OTHERS and os.geteuid() not in (0, seen.st_uid)):
        raise StorageError(
            f"{directory} is open to others and not ours to close; set ADVISOR_DATA_DIR to a new folder, such as"
            f" {directory / 'advisor'}."
        )
    wide = [directory] if seen.st_mode & _OTHERS else []
    wide += [path for path in _entries(directory, MAX_DEPTH) if _is_wide(path)]
    failed = [path for path in wide if not _close(path)]
    if wide:
        log.warning(
            "%s was open to others: %d of its folders and files could be read by them and %s; they hold readers'"
            " questions and the keys of sessions, so change those if somebody may have looked",
            directory,
            len(wide),
            f"{len(failed)} still can, as their permissions cannot be changed" if failed else "are closed now",
        )


def create_private(path: Path) -> None:
    """Create an empty file for its owner alone, unless there is one.

    Where that fails nothing is said: whoever opens the file says it better.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    except OSError:
        return


def open_privately(path: str, flags: int) -> int:
    """An opener for ``open``: what it creates is for its owner alone."""
    return os.open(path, flags, FILE_MODE)


def close_to_others(directory: Path) -> None:
    """Close a directory that was just written, with all that is in it."""
    for path in (directory, *_entries(directory, MAX_DEPTH)):
        if os.name != "nt":
            _close(path)


def _entries(directory: Path, depth: int) -> Iterator[Path]:
    try:
        entries = list(os.scandir(directory))
    except OSError:
        return
    for entry in entries:
        if not entry.is_symlink():
            yield Path(entry.path)
            if depth > 1 and entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path), depth - 1)


def _is_wide(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return bool(mode & _OTHERS) and (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _close(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except OSError:
        return False
    return True
