"""The volumes of a file: every kind of paper has its place by the rules of the agency."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from enforcement.models import Agency, Case
from enforcement.profiles import PROFILE_KEYS, load
from recording import file_papers, kinds, manifest, volumes
from recording.models import Document, Service
from tests import factories
from tests.base import Cast
from tests.recording import bare

FIELDS = ("", "市场监管")
INTERNAL = {
    *("investigation_report", "review_opinion", "review_submission", "collective_record"),
    *("hearing_report", "closing_approval", "incident_approval", "measure_approval"),
    *("decision_approval", "extension_approval", "departure_approval", "source_record"),
}


def places_of(profile: str, field: str = "") -> dict[str, volumes.Place]:
    agency = Agency(profile="" if profile == "national" else profile, path="0001", field=field)
    return volumes.places(Case(agency=agency))


def test_every_kind_of_paper_has_one_class() -> None:
    assert set(kinds.paper_classes()) == set(kinds.document_kinds()) - set(volumes.COVERS)


@pytest.mark.parametrize("profile", PROFILE_KEYS)
@pytest.mark.parametrize("field", FIELDS)
def test_every_class_has_one_place_with_its_article(profile: str, field: str) -> None:
    rows = load(profile).file_places(field=field)
    held = [name for row in rows for name in row["holds"]]
    assert sorted(held) == sorted({*kinds.paper_classes().values(), volumes.EVIDENCE})
    assert all(row["article"] and row["label"] for row in rows)
    assert {row["volume"] for row in rows} == {"main", "second"}


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_internal_approvals_lie_in_the_second_volume_everywhere(profile: str) -> None:
    found = places_of(profile)
    classes = kinds.paper_classes()
    assert {found[classes[kind]].volume for kind in INTERNAL} == {"second"}
    for kind in ("penalty_decision", "prior_notice", "inquiry_record", "hearing_record"):
        assert found[classes[kind]].volume == "main"
    assert found[volumes.EVIDENCE].volume == "main"


@pytest.mark.parametrize(
    ("profile", "field", "first", "article"),
    [
        ("national", "", "decision", "国办发〔2018〕118号第九条"),
        ("national", "市场监管", "filing", "市场监督管理行政处罚程序规定第七十八条"),
        ("lingchuan_civil", "", "decision", "社会组织登记管理机关行政处罚程序规定第五十条"),
        ("xinshi_urban", "", "filing", "住房和城乡建设行政处罚程序规定第四十条"),
        ("sanmenxia_gov", "", "decision", "国办发〔2018〕118号第九条"),
    ],
)
def test_the_order_is_that_of_the_agencys_own_rules(
    profile: str, field: str, first: str, article: str
) -> None:
    found = places_of(profile, field)
    assert min(found, key=lambda name: found[name].rank) == first
    assert found[first].article.startswith(article)


def test_housing_knows_eight_groups_and_civil_affairs_goes_by_time() -> None:
    assert len(load("xinshi_urban").file_places()) == 8
    main = [r for r in load("lingchuan_civil").file_places() if r["volume"] == "main"]
    assert [row["holds"][0] for row in main] == ["decision", "filing"]


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def receipt(case: Case, cast: Cast, served: int) -> None:
    """An act of service with the paper it keeps."""
    paper = next(p for p in Document.objects.filter(case=case) if p.pk == served)
    act = bare.receipt(paper, cast.officer1)
    bare.paper(
        case,
        cast.officer1,
        f"回证{act.pk}",
        kind="service_receipt",
        title=f"回证 {paper.title}",
        dated_on=bare.DAY + timedelta(days=9),
    )


def test_a_receipt_follows_the_paper_it_was_signed_for(cast: Cast, case: Case) -> None:
    notice = bare.paper(case, cast.officer1, "告知", kind="prior_notice", title="告知书")
    bare.paper(case, cast.officer1, "笔录", kind="inquiry_record", title="笔录")
    receipt(case, cast, notice.pk)
    decision = bare.paper(case, cast.officer1, "决定", kind="penalty_decision", title="决定书")
    receipt(case, cast, decision.pk)

    titles = [row["title"] for row in manifest.entries(case)]

    assert titles == ["决定书", "回证 决定书", "告知书", "回证 告知书", "笔录"]
    assert Service.objects.count() == 2


def test_a_receipt_of_nothing_known_has_a_place_of_its_own(cast: Cast, case: Case) -> None:
    bare.paper(case, cast.officer1, "回证", kind="service_receipt", title="回证")
    assert [row["title"] for row in manifest.entries(case)] == ["回证"]


def test_sound_and_film_are_listed_by_digest_with_their_carrier(cast: Cast, case: Case) -> None:
    bare.paper(case, cast.officer1, "笔录", kind="inquiry_record", title="笔录")
    item = bare.item(case, cast.officer1, device_no="示录0007")

    row = next(row for row in manifest.entries(case) if row["type"] == "evidence")

    assert (row["first"], row["last"], row["sha256"]) == (0, 0, item.blob.sha256)
    assert "现场.mp4" in row["carrier"] and "示录0007" in row["carrier"]
    [main] = manifest.summary(manifest.entries(case))
    assert (main["pieces"], main["pages"], main["files"]) == (2, 1, 1)


def plain(**changes: object) -> dict[str, object]:
    """A list of one volume with a film and a paper."""
    lines = [
        {"no": 1, "title": "决定书", "number": "1号", "date": "2026-03-16", "first": 1, "last": 3},
        {"no": 2, "title": "录像", "number": "", "date": "2026-03-17", "first": 0, "last": 0},
    ]
    extra = {"volume": "main", "type": "document", "sha256": "ab" * 32, "carrier": "原件库"}
    return {
        "agency": "甲局",
        "case_title": "乙案",
        "case_no": "3号",
        "filed_on": "2026-03-01",
        "ended_on": "2026-03-20",
        "sealed_on": "2026-03-27",
        "archive_no": "20260001",
        "retention": "定期30年",
        "cover": {
            **{"party": "丙", "decision_no": "1号", "unit": "甲局", "fonds_no": "009"},
            **{"catalogue_no": "2", "file_no": "0001", "place": "三楼", "photos": {"main": 4}},
            **{"assembled_by": "丁", "checked_by": "", "missing": "", "remarks": "有折痕。"},
        },
        "volumes": [{"key": "main", "label": "正卷", "pieces": 2, "pages": 3, "files": 1}],
        "entries": [{**extra, **line} for line in lines],
        **changes,
    }


def test_the_cover_says_all_the_rule_asks_for() -> None:
    said = dict(file_papers.for_cover(plain(), "main")["fields"])
    assert said["归档号"] == "20260001"
    assert (said["全宗号"], said["目录号"], said["案卷号"]) == ("009", "2", "0001")
    assert said["件数、页数"] == "2件（其中音像电子1件）3页"
    assert (said["承办机构"], said["保管期限"]) == ("甲局", "定期30年")
    assert (said["立案日期"], said["结案日期"]) == ("2026年3月1日", "2026年3月20日")


def test_the_notes_say_the_state_of_the_volume_and_who_saw_to_it() -> None:
    notes = file_papers.for_notes(plain(), "main")
    said = dict(notes["fields"])
    assert "页码从1至3连续编写" in said["本卷情况"]
    assert (said["照片"], said["缺件"], said["其他需要说明的情况"]) == ("4张", "无", "有折痕。")
    assert notes["rows"] == [["2", "录像", "原件库", "ab" * 32]]
    assert [box["name"] for box in notes["opinions"]] == ["丁", ""]


def test_the_contents_name_an_inner_volume_and_nothing_of_it() -> None:
    inner = {"pieces": 2, "pages": 5, "grounds": ["商业秘密"], "sha256": "0" * 64}
    notes = file_papers.for_catalogue(plain(inner=inner), "main")["notes"]
    assert "密封内卷一卷：2件5页（商业秘密）" in notes[0]


def test_a_list_of_before_has_one_volume_without_a_name() -> None:
    lines = [
        {"no": 1, "type": "document", "id": "1", "first": 1, "last": 2},
        {"no": 2, "type": "step", "id": "7", "first": 1, "last": 2},
    ]
    found = manifest.with_volumes({"version": 1, "entries": lines})
    assert found["volumes"] == [{"key": "", "label": "案卷", "pieces": 1, "pages": 2, "files": 0}]
    assert {row["volume"] for row in found["entries"]} == {""}
    assert manifest.with_volumes(found) is found


def test_a_file_sealed_by_other_rules_is_still_as_it_was_sealed(cast: Cast, case: Case) -> None:
    """Sealed before files had volumes: one run of pages in another order."""
    for title in ("甲", "乙"):
        bare.paper(case, cast.officer1, title, title=title, pages=2, kind="closing_approval")
    now = manifest.entries(case)
    old = [{k: v for k, v in row.items() if k not in ("volume", "group", "carrier")} for row in now]
    old = [{**row, "no": 2 - place} for place, row in enumerate(old)][::-1]
    old[0].update(first=1, last=2)
    old[1].update(first=3, last=4)
    assert manifest.differing(case, old) == []
    assert [row["title"] for row in manifest.differing(case, old[:1])] == ["甲"]
    gone = {**old[0], "id": "0", "title": "丙"}
    assert [row["title"] for row in manifest.differing(case, [gone, *old[1:]])] == ["丙", "乙"]


def test_an_original_stands_by_the_day_it_was_recorded_not_stored(cast: Cast, case: Case) -> None:
    recorded = timezone.make_aware(datetime(2026, 3, 10, 23, 30))
    late = bare.item(case, cast.officer1, "早", started_at=recorded)
    soon = bare.item(case, cast.officer1, "晚")
    lines = [row for row in manifest.entries(case) if row["type"] == "evidence"]

    assert [row["id"] for row in lines] == [str(late.pk), str(soon.pk)]
    assert lines[0]["date"] == late.dated_on.isoformat() == "2026-03-10"
    assert lines[1]["date"] == timezone.localtime(soon.uploaded_at).date().isoformat()


def test_a_file_sealed_with_the_day_of_storing_is_still_as_it_was_sealed(
    cast: Cast, case: Case
) -> None:
    recorded = timezone.make_aware(datetime(2026, 3, 10, 9, 0))
    item = bare.item(case, cast.officer1, "现场", started_at=recorded)
    [now] = manifest.entries(case)
    stored = timezone.localtime(item.uploaded_at).date().isoformat()

    assert manifest.differing(case, [dict(now)]) == []
    assert manifest.differing(case, [{**now, "date": stored}]) == []
    assert manifest.differing(case, [{**now, "date": "2026-03-09"}]) == [
        {**now, "date": "2026-03-09"}
    ]
