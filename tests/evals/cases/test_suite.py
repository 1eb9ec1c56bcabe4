"""A suite is read however it was saved, or refused with its file, case and field."""

from pathlib import Path

import pytest

from evals.cases.suite import SuiteError, load_suite

HEAD = '{"suite": "tilers", "guide": "tiler", "guide_version": "0123456789abcdef"}'
CASE = '{{"id": "pay-one", "question": "What{0}is the pay?", "answerability": "unanswerable"}}'


def written(folder: Path, text: str, name: str = "suite.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, mark: str, end: str) -> None:
    suite = load_suite(written(tmp_path, mark + HEAD + end + CASE.format(" ") + end))
    assert [case.question for case in suite.cases] == ["What is the pay?"]


def test_yaml_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    text = f"\ufeffsuite: tilers\nguide: tiler\nguide_version: 0123456789abcdef\ncases:\n  - {CASE.format(' ')}\n"
    assert len(load_suite(written(tmp_path, text, "suite.yaml")).cases) == 1


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\\u2028"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, separator: str) -> None:
    suite = load_suite(written(tmp_path, f"{HEAD}\n{CASE.format(separator)}\n"))
    assert len(suite.cases) == 1


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_figure_that_is_no_number_is_refused_by_its_case(tmp_path: Path, value: str) -> None:
    case = (
        '{"id": "pay-two", "question": "What is the pay?", "answerability": "answerable",'
        ' "gold": [{"section": ["Pay"], "quote": "$20"}], "facts": [{"value": VALUE, "unit": "$"}]}'
    ).replace("VALUE", value)
    with pytest.raises(SuiteError, match=r"pay-two: cases\.0\.facts\.0\.value: .*finite number"):
        load_suite(written(tmp_path, f"{HEAD}\n{case}\n"))
