"""What is compressed is unpacked up to a bound."""

import gzip
import zlib

import pytest

from advisor.errors import WebError
from advisor.ingestion.web.unpacking import Unpacker, unpack


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_pieces_of_any_size_come_out_whole(pack: object, size: int) -> None:
    text = bytes(range(256)) * 50
    packed = pack(text)  # type: ignore[operator]
    unpacker = Unpacker(10**6, name="x")
    assert b"".join(unpacker.feed(packed[n : n + size]) for n in range(0, len(packed), size)) == text


def test_parts_that_follow_one_another_are_all_read() -> None:
    assert unpack(gzip.compress(b"one ") + gzip.compress(b"two"), 100, name="x") == b"one two"


def test_a_bomb_is_cut_where_the_bound_is() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(Unpacker(1_000, name="x").feed(bomb)) == 1_001
    with pytest.raises(WebError, match=r"x: unpacked it is larger"):
        unpack(bomb, 1_000, name="x")


def test_what_is_damaged_is_said() -> None:
    with pytest.raises(WebError, match="x: what came is damaged"):
        unpack(gzip.compress(b"whole" * 100)[:20] + b"broken" * 9, 10_000, name="x")


def test_what_is_not_packed_stays() -> None:
    assert unpack(b"<urlset/>", 3, name="x") == b"<urlset/>"
