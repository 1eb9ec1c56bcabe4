"""Letters of every encoding."""

import pytest

from advisor.errors import WebError
from advisor.ingestion.web.decoding import decode

TEXT = "<html><head>{}</head><body>Gärtner und Bäcker “verdienen” 30 000 €</body></html>"


def encoded(encoding: str, declared: str = "") -> bytes:
    return TEXT.format(declared).encode(encoding)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (encoded("utf-8"), ""),
        (encoded("utf-8"), "UTF-8"),
        (encoded("utf-8-sig"), "latin-1"),
        (encoded("utf-16"), ""),
        (encoded("utf-16"), "utf-8"),
        (encoded("cp1252"), ""),
        (encoded("cp1252"), "windows-1252"),
        (encoded("cp1252"), "ISO-8859-1"),
        (encoded("cp1252", '<meta charset="iso-8859-1">'), ""),
        (encoded("cp1252", '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">'), ""),
        (encoded("utf-8"), "iso-8859-1x"),
        (encoded("utf-8", '<meta charset="utf-16">'), ""),
        (encoded("utf-8"), "hex"),
        (encoded("utf-8"), "us-ascii\x00"),
    ],
)
def test_the_letters_are_those_that_were_meant(body: bytes, charset: str) -> None:
    assert "Gärtner und Bäcker “verdienen” 30 000 €" in decode(body, charset, name="page")


def test_letters_of_other_scripts_are_read() -> None:
    for encoding, words in (("shift_jis", "看護師の仕事"), ("koi8-r", "Пекарь печёт хлеб"), ("gb2312", "护士的工作")):
        assert decode(words.encode(encoding), encoding, name="page") == words


def test_a_slip_is_passed_over_and_another_encoding_is_not() -> None:
    assert decode("ä".encode() * 500 + b"\xff", "utf-8", name="page").startswith("ää")
    with pytest.raises(WebError, match=r"^page: the page says that it is utf-8"):
        decode("ПекарьПечётХлеб".encode("koi8-r") * 20, "utf-8", name="page")
