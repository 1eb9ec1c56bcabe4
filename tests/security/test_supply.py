"""What is installed is what was looked at, and no door of a library is opened that others could come through."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.attacked import ROOT

PACKAGES = ("advisor", "server", "evals")
LOCKS = ("requirements.lock", "requirements-model.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_by_version_and_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = [one for one in re.split(r"\n(?=\S)", text) if not one.startswith("#")]
    assert entries
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==[^\s;]+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
    assert "://" not in re.sub(r"(?m)#.*$", "", text)
    assert "--index-url" not in text


def calls(package: str) -> Iterator[tuple[Path, str, ast.Call]]:
    """Each call in the code of a package, by its file and the name that is called."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT), ast.unparse(node.func), node


RUNNING = re.compile(
    r"(?:.*\.)?(?:eval|exec|compile_command|mktemp)|(?:pickle|marshal|shelve|dill|joblib)\..*|os\.(?:system|popen|exec\w+|spawn\w+)"
    r"|yaml\.(?:full|unsafe)_load\w*|.*\.(?:HttpClient|AsyncHttpClient|EphemeralClient)|torch\.load"
)
OPEN = {"shell": True, "allow_pickle": True, "verify": False, "autoescape": False}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_call_runs_what_it_is_given(package: str) -> None:
    """Nor is a template drawn without escapes, or a certificate not looked at."""
    found = [
        f"{path}:{node.lineno} {ast.unparse(node)[:80]}"
        for path, name, node in calls(package)
        if RUNNING.fullmatch(name)
        or any(key.arg in OPEN and getattr(key.value, "value", None) is OPEN[str(key.arg)] for key in node.keywords)
    ]
    assert found == []


def test_chroma_is_opened_as_a_folder_without_functions_of_its_own() -> None:
    names = re.compile(r".*\.((?:create|get)_collection|\w*Client)")
    made = [
        (match[1], node)
        for path, name, node in calls("advisor")
        if path.name == "chroma.py" and (match := names.fullmatch(name))
    ]
    assert {name for name, _ in made} == {"PersistentClient", "create_collection", "get_collection"}
    for name, node in made:
        if name.endswith("_collection"):
            given = {key.arg: ast.unparse(key.value) for key in node.keywords}
            assert given.get("embedding_function") == "None", ast.unparse(node)
