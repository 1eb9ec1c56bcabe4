"""A guide is drawn once for all who read it, off the event loop, and few are kept."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from server.routes.drawn_guides import DrawnGuide, DrawnGuides
from tests.server.made import Live

PAGE = DrawnGuide("contents", "sections")


class Drawer:
    """Draws the same page for every key, when it is let; tells what it drew and where."""

    def __init__(self, *, fails: bool = False) -> None:
        self.drawn: list[str] = []
        self.threads: set[int] = set()
        self.may_go = threading.Event()
        self._fails = fails

    def __call__(self, key: str) -> Callable[[], DrawnGuide]:
        def draw() -> DrawnGuide:
            self.drawn.append(key)
            self.threads.add(threading.get_ident())
            assert self.may_go.wait(60)
            if self._fails:
                raise ValueError(key)
            return PAGE

        return draw

    @staticmethod
    def free() -> "Drawer":
        drawer = Drawer()
        drawer.may_go.set()
        return drawer


def test_all_who_wait_for_a_guide_get_it_from_one_drawing_in_another_thread() -> None:
    draw, guides = Drawer(), DrawnGuides()

    async def go() -> None:
        readers = [asyncio.create_task(guides.get("baker", draw("baker"))) for _ in range(50)]
        await asyncio.sleep(0.01)  # the loop turns while the guide is drawn
        draw.may_go.set()
        assert await asyncio.gather(*readers) == [PAGE] * 50
        assert await guides.get("baker", draw("baker")) is PAGE

    asyncio.run(go())
    assert draw.drawn == ["baker"]
    assert threading.get_ident() not in draw.threads


def test_who_leaves_stops_nobody_elses_drawing() -> None:
    draw, guides = Drawer(), DrawnGuides()

    async def go() -> None:
        first, second = (asyncio.create_task(guides.get("baker", draw("baker"))) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.wait([first])
        draw.may_go.set()
        assert await second is PAGE

    asyncio.run(go())
    assert draw.drawn == ["baker"]


def test_those_not_asked_for_the_longest_go_first_and_the_bound_holds() -> None:
    draw = Drawer.free()
    guides = DrawnGuides(max_bytes=3 * PAGE.n_bytes)

    async def go() -> None:
        for key in ("a", "b", "c", "a", "d", "a", "b"):
            await guides.get(key, draw(key))
            assert guides.n_bytes <= 3 * PAGE.n_bytes

    asyncio.run(go())
    assert draw.drawn == ["a", "b", "c", "d", "b"]


def test_a_guide_larger_than_the_bound_is_drawn_and_not_kept() -> None:
    draw = Drawer.free()
    guides = DrawnGuides(max_bytes=PAGE.n_bytes - 1)

    async def go() -> None:
        for _ in range(2):
            assert await guides.get("a", draw("a")) is PAGE

    asyncio.run(go())
    assert draw.drawn == ["a", "a"]
    assert guides.n_bytes == 0


def test_a_failed_drawing_is_told_to_all_who_wait_and_tried_anew() -> None:
    draw, guides = Drawer(fails=True), DrawnGuides()
    draw.may_go.set()

    async def go() -> None:
        for _ in range(2):
            with pytest.raises(ValueError, match="baker"):
                await guides.get("baker", draw("baker"))

    asyncio.run(go())
    assert draw.drawn == ["baker", "baker"]


def test_the_same_page_again_is_not_sent_again(live: Live) -> None:
    first = live.get("/guides/tailor")
    etag = first.headers["etag"]
    again = live.get("/guides/tailor", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other = live.get("/guides/tailor?q=5-17", headers={"If-None-Match": etag})
    assert (other.status_code, other.headers["etag"] != etag) == (200, True)
    assert live.get("/guides/tailor").content == first.content
