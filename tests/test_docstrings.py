"""First lines of docstrings are short enough to be read in a list."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("server", "evals")
MAX_WORDS = 12

ROOT = Path(__file__).parents[1]


def documented(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield name and docstring of a module, its classes and its public functions."""
    yield "module", ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if isinstance(node, ast.ClassDef) or (is_function and not node.name.startswith("_")):
            yield node.name, ast.get_docstring(node) or ""


def first_lines(package: str) -> Iterator[tuple[str, str]]:
    """Yield each docstring's place and first line."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for name, docstring in documented(ast.parse(path.read_text(encoding="utf-8"))):
            if docstring:
                yield f"{path.relative_to(ROOT)}: {name}", docstring.splitlines()[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_docstring_begins_with_a_line_of_at_most_twelve_words(package: str) -> None:
    long = [f"{place}: {line}" for place, line in first_lines(package) if len(line.split()) > MAX_WORDS]

    assert not long, "\n".join(long)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_docstrings_first_line_is_a_sentence_of_its_own(package: str) -> None:
    open_ended = [f"{place}: {line}" for place, line in first_lines(package) if not line.endswith((".", "?", "!"))]

    assert not open_ended, "\n".join(open_ended)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is(package: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / package).rglob("*.py"))
        if (text := path.read_text(encoding="utf-8")) and ast.get_docstring(ast.parse(text)) is None
    ]

    assert not silent


@pytest.mark.parametrize("package", PACKAGES)
def test_a_class_name_is_used_once_in_a_package(package: str) -> None:
    places: dict[str, list[str]] = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert not {name: at for name, at in places.items() if len(at) > 1}
