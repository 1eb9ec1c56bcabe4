"""The data directory: the serving build, the builds' paths, the write lock."""

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from advisor.errors import BusyError, StorageError
from advisor.private_files import FILE_MODE, make_private_directory, open_privately

POINTER = "current"
BUILDS = "builds"
LOCK = "write.lock"
KEPT_BUILDS = 2
LOCK_TIMEOUT_S = 0.3
BUILD_ID = re.compile(r"[0-9a-f-]+")  # cannot lead out of the data directory


class DataDirectory:
    """Paths and atomic switches under ADVISOR_DATA_DIR.

    Creates nothing until something is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def pointer(self) -> Path:
        return self.path / POINTER

    def has_pointer(self) -> bool:
        return self.pointer.exists()

    def create(self) -> None:
        """Create the directory, or close an existing one to others. Raises StorageError."""
        try:
            make_private_directory(self.path)
        except OSError as error:
            raise StorageError(f"The data directory {self.path} cannot be made ({error.strerror}).") from error

    def build_path(self, build_id: str) -> Path:
        return self.path / BUILDS / build_id

    def kept_builds(self) -> tuple[str, ...]:
        """The serving build and its predecessor, newest first.

        Empty before the first ingest. Raises StorageError when the pointer cannot be read.
        """
        try:
            known = json.loads(self.pointer.read_bytes())["builds"]
            if not isinstance(known, list) or not known or not all(BUILD_ID.fullmatch(build_id) for build_id in known):
                raise ValueError("no list of builds")
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StorageError(f"{self.pointer} cannot be read; run `advisor ingest` to write it anew.") from error
        return tuple(known)

    def current_build(self) -> str | None:
        """The serving build's id; None before the first ingest. Raises StorageError."""
        kept = self.kept_builds()
        return kept[0] if kept else None

    def switch_to(self, build_id: str) -> tuple[str, ...]:
        """Make a build the serving one, atomically.

        Returns the builds to keep, newest first. Raises StorageError.
        """
        try:
            before = self.kept_builds()
        except StorageError:
            before = ()
        kept = (build_id, *(b for b in before if b != build_id))[:KEPT_BUILDS]
        fresh = self.pointer.with_suffix(".new")
        try:
            with open(fresh, "w", opener=open_privately) as file:
                json.dump({"builds": kept}, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.pointer)
            _sync_directory(self.path)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise StorageError(f"The new index could not be switched to in {self.path} ({error.strerror}).") from error
        return kept

    def sweep(self) -> None:
        """Remove builds no longer kept, and leftovers of a crash."""
        try:
            kept = set(self.kept_builds())
        except StorageError:
            return  # the next switch makes the kept builds known again
        with suppress(OSError):
            for directory in (self.path / BUILDS).iterdir():
                if directory.name not in kept:
                    shutil.rmtree(directory, ignore_errors=True)
        with suppress(OSError):
            self.pointer.with_suffix(".new").unlink(missing_ok=True)

    def check_free(self) -> None:
        """Raise BusyError while another process writes; lock nothing."""
        lock = self.path / LOCK
        if lock.exists():
            with self._locked():
                pass

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock.

        Raises BusyError within a second when another process has it.
        """
        self.create()
        with self._locked():
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path / LOCK, timeout=LOCK_TIMEOUT_S, mode=FILE_MODE)
        try:
            lock.acquire()
        except Timeout as error:
            raise BusyError(
                f"Another process is writing the index in {self.path}; try again when it has finished."
            ) from error
        except OSError as error:
            raise StorageError(f"The data directory {self.path} cannot be written ({error.strerror}).") from error
        try:
            yield
        finally:
            lock.release()


def new_build_id() -> str:
    """A unique build id, ordered by creation time."""
    return f"{int(time.time() * 1000):012x}-{secrets.token_hex(6)}"


def _sync_directory(path: Path) -> None:
    # Makes the switch survive a power cut; Windows has no such call.
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
