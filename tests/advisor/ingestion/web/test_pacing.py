"""A polite rate."""

from advisor.ingestion.web.pacing import MAX_DELAY_S, Pacer
from tests.advisor.ingestion.web.made_site import Hands


def test_a_host_is_asked_again_only_after_the_pause() -> None:
    hands = Hands()
    pacer = Pacer(2.0, hands.clock)
    pacer.wait("a")
    pacer.wait("b")
    assert hands.slept == []
    hands.time += 0.5
    pacer.wait("a")
    assert hands.slept == [1.5]
    hands.time += 9
    pacer.wait("a")
    assert hands.slept == [1.5]


def test_a_longer_delay_is_obeyed_up_to_a_bound() -> None:
    hands = Hands()
    pacer = Pacer(1.0, hands.clock)
    for delay_s in (0, 5.0, 9_999.0):
        pacer.wait("a", delay_s)
    assert hands.slept == [5.0, MAX_DELAY_S]


def test_a_clock_that_was_set_back_makes_nobody_wait() -> None:
    hands = Hands()
    pacer = Pacer(1.0, hands.clock)
    pacer.wait("a")
    hands.time -= 5_000
    pacer.wait("a")
    assert hands.slept == []
