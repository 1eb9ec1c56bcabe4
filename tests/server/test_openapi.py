"""The schema tells the truth: whatever is asked of a route, its answer is one that the schema announces."""

from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from advisor.bootstrap import Parts
from tests.server.made import Live, serving
from tests.server.readers import Reader

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
IDS = ("answer", "conversation_id", "guide_id")


@pytest.fixture(scope="module")
def uncounted(tailor_parts: Parts) -> Iterator[Live]:
    """A server that counts no calls, since it gets more than a minute allows."""
    with serving(tailor_parts, limit_per_address=0, limit_per_session=0) as server:
        yield server


@pytest.mark.parametrize("mode", MODES, ids=[mode.value for mode in MODES])
@pytest.mark.parametrize("has_session", [True, False])
def test_every_answer_to_every_route_is_one_the_schema_announces(
    uncounted: Live, has_session: bool, mode: schemathesis.GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(uncounted.app.openapi())
    schema.config.update(base_url=uncounted.url)
    me = Reader(uncounted).open()
    known = me.ask("Can a tailor work from home?")
    ids = {"answer": known["id"], "conversation_id": known["conversation_id"], "guide_id": "tailor"}
    headers = {"Authorization": f"Bearer {me.token}"} if has_session else {}
    n_asked = 0
    with requests.Session() as session:
        for found in schema.get_all_operations():
            operation = found.ok()

            @settings(
                max_examples=12, deadline=None, database=None, derandomize=True,
                phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case) -> None:
                nonlocal n_asked
                n_asked += 1
                if n_asked % 2 and mode is schemathesis.GenerationMode.POSITIVE:  # every other call names what is there
                    case.path_parameters.update({name: ids[name] for name in IDS if name in case.path_parameters})
                case.call_and_validate(session=session, headers=headers, checks=CHECKS)

            try:
                ask()
            except Unsatisfiable:
                assert mode is schemathesis.GenerationMode.NEGATIVE  # nothing can be wrong about a call of this route
    assert n_asked > 80


def test_the_schema_says_which_routes_need_a_session_and_when_to_come_back(live: Live) -> None:
    paths = live.get("/openapi.json").json()["paths"]
    needing = {
        (method, path)
        for path, item in paths.items()
        for method, operation in item.items()
        if operation.get("security") == [{"session": []}]
    }
    assert needing == {
        ("post", "/api/feedback"),
        ("get", "/api/conversations"),
        ("delete", "/api/conversations"),
        ("get", "/api/conversations/{conversation_id}"),
        ("delete", "/api/conversations/{conversation_id}"),
    }
    for path, item in paths.items():
        for operation in item.values():
            assert "403" in operation["responses"]
            for status in ("429", "503") if path.startswith("/api/") else ():
                assert "Retry-After" in operation["responses"][status]["headers"]
