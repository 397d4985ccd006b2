"""What cover (案卷封面), contents (卷内目录) and notes (卷内备考表) of a volume say, word by word."""

from typing import Any

import pytest
from django.utils import translation

from recording import file_papers, volumes

pytestmark = pytest.mark.one_database
SHA = "0123456789abcdef" * 4
COVER: dict[str, Any] = {
    **{"party": "丙试", "decision_no": "试罚〔2026〕1号", "unit": "甲局执法一科"},
    **{"fonds_no": "009", "catalogue_no": "2", "file_no": "0001", "place": "三楼档案室"},
    **{"photos": {"main": 4}, "assembled_by": "丁试", "checked_by": "戊试"},
    **{"missing": "", "remarks": ""},
}


def line(no: int, title: str, first: int, last: int, **changes: Any) -> dict[str, Any]:
    """A line of a list."""
    return {
        **{"no": no, "title": title, "number": "", "date": "2026-03-16", "first": first},
        **{"last": last, "volume": "main", "type": "document", "sha256": SHA, "carrier": ""},
        **changes,
    }


def content(*lines: dict[str, Any], cover: dict[str, Any] | None = None, **changes: Any) -> Any:
    """The list of a file with a main and a second volume."""
    film = line(
        3, "现场录像", 0, 0, type="evidence", carrier="电子原件，存于本机关证据原件库（现场.mp4）"
    )
    given = [
        line(1, "行政处罚决定书", 1, 3, number="试罚〔2026〕1号"),
        line(2, "送达回证", 4, 4),
        film,
        line(1, "调查终结报告", 1, 2, volume="second"),
        line(1, "询问", 5, 6, volume="record", type="step"),
    ]
    return {
        **{"agency": "甲局", "case_title": "丙试案", "case_no": "试立〔2026〕3号"},
        **{"filed_on": "2026-03-01", "ended_on": "2026-03-20", "sealed_on": "2026-03-27"},
        **{"archive_no": "20260001", "retention": "定期30年"},
        "cover": {**COVER, **(cover or {})},
        "volumes": [
            {"key": "main", "label": "正卷", "pieces": 3, "pages": 4, "files": 1},
            {"key": "second", "label": "副卷", "pieces": 1, "pages": 2, "files": 0},
        ],
        "entries": list(lines) or given,
        **changes,
    }


def fields(paper: Any) -> dict[str, str]:
    """Label -> words of a paper's table."""
    found = dict(paper["fields"])
    assert len(found) == len(paper["fields"])
    return found


# ------------------------------------------------------------------------------- every paper
@pytest.mark.parametrize("key", ["main", "second"])
@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("archive_cover", "案卷封面"),
        ("archive_catalogue", "卷内目录"),
        ("archive_notes", "卷内备考表"),
    ],
)
def test_a_paper_bears_the_name_of_its_volume(kind: str, label: str, key: str) -> None:
    make = {**file_papers.FRONT, **file_papers.BACK}[kind]
    paper = make(content(), key)
    assert paper["title"] == f"{label}（{volumes.LABELS[key]}）"
    assert (paper["agency_name"], paper["case_title"]) == ("甲局", "丙试案")
    assert (paper["date"], paper["volume"]) == ("2026-03-27", key)


def test_cover_and_contents_come_before_the_sheets_and_the_notes_behind_them() -> None:
    assert tuple(file_papers.FRONT) == volumes.COVERS[:2]
    assert tuple(file_papers.BACK) == volumes.COVERS[2:]


def test_a_volume_that_is_none_has_no_papers() -> None:
    with pytest.raises(StopIteration):
        file_papers.for_cover(content(), "third")


def test_the_lines_of_a_volume_are_its_own_and_no_steps() -> None:
    assert [row["title"] for row in file_papers.own(content(), "main")] == [
        *("行政处罚决定书", "送达回证", "现场录像")
    ]
    assert [row["title"] for row in file_papers.own(content(), "second")] == ["调查终结报告"]
    assert file_papers.own(content(), "record") == []


# ------------------------------------------------------------------------------- the cover
def test_a_cover_has_its_fields_in_the_order_of_the_form() -> None:
    assert list(fields(file_papers.for_cover(content(), "main"))) == [
        *("卷别", "当事人", "案号", "决定书文号", "承办机构", "立案日期", "结案日期", "归档日期"),
        *("保管期限", "件数、页数", "归档号", "全宗号", "目录号", "案卷号"),
    ]


def test_a_cover_says_which_of_how_many_volumes_it_is() -> None:
    assert fields(file_papers.for_cover(content(), "main"))["卷别"] == "正卷（全案共2卷）"
    assert fields(file_papers.for_cover(content(), "second"))["卷别"] == "副卷（全案共2卷）"


def test_a_volume_with_a_list_of_its_own_does_not_count_the_others() -> None:
    alone = {**content()["volumes"][0], "key": "inner", "label": "密封内卷"}
    assert fields(file_papers.for_cover(content(volumes=[alone]), "inner"))["卷别"] == "密封内卷"


@pytest.mark.parametrize(
    ("key", "words"), [("main", "3件（其中音像电子1件）4页"), ("second", "1件2页")]
)
def test_a_cover_counts_pieces_pages_and_files_of_its_volume(key: str, words: str) -> None:
    assert fields(file_papers.for_cover(content(), key))["件数、页数"] == words


@pytest.mark.parametrize(
    ("name", "label"),
    [
        *(("decision_no", "决定书文号"), ("fonds_no", "全宗号"), ("catalogue_no", "目录号")),
        *(("file_no", "案卷号"), ("unit", "承办机构"), ("party", "当事人")),
    ],
)
def test_what_nobody_assigned_leaves_no_blank_line_on_the_cover(name: str, label: str) -> None:
    assert label in fields(file_papers.for_cover(content(), "main"))
    assert label not in fields(file_papers.for_cover(content(cover={name: ""}), "main"))


@pytest.mark.parametrize(
    ("changes", "label", "words"),
    [
        ({"ended_on": ""}, "结案日期", "未结案"),
        ({"ended_on": "2026-03-20"}, "结案日期", "2026年3月20日"),
        ({"sealed_on": ""}, "归档日期", None),
        ({"filed_on": ""}, "立案日期", None),
        ({"archive_no": ""}, "归档号", None),
    ],
)
def test_a_cover_of_an_unfinished_file_says_so(
    changes: dict[str, Any], label: str, words: str | None
) -> None:
    assert fields(file_papers.for_cover(content(**changes), "main")).get(label) == words


# ------------------------------------------------------------------------------- the contents
def test_the_contents_list_number_title_date_and_pages() -> None:
    paper = file_papers.for_catalogue(content(), "main")
    assert paper["columns"] == ["序号", "题名", "文号", "日期", "页次", "备注"]
    assert paper["rows"] == [
        ["1", "行政处罚决定书", "试罚〔2026〕1号", "2026-03-16", "1-3", "01234567"],
        ["2", "送达回证", "", "2026-03-16", "4", "01234567"],
        ["3", "现场录像", "", "2026-03-16", "电子", "电子 01234567"],
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(1, 1, "1"), (1, 2, "1-2"), (7, 12, "7-12"), (99, 99, "99"), (0, 0, "电子")],
)
def test_pages_in_words(first: int, last: int, words: str) -> None:
    assert file_papers.span(line(1, "甲", first, last)) == words


@pytest.mark.parametrize(("last", "words"), [(1, "01234567"), (0, "电子 01234567")])
def test_the_remark_is_the_beginning_of_the_digest(last: int, words: str) -> None:
    assert file_papers.remark(line(1, "甲", last, last)) == words


def test_the_contents_explain_the_remark_and_name_the_seal_once_there_is_one() -> None:
    open_notes = file_papers.for_catalogue(content(), "main")["notes"]
    assert open_notes == ["备注为校验值（SHA-256）的前8位；完整数值见案卷清单。"]
    sealed = file_papers.for_catalogue(content(seal=SHA), "second")["notes"]
    assert sealed[-1] == f"清单校验值（SHA-256）：{SHA}"


INNER = {"pieces": 2, "pages": 5, "grounds": ["涉及个人隐私", "涉及商业秘密"], "sha256": SHA}


def test_the_main_volume_alone_says_that_there_is_an_inner_one() -> None:
    told = content(inner=INNER)
    first = file_papers.for_catalogue(told, "main")["notes"][0]
    assert "密封内卷一卷：2件5页（涉及个人隐私、涉及商业秘密）" in first
    assert "未经批准不得启封" in first
    assert not any(
        "密封内卷" in note for note in file_papers.for_catalogue(told, "second")["notes"]
    )


def test_a_file_without_an_inner_volume_does_not_mention_one() -> None:
    for key in ("main", "second"):
        assert "密封内卷" not in str(file_papers.for_catalogue(content(), key))


def test_a_volume_without_pieces_has_contents_without_rows() -> None:
    bare = content(line(1, "甲", 1, 1, volume="second"))
    assert file_papers.for_catalogue(bare, "main")["rows"] == []


# ------------------------------------------------------------------------------- the notes (备考表)
def test_the_notes_have_their_fields_in_order() -> None:
    assert list(fields(file_papers.for_notes(content(), "main"))) == [
        *("本卷情况", "照片", "音像、电子材料", "缺件", "其他需要说明的情况", "纸质案卷存放地点")
    ]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("main", "本卷共3件（其中音像电子1件）4页，页码从1至4连续编写。"),
        ("second", "本卷共1件2页，页码从1至2连续编写。"),
    ],
)
def test_the_notes_count_the_volume_and_say_its_pages_run_on(key: str, words: str) -> None:
    assert fields(file_papers.for_notes(content(), key))["本卷情况"] == words


@pytest.mark.parametrize(
    ("photos", "main", "second"),
    [
        ({"main": 4}, "4张", "0张"),
        ({"main": 1, "second": 2}, "1张", "2张"),
        ({}, "0张", "0张"),
        ({"inner": 9}, "0张", "0张"),
    ],
)
def test_the_notes_count_the_photographs_of_the_volume(
    photos: dict[str, int], main: str, second: str
) -> None:
    told = content(cover={"photos": photos})
    assert fields(file_papers.for_notes(told, "main"))["照片"] == main
    assert fields(file_papers.for_notes(told, "second"))["照片"] == second


def test_the_notes_list_what_is_kept_as_a_file_with_place_and_whole_digest() -> None:
    paper = file_papers.for_notes(content(), "main")
    assert fields(paper)["音像、电子材料"] == "1件，见下表"
    assert paper["columns"] == ["序号", "题名", "载体和存放", "SHA-256"]
    assert paper["rows"] == [["3", "现场录像", "电子原件，存于本机关证据原件库（现场.mp4）", SHA]]


def test_notes_of_a_volume_of_paper_only_have_no_table() -> None:
    paper = file_papers.for_notes(content(), "second")
    assert fields(paper)["音像、电子材料"] == "无"
    assert (paper["columns"], paper["rows"]) == ([], [])


@pytest.mark.parametrize(
    ("name", "label"), [("missing", "缺件"), ("remarks", "其他需要说明的情况")]
)
@pytest.mark.parametrize(("told", "said"), [("", "无"), ("第3页有折痕", "第3页有折痕")])
def test_the_notes_say_that_nothing_is_missing_or_what(
    name: str, label: str, told: str, said: str
) -> None:
    assert fields(file_papers.for_notes(content(cover={name: told}), "main"))[label] == said


@pytest.mark.parametrize("place", ["", "三楼档案室"])
def test_where_the_paper_lies_is_said_once_it_is_known(place: str) -> None:
    said = fields(file_papers.for_notes(content(cover={"place": place}), "main"))
    assert said.get("纸质案卷存放地点", "") == place


@pytest.mark.parametrize(
    ("names", "dates"),
    [
        (("丁试", "戊试"), ["2026-03-27", "2026-03-27"]),
        (("丁试", ""), ["2026-03-27", ""]),
        (("", ""), ["", ""]),
    ],
)
def test_who_put_it_together_and_who_checked_it_sign_with_the_day(
    names: tuple[str, str], dates: list[str]
) -> None:
    cover = {"assembled_by": names[0], "checked_by": names[1]}
    boxes = file_papers.for_notes(content(cover=cover), "main")["opinions"]
    assert [box["label"] for box in boxes] == ["立卷人", "检查人"]
    assert [box["name"] for box in boxes] == list(names)
    assert [box["date"] for box in boxes] == dates
    assert {box["text"] for box in boxes} == {""}


def test_papers_speak_chinese_whatever_the_interface_speaks() -> None:
    for make in {**file_papers.FRONT, **file_papers.BACK}.values():
        said = make(content(inner=INNER), "main")
        with translation.override("en"):
            assert make(content(inner=INNER), "main") == said
