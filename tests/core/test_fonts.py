"""The document font: built once, wide enough for names, checked before use."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from core import checks, fonts, harfbuzz
from core.errors import RuleError

# In no face of the system font: simplified forms of rare names encoded after Unicode 5.2.
UNCOVERED = ("\U0002b820", "\U0002bdc0")
GB2312_HAN = [
    bytes((row, cell)).decode("gb2312", errors="ignore")
    for row in range(0xB0, 0xF8)
    for cell in range(0xA1, 0xFF)
]


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_roots", lambda: [tmp_path])


@pytest.fixture
def no_subsetter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(harfbuzz, "SUBSET_LIBRARY", "libnothing-by-this-name.so.0")
    harfbuzz._library.cache_clear()
    yield
    harfbuzz._library.cache_clear()


def test_every_character_of_gb_2312_is_covered() -> None:
    assert fonts.missing("".join(GB2312_HAN)) == []
    assert sum(map(bool, GB2312_HAN)) == 6763


@pytest.mark.parametrize("text", ["〔2026〕№①⑳℃㎡×—…“”‘’·％（）", "王䶮、㑇、镕、喆、堃、犇"])
def test_official_punctuation_and_names_beyond_gb_2312_are_covered(text: str) -> None:
    assert fonts.missing(text) == []


def test_missing_characters_are_listed_once_and_in_order() -> None:
    first, second = UNCOVERED
    assert fonts.missing(f"张{second}甲{first}{second}") == [second, first]


def test_invisible_shaping_characters_are_not_missing() -> None:
    assert fonts.missing("甲\u200b乙\ufeff\n\t") == []


def test_a_direction_override_that_could_disguise_text_counts_as_missing() -> None:
    assert fonts.missing("罚款\u202e0002元") == ["\u202e"]


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_no_unified_ideograph_of_gbk_is_ever_refused(text: str) -> None:
    assert fonts.missing(text) == []


def test_both_weights_are_built_in_two_parts_that_share_no_character() -> None:
    faces = {(face.part, face.weight): face.path for face in fonts.build()}
    assert set(faces) == {(part, weight) for part in fonts.PARTS for weight in (400, 700)}
    common, rare = (set(TTFont(faces[part, 400]).getBestCmap()) for part in fonts.PARTS)
    assert not common & rare
    assert ord("䶮") in rare
    assert ord("罚") in common


def test_an_ordinary_page_needs_only_a_small_file() -> None:
    sizes = {face.part: face.path.stat().st_size for face in fonts.build() if face.weight == 400}
    assert sizes["common"] < 4 * 1024 * 1024 < sizes["rare"]


def test_building_again_reuses_the_files_and_force_replaces_them() -> None:
    first = {face.path: face.path.stat().st_mtime_ns for face in fonts.build()}
    assert {face.path: face.path.stat().st_mtime_ns for face in fonts.build()} == first
    contents = {path: path.read_bytes() for path in first}
    forced = {face.path: face.path.stat().st_mtime_ns for face in fonts.build(force=True)}
    assert forced.keys() == first.keys()
    assert all(forced[path] > first[path] for path in first)
    assert {path: path.read_bytes() for path in forced} == contents


def test_two_processes_building_at_once_leave_one_set_of_files(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    made: list[bytes] = []
    real = harfbuzz.subset

    def meanwhile(source: Path, **wanted: Any) -> bytes:
        if not made:
            made.append(b"")
            fonts.build()
        return real(source, **wanted)

    monkeypatch.setattr(harfbuzz, "subset", meanwhile)
    paths = {face.path for face in fonts.build()}
    assert all(path.is_file() for path in paths)
    assert [path.name for path in (tmp_path / "fonts").iterdir()] == [paths.pop().parent.name]


def test_a_failed_build_leaves_nothing_that_looks_finished(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path

    def full(path: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OSError, match="no space"):
        fonts.build()
    assert list((tmp_path / "fonts").iterdir()) == []


@pytest.mark.usefixtures("no_system_fonts")
def test_a_machine_without_a_chinese_font_is_told_which_package() -> None:
    with pytest.raises(RuleError, match="fonts-noto-cjk"):
        fonts.build()
    with pytest.raises(CommandError, match="fonts-noto-cjk"):
        call_command("build_fonts")


@pytest.mark.usefixtures("no_subsetter")
def test_a_machine_without_the_subset_library_is_told_which_package() -> None:
    with pytest.raises(RuleError, match="libharfbuzz-subset0"):
        fonts.build()


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot read"):
        harfbuzz.subset(tmp_path / "absent.ttc", index=0, codepoints=[65])


def test_the_command_reports_files_and_coverage() -> None:
    out = io.StringIO()
    call_command("build_fonts", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 5
    assert all("KiB" in line for line in lines[:4])
    assert int(lines[4].split()[0]) == len(fonts.coverage())


def test_a_complete_machine_has_nothing_to_report() -> None:
    assert checks.document_requirements() == []


@pytest.mark.usefixtures("no_system_fonts", "no_subsetter")
@pytest.mark.parametrize(("production", "letter"), [(False, "W"), (True, "E")])
def test_system_checks_name_every_missing_package(
    monkeypatch: pytest.MonkeyPatch, settings: Any, production: bool, letter: str
) -> None:
    settings.PRODUCTION = production
    monkeypatch.setattr(checks, "PANGO", ("libnothing-by-this-name.so.0",))
    found = checks.document_requirements()
    assert [message.id for message in found] == [f"core.{letter}{n}" for n in (101, 102, 103)]
    hints = " ".join(str(message.hint) for message in found)
    for package in ("libpango-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk"):
        assert package in hints
