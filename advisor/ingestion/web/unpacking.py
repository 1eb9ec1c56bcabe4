"""Compressed data unpacked up to a bound, whatever it would become."""

import zlib

from advisor.errors import WebError

GZIP_MAGIC = b"\x1f\x8b"
AUTOMATIC = 47  # zlib's word for: gzip or zlib, by its first bytes
MAX_MEMBERS = 1_000


class Unpacker:
    """Unpacks gzip and zlib piece by piece.

    Never makes more than ``max_bytes`` and one byte, which says that there was more.
    """

    def __init__(self, max_bytes: int, *, name: str) -> None:
        self._left = max_bytes + 1
        self._name = name
        self._inner = zlib.decompressobj(AUTOMATIC)
        self._n_members = 1

    @property
    def is_whole(self) -> bool:
        """Whether all came that the beginning promised."""
        return self._inner.eof

    def feed(self, piece: bytes) -> bytes:
        """What a piece unpacks to. Raises WebError when it is damaged."""
        made = []
        while piece and self._left > 0:
            if self._inner.eof:
                self._n_members += 1
                if self._n_members > MAX_MEMBERS or not piece.startswith(GZIP_MAGIC[: len(piece)]):
                    break  # padding after the end
                self._inner = zlib.decompressobj(AUTOMATIC)
            try:
                out = self._inner.decompress(piece, self._left)
            except zlib.error as error:
                raise WebError(f"{self._name}: what came is damaged and cannot be unpacked.") from error
            self._left -= len(out)
            made.append(out)
            piece = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
        return b"".join(made)


def unpack(data: bytes, max_bytes: int, *, name: str) -> bytes:
    """All of ``data``, unpacked if it is gzip.

    Raises WebError when it is damaged or becomes too large.
    """
    if not data.startswith(GZIP_MAGIC):
        return data
    unpacker = Unpacker(max_bytes, name=name)
    out = unpacker.feed(data)
    if len(out) > max_bytes:
        raise WebError(f"{name}: unpacked it is larger than {max_bytes / 1e6:.0f} MB, so it was not read.")
    if not unpacker.is_whole:
        raise WebError(f"{name}: what came is damaged and cannot be unpacked.")
    return out
