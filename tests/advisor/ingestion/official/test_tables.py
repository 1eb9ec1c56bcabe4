"""Tables are read by the names of their columns, and a damaged one is told of by its line."""

from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.ingestion.official.tables import MAX_LINE_BYTES, Row, TableForm, open_table

FORM = TableForm(
    "pay",
    (("Pay",),),
    {"code": ("Code",), "value": ("Data Value", "Value")},
    {"date": ("Date",)},
    frozenset(("N",)),
)


def read(path: Path) -> tuple[list[Row], tuple[str, ...]]:
    with open_table(path, FORM) as table:
        return list(table.rows()), table.unread


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "Pay.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_columns_are_found_by_name_in_any_order_and_under_any_of_their_names(tmp_path: Path) -> None:
    assert read(write(tmp_path, "Value\tN\tCode\n5\t9\ta\n"))[0] == [{"code": "a", "value": "5"}]
    assert read(write(tmp_path, "\ufeffCode\tDate\tData Value\r\na\t08/2030\t5\r\n\r\nb\tn/a\t 6  7 \r\n"))[0] == [
        {"code": "a", "value": "5", "date": "08/2030"},
        {"code": "b", "value": "6 7", "date": ""},
    ]


def test_columns_with_unknown_names_are_told_and_not_read(tmp_path: Path) -> None:
    rows, unread = read(write(tmp_path, "Code\tData Value\tN\tBand\na\t5\t9\tx\n"))
    assert (rows, unread) == ([{"code": "a", "value": "5"}], ("Band",))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1: the column “Code” is missing; the columns are: nothing"),
        ("Code\tN\na\t1\n", "line 1: the column “Data Value” or “Value” is missing; the columns are: Code, N"),
        ("Code\tValue\na\t1\nb\n", "line 3: 1 of 2 columns; the table is cut short or damaged"),
        ("Code\tValue\na\t1\t2\n", "line 2: 3 of 2 columns"),
        (b"Code\tValue\na\t1\ncaf\xe9\t2\n", "line 3: the text is not UTF-8 (see byte 3 of the line)"),
        (b"C\0o\0d\0e\0\xff\xfe", "line 1: the text is not UTF-8"),
        ("Code\tValue\na\t" + "9" * MAX_LINE_BYTES, "line 2: this line is longer than a row"),
    ],
)
def test_what_is_no_such_table_is_one_sentence_that_says_where(content: str | bytes, said: str, tmp_path: Path) -> None:
    path = write(tmp_path, content)
    with pytest.raises(GuideError) as caught:
        read(path)
    assert f"{path}, {said}" in str(caught.value)


def test_a_table_that_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"cannot be read \(Is a directory\)"):
        read(tmp_path)
