"""Garbled runs are put right and nothing correct is touched."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.ingestion.mojibake import repair

CODE_PAGES = ("cp1252", "cp1253", "latin-1")

GOOD = [
    "café", "£50 per day", "65,000—110,000", "📈 Market", "🇺🇸 US", "✅ Pros", "❌ Cons", "“quotes” and ‘single’…",
    "naïve résumé DÉJÀ VU", "l’été à la carte", "Zażółć gęślą jaźń", "привет мир", "Καλημέρα κόσμε", "中文字符",
    "日本語です", "한국어", "Tiếng Việt được", "über Größe", "€5–€9", "→ arrow", "ÉCOLE", "5 ≥ 3", "π r²",
    "São Paulo – Brasília", "ñandú", "👩‍💻 dev ❤️", "Go to account ›", "20°C", "5 × 3", "½ day", "crème brûlée",
]  # fmt: skip

# Each holds a pair or triple of characters that could be the bytes of another character, were they garbled.
LOOKS_GARBLED = [
    "«αυτή»", "είπε «ναι…»", "“CAFÉ” and “É”", "MENÜ“", "MANHÃ” disse", "«ομάδα Β»", "Β΄ Λυκείου", "έφυγε…", "“α–β”",
    "καλά”…", "IRMÃ™", "« À »", "ESPAÑA…", "Ä…", "the Γ\u00a0function", "‘the café’”", "Å“", "α’”", "naïve…”",
    "ΑΘΗΝΑ»", "στην Αθήνα ή»", "αβ…—", "à…”", "“à”", "Ω·m", "CAFÉ€5", "5 Å\u00a0wide", "jalapeño’s", "β–α",
    "10\u00a0000\u00a0€", "Łódź…", "‘É’", "ПРИВЕТ…", "«Є»", "ΕΛΛΑΔΑ…",
]  # fmt: skip


def garble(text: str, code_page: str) -> str:
    """UTF-8 read as another code page; what that page lacks is read as cp1252, else as a control code."""
    out = ""
    for byte in text.encode():
        for page in (code_page, "cp1252", "latin-1"):
            char = bytes([byte]).decode(page, "ignore")
            if char:
                out += char
                break
    return out


@pytest.mark.parametrize("code_page", CODE_PAGES)
@pytest.mark.parametrize("text", GOOD)
def test_text_garbled_once_comes_back(text: str, code_page: str) -> None:
    assert repair(f"x {garble(text, code_page)} y").text == f"x {text} y"


@pytest.mark.parametrize("code_page", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", GOOD)
def test_text_garbled_twice_comes_back(text: str, code_page: str) -> None:
    assert repair(garble(garble(text, code_page), code_page)).text == text


@pytest.mark.parametrize("text", GOOD + LOOKS_GARBLED)
def test_correct_text_is_left_alone(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).repairs == ()


# Alone among Greek words, Γ and a dash may be meant: one-character words are left out where languages mix.
words = st.sampled_from([word for text in GOOD for word in text.split() if len(word) > 1])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(words, st.sampled_from((*CODE_PAGES, "correct"))), min_size=1, max_size=12))
def test_correct_and_garbled_words_mix_in_one_line(parts: list[tuple[str, str]]) -> None:
    mixed = " ".join(word if page == "correct" else garble(word, page) for word, page in parts)
    assert repair(mixed).text == " ".join(word for word, _ in parts)


garbage = st.text(
    alphabet=st.sampled_from("ÃÂâ€™œ”“…β Γ©Ξ±οΈ\u00a0\u0081\u009d\u00ad\ufeffab.\n\r\x00é—π“ŸˆΊ"), max_size=40
)


@given(st.one_of(garbage, st.text(max_size=40)))
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once = repair(text)
    again = repair(once.text)
    assert again.text == once.text
    assert again.repairs == ()


@given(st.one_of(garbage, st.text(max_size=40)))
def test_repairs_lie_in_the_mended_text_in_order(text: str) -> None:
    mended = repair(text)
    ends = [0]
    for one in mended.repairs:
        assert ends[-1] <= one.start < one.end <= len(mended.text)
        assert one.was
        ends.append(one.end)


@given(st.lists(st.tuples(words, st.booleans()), min_size=1, max_size=8))
def test_putting_back_what_a_repair_was_gives_the_text_before(parts: list[tuple[str, bool]]) -> None:
    before = " ".join(garble(word, "cp1252") if bad else word for word, bad in parts).replace("\u00ad", "")
    mended = repair(before)
    back, at = "", 0
    for one in mended.repairs:
        back += mended.text[at : one.start] + one.was
        at = one.end
    assert back + mended.text[at:] == before


def test_a_repair_says_what_stood_there() -> None:
    mended = repair("65,000β€”110,000 and Ã¢â‚¬â„¢")
    assert mended.text == "65,000—110,000 and ’"
    assert [(mended.text[r.start : r.end], r.was) for r in mended.repairs] == [("—", "β€”"), ("’", "Ã¢â‚¬â„¢")]


def test_a_closing_quote_that_lost_its_last_byte_is_closed() -> None:
    assert repair("â€œyesâ€ he said, â€œnoâ€\u009d.").text == "“yes” he said, “no”."


def test_newlines_become_one_kind_and_control_codes_go() -> None:
    assert repair("\ufeffa\r\nb\rc\x00d\x0ce\u2028f").text == "a\nb\ncd\ne\nf"


def test_single_bytes_of_windows_text_read_as_latin_are_put_right() -> None:
    assert repair("it\x92s 5 \x96 6").text == "it’s 5 – 6"


def test_the_first_guide_is_mended_run_by_run(shared_data: Path) -> None:
    raw = (shared_data / "guides" / "production-manager-career-path-guide.txt").read_text(encoding="utf-8")
    mended = repair(raw)
    runs = [mended.text[r.start : r.end] for r in mended.repairs]
    assert sorted(set(runs)) == sorted({"📈", "🇺🇸", "—", "✅", "›"})
    assert runs.count("—") == 8
    for kept in "’–•❌“”":
        assert raw.count(kept) - sum(r.was.count(kept) for r in mended.repairs) == mended.text.count(kept)
