"""One question stops nobody: whatever it is made of, it is answered, and its cost grows with its length."""

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from advisor.answering.advisor import OUT_OF_TIME
from tests.security.attacked import HANG_S, JSON, Attacked

pytestmark = [pytest.mark.process, pytest.mark.encoder]

MAX_GROWTH = 3.0  # at twice the length
CHEAP_S = 0.5  # what costs less is not worth a measurement
MOST_CHARS, HISTORY_CHARS = 2_000, 15_900
ASKED = {"role": "user", "content": "How much do tailors earn?"}
ANSWERED = {"role": "assistant", "content": "A tailor earns 31,000 shells a year."}


def shaped(shape: str, n: int) -> str:
    """The shape with its ``{…}`` repeated until it has about ``n`` characters."""
    before, _, rest = shape.partition("{")
    unit, _, after = rest.partition("}")
    return before + unit * ((n - len(before) - len(after)) // len(unit)) + after


def costs(server: Attacked, body: Callable[[int], dict[str, Any]], n: int) -> Iterator[float]:
    """CPU seconds of the question of so many characters, asked five times."""
    for _ in range(5):
        begun = server.cpu_s()
        answer = server.post("/api/chat", body(n))
        yield server.cpu_s() - begun
        assert answer.status_code == 200, answer.text
        assert answer.json().get("message") != OUT_OF_TIME.message


def check_growth(server: Attacked, body: Callable[[int], dict[str, Any]], n: int) -> None:
    """Twice the length costs less than three times as much; the best of five, unless it is next to nothing."""
    whole = []
    for cost in costs(server, body, n):
        whole.append(cost)
        if cost < CHEAP_S:
            return
    assert min(whole) < MAX_GROWTH * min(costs(server, body, n // 2))


@pytest.mark.parametrize(
    "shape",
    [
        "How much do tailors{,}; production managers earn?",
        "How much do tailors{;}, production managers earn?",
        "How much do tailors{, and / or; & }production managers earn?",
        "How much do tailors{,\u00a0\u3000}production managers earn?",
        "How much do tailors{/\\|}bakers earn?",
        "How much do tailors{ and, }, bakers earn?",
        "How much do {tailors, bakers and }florists earn?",
    ],
)
def test_separators_between_careers_cost_no_more_than_their_length(thinking: Attacked, shape: str) -> None:
    check_growth(thinking, lambda n: {"question": shaped(shape, n)}, MOST_CHARS)


@pytest.mark.parametrize(
    "shape",
    [
        "i wasnt ask{ }x",
        "i wasnt ask{\u2003\t }x",
        "i didn't mean{ \n}x",
        "i wasnt ask{ . }x",
        "no, i {did not mean }x",
        "that is not what i{ asked}x",
        "you{'ve} misunderstood{ }x",
    ],
)
def test_blanks_after_a_correction_cost_no_more_than_their_length(thinking: Attacked, shape: str) -> None:
    check_growth(thinking, lambda n: {"question": shaped(shape, n)}, MOST_CHARS)
    said = shaped(shape, HISTORY_CHARS)
    check_growth(
        thinking,
        lambda n: {"question": "why?", "history": [ASKED | {"content": said[:n]}, ANSWERED]},
        HISTORY_CHARS,
    )


@pytest.mark.parametrize(
    "shape",
    ["is {a}-b", "is {ab}-b", "is {_}-b", "what about {1}-b", "and {é}-b", "and the {a b }-b", "is {a-}?", "{a'}s?",
     "how about {A.}b", "is {aA1_}\u0301-b"],
)  # fmt: skip
def test_one_long_word_of_a_follow_up_costs_no_more_than_its_length(thinking: Attacked, shape: str) -> None:
    check_growth(thinking, lambda n: {"question": shaped(shape, n), "history": [ASKED, ANSWERED]}, MOST_CHARS)


def mistyped(n: int) -> str:
    source = random.Random(5)
    words = ("production", "manager", "salary", "experience", "certification", "apprentice", "schedule")
    made = ""
    while len(made) < n:
        word = source.choice(words)
        at = source.randrange(1, len(word) - 1)
        made += f"{word[:at]}{source.choice('qzxj')}{word[at:]} "
    return made[:n]


@pytest.mark.parametrize(
    "shape", ["{and }", "{or }", "{vs }", "{of the first of }", "{what about }", "{? }", "{a, b; }"]
)
def test_a_long_history_costs_no_more_than_its_length(thinking: Attacked, shape: str) -> None:
    def body(n: int) -> dict[str, Any]:
        said = shaped(shape, n)
        return {"question": "and why is that?", "history": [ASKED | {"content": said}, ANSWERED | {"content": said}]}

    check_growth(thinking, body, HISTORY_CHARS)


def test_mistyped_words_cost_no_more_than_their_length(thinking: Attacked) -> None:
    check_growth(thinking, lambda n: {"question": mistyped(n)}, MOST_CHARS)
    check_growth(
        thinking,
        lambda n: {
            "question": "and why?",
            "history": [ASKED | {"content": mistyped(n)}, ANSWERED | {"content": mistyped(n)}],
        },
        HISTORY_CHARS,
    )


def test_fifty_turns_that_are_all_different_cost_no_more_than_their_length(thinking: Attacked) -> None:
    def body(n: int) -> dict[str, Any]:
        turns = [{"role": ("user", "assistant")[k % 2], "content": mistyped(n // 50 + k)[: n // 50]} for k in range(50)]
        return {"question": "the second of those, and how much does it pay?", "history": turns}

    check_growth(thinking, body, 2 * HISTORY_CHARS)


def test_while_the_worst_is_asked_others_are_answered(thinking: Attacked) -> None:
    worst = [
        {"question": shaped("How much do tailors{,}; production managers earn?", MOST_CHARS)},
        {"question": shaped("i wasnt ask{ }x", MOST_CHARS)},
        {"question": "why?", "history": [ASKED | {"content": shaped("i wasnt ask{ }x", 31_000)}, ANSWERED]},
        {"question": shaped("is {a}-b", 304), "history": [ASKED, ANSWERED]},
        {"question": "why?", "history": [ASKED | {"content": "and " * 7_900}]},
    ]
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda body=body: answers.append(thinking.post("/api/chat", body))) for body in worst
    ]
    for thread in threads:
        thread.start()
    assert thinking.get("/healthz").status_code == 200
    assert thinking.ask("How much do tailors earn?")["status"] == "answered"
    for thread in threads:
        thread.join(HANG_S)
    assert [answer.status_code for answer in answers] == [200] * len(worst)


HALVES = ("\ud800", "\udfff", "a\udc00\ud800b", "\ud83d", "\udb40\ud83d")


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/api/chat", {"question": "x", "history": [{"role": "user", "content": "{}"}]}),
        ("/api/chat", {"question": "x", "history": [{"role": "{}", "content": "x"}]}),
        ("/api/chat", {"question": "x", "history": [{"role": "user", "content": "x", "{}": "x"}]}),
        ("/api/chat", {"question": "x", "history": ["{}"]}),
        ("/api/chat", {"question": "{}"}),
        ("/api/chat", {"question": "x", "{}": {"{}": "{}"}}),
        ("/api/session", {"{}": 1}),
        ("/api/feedback", {"answer": "{}", "rating": "{}", "reason": "{}", "comment": "{}"}),
    ],
)
def test_half_a_character_is_refused_wherever_it_stands(
    attacked: Attacked, path: str, template: dict[str, Any], half: str
) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key.replace("{}", half): filled(one) for key, one in value.items()}
        if isinstance(value, list):
            return [filled(one) for one in value]
        return value.replace("{}", half) if isinstance(value, str) else value

    answer = attacked.post(path, filled(template))
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "a\xed\xa0\x80b"}',  # half a pair, as if it were UTF-8
        b'{"question": "a\xc0\xafb"}',  # longer than it need be
        b'{"question": "\xf4\x90\x80\x80"}',  # beyond Unicode
        b'{"question": "\xe2\x82"}',
        '{"question": "x"}'.encode("utf-16"),
        '{"question": "x"}'.encode("utf-32-le"),
        b'\xef\xbb\xbf{"question": "x"}',
        b'{"question": "\\ud8"}',
        b'{"question": "\x00"}',
        b'{"question": NaN}',
        b'{"question": "x", "question": {}}',
        b'{"question": 1e999999}',
        b'{"question": "x", "guide": -0e-0}',
    ],
)  # fmt: skip
def test_a_body_that_is_no_utf_8_or_no_json_is_refused_or_read_and_never_a_fault(
    attacked: Attacked, body: bytes
) -> None:
    for path in ("/api/chat", "/api/session", "/api/feedback"):
        answer = attacked.client.post(path, content=body, headers=JSON)
        assert answer.status_code < 500, (path, answer.text)
        assert answer.json()
