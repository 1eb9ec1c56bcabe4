"""Each occupation of a release makes one guide that says whose, of when and on which scale its figures are."""

import tracemalloc
from pathlib import Path

import pytest

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.official.made_guides import MadeGuide, SkippedGuide
from advisor.ingestion.official.onet import OnetSource
from tests.advisor.ingestion.official.official_made import (
    BELL,
    KITE,
    MIST,
    RATING_HEAD,
    TABLES,
    lines_of,
    made,
    rating,
    share,
    write_release,
    write_renamed_release,
)


@pytest.fixture
def bell(tmp_path: Path) -> Guide:
    return made(OnetSource(write_release(tmp_path / "db")))["onet-bell-tuners"]


def test_a_guide_carries_its_metadata_and_attribution(bell: Guide) -> None:
    known = bell.metadata
    assert (bell.title, known.role, known.country) == ("Bell Tuners", "Bell Tuner", "United States")
    assert known.also_called == ("Carillon Tuner (CT)", "Chime Tuner")
    assert (known.release, known.period, known.date) == ("O*NET 29.9", "May 2031", "May 2031")
    assert known.as_of == "O*NET 29.9 (May 2031)"
    assert known.licence == "CC BY 4.0"
    assert known.source_url == f"https://www.onetonline.org/link/summary/{BELL}"
    said = " ".join(lines_of(bell, "About This Guide"))
    assert "O*NET® 29.9 Database by the U.S. Department of Labor, Employment and Training Administration" in said
    assert "Used under the CC BY 4.0 license" in said
    assert "USDOL/ETA has not approved, endorsed, or tested these modifications" in said


def test_tasks_stand_in_their_own_words_core_ones_first(bell: Guide) -> None:
    assert lines_of(bell, "What Bell Tuners Do") == ["Tune and hang bells of towers. May mend clappers."]
    assert lines_of(bell, "Main Tasks") == ["File the inside of bells to tune them."]
    assert lines_of(bell, "Other Tasks") == ["Sweep the bell chamber."]
    assert lines_of(bell, "New Tasks") == ["Scan bells with lasers."]
    titles = [section.title for section in bell.sections]
    assert titles.index("Main Tasks") < titles.index("Other Tasks") < titles.index("Skills")


def test_ratings_are_told_in_words_with_scale_and_release_without_suppressed_ones(bell: Guide) -> None:
    assert lines_of(bell, "Skills") == [
        "Skills that the work needs, the most important first, as rated in August 2030:",
        "Active Listening: Giving full attention to what others say. Importance 4.1 of 5, very important (O*NET 29.9).",
        "Speaking: Importance 3.0 of 5, important (O*NET 29.9).",
    ]
    assert lines_of(bell, "Interests")[1:] == ["Realistic: Interest 6.3 of 7 (O*NET 29.9)."]


def test_education_is_told_by_the_share_of_respondents(bell: Guide) -> None:
    assert lines_of(bell, "Education") == [
        "Most common level of education required: High School Diploma, named by 62% of respondents (O*NET 29.9).",
        "Level of education required, by share of respondents, as rated in August 2030:",
        "High School Diploma: 62% of respondents (O*NET 29.9)",
        "Bachelor's Degree: 38% of respondents (O*NET 29.9)",
    ]


def test_shares_are_not_told_where_the_largest_is_suppressed(bell: Guide) -> None:
    assert "Experience and Training" not in [section.title for section in bell.sections]


def test_zone_context_schedule_technology_and_related_careers_are_told(bell: Guide) -> None:
    assert lines_of(bell, "Preparation Needed (Job Zone)") == ["Job Zone Two: Some Preparation Needed (O*NET 29.9)."]
    assert lines_of(bell, "Education in This Job Zone") == ["A diploma is usual."]
    assert lines_of(bell, "Work Context")[1:] == [
        "Outdoors, Exposed to Weather: Every day, said 80% of respondents (O*NET 29.9)."
    ]
    assert lines_of(bell, "Work Schedule")[1:] == [
        "Duration of Typical Work Week: 40 hours, said 75% of respondents (O*NET 29.9)."
    ]
    technology = lines_of(bell, "Technology")
    assert technology.index("BellScope") < technology.index("SheetWell")
    assert "Tuning software: BellScope" in technology
    assert lines_of(bell, "Tools Used")[1:] == ["Tuning forks"]
    assert lines_of(bell, "Related Careers")[1:] == ["Kite Makers"]
    assert lines_of(bell, "Other Job Titles")[1:] == ["Carillon Tuner (CT)", "Chime Tuner"]


def test_an_occupation_with_hardly_any_data_is_skipped_by_name(tmp_path: Path) -> None:
    skipped = [one for one in OnetSource(write_release(tmp_path / "db")) if isinstance(one, SkippedGuide)]
    assert skipped == [SkippedGuide(f"Mist Workers, All Other ({MIST})", "hardly any data")]


def test_markup_in_a_description_is_only_words(tmp_path: Path) -> None:
    kite = made(OnetSource(write_release(tmp_path / "db")))["onet-kite-makers"]
    assert lines_of(kite, "What Kite Makers Do") == ["Make kites *by hand* and test them."]


def test_newer_names_of_tables_and_columns_make_the_same_sections(tmp_path: Path, bell: Guide) -> None:
    newer = made(OnetSource(write_renamed_release(tmp_path / "newer")))["onet-bell-tuners"]
    assert newer.metadata.release == "O*NET 31.0"
    assert newer.text.replace("31.0", "29.9") == bell.text


def test_only_the_named_occupations_are_made_and_unknown_ones_refused(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "db")
    assert set(made(OnetSource(folder, [KITE]))) == {"onet-kite-makers"}
    with pytest.raises(GuideError, match=r"has no occupation 99-9999\.00; codes are such as"):
        made(OnetSource(folder, [KITE, "99-9999.00"]))


def test_what_was_not_read_is_told(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "db", without=["Knowledge"], Skills=[f"{RATING_HEAD}\tMood", *()])
    (folder / "Dream Ratings.txt").write_text("a\tb\n")
    source = OnetSource(folder)
    made(source)
    notes = source.notes
    assert notes.title == "O*NET 29.9 (May 2031)"
    assert notes.unknown == ("Dream Ratings",)
    assert "Knowledge" in notes.lacking
    assert "Skills or Essential Skills" not in notes.lacking
    assert notes.columns == ["Skills: Mood"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["O*NET-SOC Code\tTitle\tDescription"], "the table has no rows"),
        (["O*NET-SOC Code\tTitle\tDescription", "bell\tBell Tuners\tx"], "'bell' is no O*NET-SOC code"),
        (["O*NET-SOC Code\tTitle\tDescription", f"{BELL}\tA\tx", f"{BELL}\tB\tx"], "is there twice"),
        (["O*NET-SOC Code\tTitle\tDescription", f"{BELL}\tA"], "line 2: 2 of 3 columns"),
    ],
)
def test_a_damaged_main_table_is_one_sentence(lines: list[str], said: str, tmp_path: Path) -> None:
    folder = write_release(tmp_path / "db", Occupation_Data=lines)
    with pytest.raises(GuideError) as caught:
        list(OnetSource(folder))
    assert said in str(caught.value)


def test_any_damaged_table_stops_the_import_before_a_guide_is_made(tmp_path: Path) -> None:
    cut = [*TABLES["Work Context"], share(KITE, "4.C.1", "Noise", "CXP", "1", "9")[:30]]
    folder = write_release(tmp_path / "db", Work_Context=cut)
    with pytest.raises(GuideError, match=r"Work Context\.txt, line 7: \d of 14 columns"):
        next(iter(OnetSource(folder)))


def test_a_thousand_occupations_take_the_memory_of_a_few(tmp_path: Path) -> None:
    codes = [f"11-{n:04}.00" for n in range(1_000, 2_000)]
    folder = write_release(
        tmp_path / "db",
        Occupation_Data=[TABLES["Occupation Data"][0], *(f"{code}\tMaker {code}s\tMakes." for code in codes)],
        Task_Statements=[
            TABLES["Task Statements"][0],
            *(f"{code}\t{n}\t{'Do a long thing ' * 10}{n}.\tCore\t1\t08/2030\tA" for n in range(20) for code in codes),
        ],
        Skills=[RATING_HEAD, *(rating(code, "2.A.1.b", "Active Listening", "IM", "4") for code in codes)],
    )
    size = sum(path.stat().st_size for path in folder.iterdir())
    tracemalloc.start()
    n_made = sum(isinstance(one, MadeGuide) for one in OnetSource(folder))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_made == 1_000
    assert peak < size / 2
