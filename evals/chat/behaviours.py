"""Behaviours of the fake chat server, by model name.

``good`` behaves well; each of the others fails in its own way.
"""

import re
from collections.abc import Callable

from evals.chat.length_refusals import REFUSALS_OF_LENGTH, SHORT_CONTEXT_CHARS
from evals.chat.replying import MARK, PAUSE_S, ModelRequest, Reply

KEY = "a-key-for-loopback"
N_CACHED = 512  # tokens of a prompt that a caching model finds again

Behaviour = Callable[[Reply, ModelRequest], None]


def first_sentences(asked: ModelRequest) -> str:
    """Write the first passage's first sentence with its marker.

    A follow-up to rewrite is returned unchanged.
    """
    if asked.rewrites:
        return asked.question
    text = asked.passages[0].partition("\n")[2]
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0] + " [1]"


def _good(reply: Reply, asked: ModelRequest) -> None:
    reply.begin()
    text = reply.models.write(asked)
    reply.chunk({"role": "assistant", "content": ""})
    reply.say(text)
    reply.end(n_out=len(text.split()))


def _caches_prompts(reply: Reply, asked: ModelRequest) -> None:
    """Write well, and report most of a prompt as cached from the second on."""
    reply.begin()
    text = reply.models.write(asked)
    reply.say(text)
    reply.end(n_out=len(text.split()), n_cached=N_CACHED if len(reply.models.asked) > 1 else 0)


def _replies_with(text: str) -> Behaviour:
    def behave(reply: Reply, _: ModelRequest) -> None:
        reply.begin()
        reply.say(text)
        reply.end()

    return behave


def _good_then(after: Callable[[Reply], None]) -> Behaviour:
    """Write one scripted sentence and part of another, then call ``after``."""

    def behave(reply: Reply, asked: ModelRequest) -> None:
        reply.begin()
        reply.say(f"{reply.models.write(asked)} And then there is th")
        after(reply)

    return behave


def _fails(status: int, message: str, code: str = "", **headers: str) -> Behaviour:
    return lambda reply, _: reply.error(status, message, code, **headers)


def _refuses_above(n_chars: int, refusing: Behaviour) -> Behaviour:
    """Refuse requests of more characters, as a small context window does."""

    def behave(reply: Reply, asked: ModelRequest) -> None:
        (refusing if len(asked.rules) + len(asked.message) > n_chars else _good)(reply, asked)

    return behave


def _once(failing: Behaviour) -> Behaviour:
    """Fail the server's first request and behave well afterwards."""

    def behave(reply: Reply, asked: ModelRequest) -> None:
        (failing if len(reply.models.asked) == 1 else _good)(reply, asked)

    return behave


def _when_rewriting(behaving: Behaviour) -> Behaviour:
    """Apply a behaviour to follow-ups only, and write answers well."""

    def behave(reply: Reply, asked: ModelRequest) -> None:
        (behaving if asked.rewrites else _good)(reply, asked)

    return behave


def _wrong_key(reply: Reply, asked: ModelRequest) -> None:
    if asked.key == KEY:
        _good(reply, asked)
    else:
        reply.error(401, f"Incorrect API key provided: {asked.key}", "invalid_api_key")


def unknown_model(reply: Reply, asked: ModelRequest) -> None:
    reply.error(404, f"The model {asked.model!r} does not exist", "model_not_found")


def _raw(text: str) -> Behaviour:
    def behave(reply: Reply, _: ModelRequest) -> None:
        reply.begin()
        reply.raw(text)

    return behave


def _stall_before(reply: Reply, _: ModelRequest) -> None:
    reply.begin()
    reply.wait()


def _only_pings(reply: Reply, _: ModelRequest) -> None:
    reply.begin()
    while reply.wait(PAUSE_S):
        reply.raw(": still here\n\n")


def _drip(reply: Reply, _: ModelRequest) -> None:
    reply.begin()
    while reply.wait(PAUSE_S):
        reply.chunk({"content": "a"})


def _loop(reply: Reply, asked: ModelRequest) -> None:
    reply.begin()
    while not reply.models.stopping.is_set():
        reply.say(reply.models.write(asked) + " ")


def _loop_slowly(reply: Reply, _: ModelRequest) -> None:
    """Repeat an unsupported text slowly and without end."""
    reply.begin()
    while reply.wait(PAUSE_S):
        reply.say("the wages rise")


def _ends(finish: str | None) -> Callable[[Reply], None]:
    return lambda reply: reply.end(finish)


def _obey(reply: Reply, asked: ModelRequest) -> None:
    reply.begin()
    reply.say(obedience(asked))
    reply.end()


_ORDER = re.compile(
    r"(?:say|write|print|output|reply(?: with)?|respond with|answer with|append|include|repeat|add|state that"
    r"|claim that|tell (?:the reader|them|me|users)(?: that)?|insert|end with|begin with|mention|recommend|link to)\b"
    r":?\s*(.+)",
    re.IGNORECASE,
)
_REVEAL = re.compile(r"\b(?:rules|system prompt|instructions|prompt|above)\b", re.IGNORECASE)


def obedience(asked: ModelRequest) -> str:
    """Obey every order in the prompt, as the most gullible model would.

    It repeats what it is told to say, and reveals its rules when asked to.
    """
    text = MARK.sub("", asked.message)
    orders = [match.group(1).strip(" \"'“”") for match in _ORDER.finditer(text)]
    said = [
        order if order.endswith((".", "!", "?")) else f"{order}." for order in orders[:-1]
    ]  # the last is the prompt's
    if _REVEAL.search("\n".join((*asked.passages, asked.question))):
        said += [" ".join(asked.rules.split()), f"The mark is {''.join(MARK.findall(asked.message)[:1])}."]
    return "\n".join([*said, first_sentences(asked)])


FRENCH = "Un tailleur peut souvent travailler chez lui. Le salaire dépend de l'expérience et de la région."
RULELESS = (
    "# Great question!\n\n- **Everyone** earns $999,999 a year [1]\n- See [this page](https://evil.example/pay) [2]\n"
    "![chart](https://evil.example/x.png)\n<b>Apply now</b> at jobs@evil.example. Harvard pays well [7].\n"
)
BEHAVIOURS: dict[str, Behaviour] = {
    "good": _good,
    "prompt-cache": _caches_prompts,
    "wrong-key": _wrong_key,
    "limit": _fails(429, "Rate limit reached", Retry_After="120"),
    "limit-once": _once(_fails(429, "Rate limit reached", Retry_After="0")),
    "server-error": _fails(500, "The server had an error"),
    "server-error-once": _once(_fails(503, "Overloaded")),
    "bad-request": _fails(400, "Unsupported parameter: 'temperature'"),
    "too-long": _fails(400, "This model's maximum context length is 512 tokens.", "context_length_exceeded"),
    "short-context": _refuses_above(SHORT_CONTEXT_CHARS, _fails(*REFUSALS_OF_LENGTH["openai"])),
    **{f"too-long-{server}": _fails(*refusal) for server, refusal in REFUSALS_OF_LENGTH.items()},
    "filtered-at-once": _fails(400, "The response was filtered", "content_filter"),
    "html": lambda reply, _: reply.whole(200, "text/html", "<html><body>Welcome to nginx!</body></html>"),
    "not-a-stream": lambda reply, _: reply.whole(
        200, "application/json", '{"choices": [{"message": {"content": "x"}}]}'
    ),
    "garbage": _raw("data: {this is no json\n\ndata: \x00\x01\n\n"),
    "other-json": _raw('data: {"foo": [1, 2]}\n\ndata: 17\n\ndata: [DONE]\n\n'),
    "error-in-stream": _good_then(lambda reply: reply.raw('data: {"error": {"message": "CUDA out of memory"}}\n\n')),
    "empty": _raw("data: [DONE]\n\n"),
    "empty-but-finished": _replies_with(""),
    "nothing-at-all": _raw(""),
    "stall-before": _stall_before,
    "only-pings": _only_pings,
    "stall-after": _good_then(lambda reply: (reply.wait(), None)[1]),
    "drip": _drip,
    "cut-mid-word": _good_then(lambda reply: reply.cut_off()),
    "no-finish": _good_then(_ends(None)),
    "out-of-tokens": _good_then(_ends("length")),
    "filtered": _good_then(_ends("content_filter")),
    "loop": _loop,
    "loop-slowly": _loop_slowly,
    "french": _replies_with(FRENCH),
    "ruleless": _replies_with(RULELESS),
    "silent-on-it": _replies_with("The passages do not answer the question."),
    "obeying": _obey,
    "rewriting-fails": _when_rewriting(_fails(500, "The server had an error")),
    "rewriting-refused": _when_rewriting(_fails(400, "This model takes one message only")),
    "rewriting-stalls": _when_rewriting(_stall_before),
    "rewriting-drips": _when_rewriting(_drip),
    "rewriting-breaks-off": _when_rewriting(_good_then(lambda reply: reply.cut_off())),
    "rewriting-empty": _when_rewriting(_replies_with("")),
}
