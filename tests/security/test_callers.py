"""Nobody gets at what is another's, by whatever name, address, token or site they call."""

import base64
import json
from typing import Any

import pytest

from tests.security.attacked import Attacked
from tests.server.made import REMOTE

pytestmark = pytest.mark.process

ACME, BAKERS = "https://acme.example", "https://bakers.example"


def session(server: Attacked, **headers: str) -> dict[str, str]:
    answer = server.post("/api/session", {}, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def victim(attacked: Attacked) -> dict[str, str]:
    """Somebody's token, secret, conversation and answer, at acme."""
    at_acme = {"Origin": ACME, "Site_Key": "acme-key"}
    opened = session(attacked, **at_acme)
    token = {"Authorization": f"Bearer {opened['token']}", "Origin": ACME}
    answer = attacked.post("/api/chat", {"question": REMOTE}, **token).json()
    return {**opened, "conversation": answer["conversation_id"], "answer": answer["id"]}


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forgeries(token: str) -> dict[str, str]:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    own = {**claims, "aud": "own", "site": ""}
    headers = {
        **{
            f"the algorithm {name}": {"alg": name}
            for name in ("none", "None", "nOnE", "HS384", "RS256", "ES256", "", "hs256")
        },
        "no algorithm": {"typ": "JWT"},
        "an algorithm that is no text": {"alg": ["HS256"]},
        "a key by path": {"alg": "HS256", "kid": "../../../../dev/null"},
        "a key by query": {"alg": "HS256", "kid": "x' UNION SELECT 'k' --"},
        "a key by address": {"alg": "HS256", "jku": "https://evil.example/keys", "x5u": "https://evil.example"},
        "a key of its own": {"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}},
        "critical headers": {"alg": "HS256", "crit": ["exp"]},
        "an unencoded body": {"alg": "HS256", "b64": False, "crit": ["b64"]},
    }
    made = {name: f"{part({'typ': 'JWT', **header})}.{part(own)}.{signature}" for name, header in headers.items()}
    made |= {f"{name}, unsigned": f"{part(header)}.{part(own)}." for name, header in headers.items()}
    digits, letters = b'{"exp":' + b"9" * 9_000 + b"}", b'{"sub":"\\ud800"}'
    return made | {
        "other claims": f"{head}.{part(own)}.{signature}",
        "no end": f"{head}.{part({k: v for k, v in own.items() if k != 'exp'})}.{signature}",
        "an end that is no time": f"{head}.{part({**own, 'exp': '9e99'})}.{signature}",
        "claims that are no object": f"{head}.{part([own])}.{signature}",
        "deep claims": f"{head}.{part(b'[' * 9_000)}.{signature}",
        "a number without end": f"{head}.{part(digits)}.{signature}",
        "half a character": f"{head}.{part(letters)}.{signature}",
        "a changed signature": f"{head}.{body}.{signature[:-4]}AAAA",
        "no signature": f"{head}.{body}",
        "five parts": f"{head}.{body}.{signature}.{signature}.{signature}",
        "a line after it": f"{head}.{body}.{signature}%0a",
        "padding": f"{head}=.{body}==.{signature}=",
        "letters beyond ASCII": f"{head}.{body}.ſ{signature[1:]}",
        "nothing": "..",
    }


def test_no_forged_token_is_one(attacked: Attacked, victim: dict[str, str]) -> None:
    path = f"/api/conversations/{victim['conversation']}"
    assert attacked.get(path, Authorization=f"Bearer {victim['token']}", Origin=ACME).status_code == 200
    for name, token in forgeries(victim["token"]).items():
        for origin in ({"Origin": ACME}, {}):
            headers = {"Authorization": f"Bearer {token}".encode(), **{k: v.encode() for k, v in origin.items()}}
            answer = attacked.client.get(path, headers=headers)
            assert answer.status_code == 401, (name, answer.text)


@pytest.mark.parametrize(
    "kind",
    [
        "bearer  {}",
        "Bearer {} x",
        "Bearer Bearer {}",
        "Basic {}",
        "Token {}",
        "{}",
        "Bearer,{}",
        "Bearer\t{}",
        "Bearer {},{}",
    ],
)
def test_a_token_at_the_wrong_origin_is_worth_nothing_however_it_is_sent(
    attacked: Attacked, victim: dict[str, str], kind: str
) -> None:
    sent = kind.replace("{}", victim["token"])
    for origin in ({}, {"Origin": attacked.url}, {"Origin": BAKERS, "Site_Key": "bakers-key"}, {"Origin": BAKERS},
                   {"Origin": "null"}, {"Origin": ACME.upper()}, {"Origin": f"{ACME}.evil.example"}):  # fmt: skip
        answer = attacked.get("/api/conversations", Authorization=sent, **origin)
        assert answer.status_code in (401, 403), (origin, answer.text)


def test_a_token_is_taken_from_its_header_alone(attacked: Attacked, victim: dict[str, str]) -> None:
    token, path = victim["token"], f"/api/conversations/{victim['conversation']}"
    for where in (f"{path}?token={token}", f"{path}?access_token={token}&authorization=Bearer%20{token}"):
        assert attacked.get(where, Origin=ACME, Site_Key="acme-key").status_code == 401
    for name in ("Cookie", "X-Authorization", "Proxy-Authorization", "X-Relayed", "X-Forwarded-Authorization", "Owner"):
        answer = attacked.client.get(path, headers={name: f"Bearer {token}", "Origin": ACME, "Site-Key": "acme-key"})
        assert answer.status_code == 401, name
    twice = [("Authorization", f"Bearer {session(attacked)['token']}"), ("Authorization", f"Bearer {token}")]
    assert attacked.client.get(path, headers=twice).status_code in (401, 404)


def test_no_spelling_of_an_id_and_no_field_reaches_what_is_anothers(attacked: Attacked, victim: dict[str, str]) -> None:
    me = {"Authorization": f"Bearer {session(attacked)['token']}"}
    theirs, answer = victim["conversation"], victim["answer"]
    spellings = (
        *(
            "{}",
            "{}/",
            "{}%00",
            "{}%20",
            "%20{}",
            "{}%0a",
            "{}.",
            "{};",
            "./{}",
            "x/../{}",
            "x%2f..%2f{}",
            "%25",
            "_" * 22,
        ),
        *("{}%27%20OR%20%271%27=%271", "%27%20OR%201=1--", "{}%27;--", "*", "{},{}", "[%22{}%22]", "{}?owner=", "{}#x"),
    )
    for spelling in spellings:
        for path in ("/api/conversations/", "/api/chat/"):
            for method, more in (("GET", ""), ("DELETE", ""), ("POST", "/cancel")):
                wanted = spelling.replace("{}", theirs if "conversations" in path else answer)
                got = attacked.client.request(method, path + wanted + more, headers=me)
                assert got.status_code in (307, 404, 405), (method, path, spelling, got.text)
                assert "location" not in got.headers or got.headers["location"].startswith(attacked.url)
    bodies: list[dict[str, Any]] = [
        {"question": "And?", "conversation_id": theirs},
        *(
            {"question": "And?", name: theirs}
            for name in ("owner", "id", "session", "conversationId", "__proto__", "answer")
        ),
        {"question": "And?", "conversation_id": [theirs]},
        {"question": "And?", "conversation_id": {"$ne": ""}},
        {"question": "And?", "conversation_id": f"{theirs}\x00"},
    ]
    for body in bodies:
        assert attacked.post("/api/chat", body, **me).status_code in (404, 422), body
    for body in (
        {"answer": answer, "rating": "up"},
        {"answer": f"{answer}%", "rating": "up"},
        {"answer": "%", "rating": "up"},
    ):
        assert attacked.post("/api/feedback", body, **me).status_code == 404
    held = attacked.get(f"/api/conversations/{theirs}", Authorization=f"Bearer {victim['token']}", Origin=ACME).json()
    assert [(turn["answer"]["id"], turn["feedback"]) for turn in held["turns"]] == [(answer, None)]


@pytest.mark.parametrize(
    "secret", ["{}", "{}A", "A{}", "{}=", " {}", "{}\n", "{}\x00", "", "A" * 43, "../{}", "é" * 43]
)
def test_a_session_is_fixed_by_nobody_for_somebody_else(
    attacked: Attacked, victim: dict[str, str], secret: str
) -> None:
    """Another site's secret, and what nearly is one, opens nothing of the one that was meant."""
    answer = attacked.post("/api/session", {"secret": secret.replace("{}", victim["secret"])})
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        token = answer.json()["token"]
        listed = attacked.get("/api/conversations", Authorization=f"Bearer {token}").json()
        assert listed == {"conversations": []}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "127.0.0.1.nip.io"},
        {"Host": "evil.example#localhost"},
        {"Host": "localhost@evil.example"},
        {"Host": "evil.example/localhost"},
        {"Host": "localhost, evil.example"},
        {"Host": "xn--lcalhost-n2a"},
        {"Host": "loc\u0430lhost".encode().decode("latin-1")},
        {"Host": "evil.example", "X_Forwarded_Host": "localhost", "Forwarded": "host=localhost"},
        {"Host": "[::1].evil.example"},
        {"Host": "[::1"},
        {"Host": "[localhost]"},
        {"Host": "[::1]x:80"},
        {"Host": "localhost:80.evil.example"},
        {"Host": "localhost:80:80"},
        {"Host": "0.0.0.0"},
        {"Host": "[::]"},
        {"Host": "127.1"},
        {"Host": "0"},
        {"Host": "017700000001"},
    ],
    ids=str,
)  # fmt: skip
def test_a_page_whose_name_was_led_here_reads_nothing(attacked: Attacked, headers: dict[str, str]) -> None:
    for path in ("/api/guides", "/", "/guides/tailor", "/widget.js", "/openapi.json", "/metrics"):
        encoded = {name.replace("_", "-"): value.encode("latin-1") for name, value in headers.items()}
        answer = attacked.client.get(path, headers=encoded)
        assert answer.status_code == 421, (path, answer.text)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/guides", None), ("/api/guides/tailor", None), ("/guides/tailor", None), ("/api/chat", {"question": REMOTE}),
     ("/api/chat", {"question": REMOTE, "guide": "tailor"}), ("/api/guides/TAILOR", None),
     ("/api/guides/%74ailor", None), ("/api/guides/tailor?v=x", None), ("/?guide=tailor", None)],
)  # fmt: skip
def test_a_site_that_is_bound_to_guides_shows_no_other(attacked: Attacked, path: str, body: Any) -> None:
    headers = {"Origin": BAKERS, "Site-Key": "bakers-key", "Content-Type": "application/json"}
    for more in (
        {},
        {"Site-Key": "acme-key"},
        {"X-Site-Key": "acme-key"},
        {"Origin": ACME},
        {"Sec-Fetch-Site": "same-origin"},
    ):
        answer = attacked.client.request("POST" if body else "GET", path, json=body, headers=headers | more)
        assert answer.status_code in (200, 403, 404)
        if answer.status_code == 200:
            assert (
                "needle" not in answer.text.lower().replace("guild of needles", "needle")
                or "Guild of Needles" not in answer.text
            )
            assert "cellar workshop" not in answer.text
