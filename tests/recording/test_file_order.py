"""The order of a file by the rules of each kind of agency, place by place."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from enforcement.models import Agency, Case
from enforcement.profiles import load
from recording import kinds, manifest, volumes
from recording.models import Closure
from recording.services import archive
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

DECIDED, FILED = "penalty_decision", "filing_approval"
NATIONAL = (
    *(("main", "decision"), ("main", "filing"), ("main", "letter"), ("main", "record")),
    *(("main", "hearing"), ("main", "goods"), ("main", "execution"), ("second", "source")),
    *(("second", "report"), ("second", "opinion"), ("second", "hearing_report")),
    *(("second", "closing"), ("second", "internal")),
)
MARKET = (("main", "filing"), ("main", "decision"), *NATIONAL[2:])
HOUSING = (
    *(("main", "filing"), ("main", "record"), ("main", "letter"), ("main", "hearing")),
    *(("main", "decision"), ("main", "execution"), ("second", "source"), ("second", "closing")),
)
CIVIL = (("main", "decision"), ("main", "filing"), ("second", "source"))
ORDERS = {
    ("national", ""): NATIONAL,
    ("national", "市场监管"): MARKET,
    ("national", "市场监督管理"): MARKET,
    ("national", "交通运输"): NATIONAL,
    ("sanmenxia_gov", ""): NATIONAL,
    ("sanmenxia_gov", "市场监管"): MARKET,
    ("changzhi_police", ""): NATIONAL,
    ("changzhi_police", "公安"): NATIONAL,
    ("datong_commerce", ""): NATIONAL,
    ("datong_commerce", "市场监管"): NATIONAL,
    ("xinshi_urban", ""): HOUSING,
    ("xinshi_urban", "市场监管"): HOUSING,
    ("lingchuan_civil", ""): CIVIL,
    ("lingchuan_civil", "民政"): CIVIL,
}


def places_of(profile: str, field: str = "") -> dict[str, volumes.Place]:
    agency = Agency(profile="" if profile == "national" else profile, path="0001", field=field)
    return volumes.places(Case(agency=agency))


@pytest.mark.one_database
@pytest.mark.parametrize(("profile", "field"), ORDERS)
def test_the_places_stand_in_the_order_of_the_rule(profile: str, field: str) -> None:
    rows = load(profile).file_places(field=field)
    assert tuple((row["volume"], row["holds"][0]) for row in rows) == ORDERS[profile, field]
    found = places_of(profile, field)
    ranks = [found[row["holds"][0]].rank for row in rows]
    assert ranks == list(range(len(rows)))


@pytest.mark.one_database
@pytest.mark.parametrize(("profile", "field"), ORDERS)
def test_the_main_volume_ends_before_the_second_begins(profile: str, field: str) -> None:
    found = places_of(profile, field).values()
    last = max(place.rank for place in found if place.volume == volumes.MAIN)
    assert last < min(place.rank for place in found if place.volume == volumes.SECOND)
    assert last < volumes.SEALED_IN.rank


@pytest.mark.one_database
@pytest.mark.parametrize(("profile", "field"), ORDERS)
def test_what_the_party_got_lies_in_the_main_volume_and_what_it_did_not_in_the_second(
    profile: str, field: str
) -> None:
    found = places_of(profile, field)
    inside = {"source", "report", "opinion", "hearing_report", "closing", "internal"}
    for name, place in found.items():
        assert place.volume == (volumes.SECOND if name in inside else volumes.MAIN), name


@pytest.mark.one_database
@pytest.mark.parametrize(("profile", "field"), ORDERS)
def test_every_place_names_a_rule_and_no_name_of_a_place_comes_twice_in_a_volume(
    profile: str, field: str
) -> None:
    rows = load(profile).file_places(field=field)
    names = [(row["volume"], row["label"]) for row in rows]
    assert len(names) == len(set(names))
    assert all("第" in row["article"] and row["article"].rstrip("）")[-1] == "条" for row in rows)


@pytest.mark.one_database
def test_evidence_lies_with_the_records_of_the_investigation() -> None:
    for profile, field in ORDERS:
        found = places_of(profile, field)
        assert found[volumes.EVIDENCE] == found["record"]


# ------------------------------------------------------------------------------- a case of an agency
KINDS = (
    *("closing_approval", "penalty_decision", "filing_approval", "prior_notice", "inquiry_record"),
    *("hearing_record", "payment_record", "urging_notice", "source_record", "investigation_report"),
    *("review_opinion", "hearing_report", "extension_approval"),
)
MAIN_FIRST = {
    "": ["penalty_decision", "filing_approval", "prior_notice", "inquiry_record"],
    "市场监管": ["filing_approval", "penalty_decision", "prior_notice", "inquiry_record"],
}


def case_of(cast: Cast, profile: str, field: str = "") -> Case:
    row = factories.case(cast.bureau, filed=True)
    Agency.objects.filter(pk=cast.bureau.pk).update(
        profile="" if profile == "national" else profile, field=field
    )
    return Case.objects.select_related("agency").get(pk=row.pk)


def kept(case: Case, cast: Cast, *names: str, **values: Any) -> None:
    for no, name in enumerate(names):
        bare.paper(case, cast.officer1, f"{name}{no}", kind=name, title=name, **values)


def titles(case: Case, volume: str) -> list[str]:
    return [row["title"] for row in manifest.entries(case) if row["volume"] == volume]


@pytest.mark.django_db
@pytest.mark.parametrize("field", MAIN_FIRST)
def test_the_papers_of_a_case_stand_as_its_agency_files_them(cast: Cast, field: str) -> None:
    case = case_of(cast, "sanmenxia_gov", field)
    kept(case, cast, *KINDS)
    main = titles(case, volumes.MAIN)
    assert main == [*MAIN_FIRST[field], "hearing_record", "payment_record", "urging_notice"]
    assert titles(case, volumes.SECOND) == [
        *("source_record", "investigation_report", "review_opinion", "hearing_report"),
        *("closing_approval", "extension_approval"),
    ]


@pytest.mark.django_db
def test_housing_files_the_decision_behind_the_hearing(cast: Cast) -> None:
    case = case_of(cast, "xinshi_urban")
    kept(case, cast, *KINDS)
    assert titles(case, volumes.MAIN) == [
        *("filing_approval", "inquiry_record", "prior_notice", "hearing_record"),
        *("penalty_decision", "payment_record", "urging_notice"),
    ]
    assert titles(case, volumes.SECOND)[-1] == "closing_approval"


@pytest.mark.django_db
def test_civil_affairs_files_by_the_day_behind_the_decision(cast: Cast) -> None:
    case = case_of(cast, "lingchuan_civil")
    for no, name in enumerate(("prior_notice", FILED, "hearing_record", DECIDED)):
        kept(case, cast, name, dated_on=day(3, 20 - no))
    for no, name in enumerate(("closing_approval", "source_record")):
        kept(case, cast, name, dated_on=day(3, 20 - no))
    assert titles(case, volumes.MAIN) == [DECIDED, "hearing_record", FILED, "prior_notice"]
    assert titles(case, volumes.SECOND) == ["source_record", "closing_approval"]


@pytest.mark.django_db
def test_within_a_place_the_day_decides_and_then_the_order_of_keeping(cast: Cast) -> None:
    case = case_of(cast, "national")
    for title, on in (("丙", day(3, 9)), ("甲", day(3, 5)), ("丁", day(3, 9)), ("乙", day(3, 6))):
        bare.paper(case, cast.officer1, title, kind="inquiry_record", title=title, dated_on=on)
    assert titles(case, volumes.MAIN) == ["甲", "乙", "丙", "丁"]


@pytest.mark.django_db
def test_papers_of_a_day_stand_before_evidence_of_that_day(cast: Cast) -> None:
    case = case_of(cast, "national")
    item = bare.item(case, cast.officer1, title="照片", content_type="image/jpeg")
    on = timezone.localtime(item.uploaded_at).date()
    for title, shift in (("次日", 1), ("当日", 0), ("前日", -1)):
        days = on + timedelta(days=shift)
        bare.paper(case, cast.officer1, title, kind="inquiry_record", title=title, dated_on=days)
    assert titles(case, volumes.MAIN) == ["前日", "当日", "照片", "次日"]


@pytest.mark.django_db
def test_pages_begin_at_one_in_each_volume_and_films_take_none(cast: Cast) -> None:
    case = case_of(cast, "national")
    bare.paper(case, cast.officer1, "决定", kind=DECIDED, title="决定", pages=3)
    bare.item(case, cast.officer1, "像", title="录像")
    bare.item(case, cast.officer1, "片", title="照片", content_type="image/png")
    bare.paper(case, cast.officer1, "结案", kind="closing_approval", title="结案", pages=2)
    found = {row["title"]: (row["first"], row["last"]) for row in manifest.entries(case)}
    assert found == {"决定": (1, 3), "录像": (0, 0), "照片": (4, 4), "结案": (1, 2)}


@pytest.mark.django_db
def test_covers_of_a_file_are_no_pieces_of_it(cast: Cast) -> None:
    case = case_of(cast, "national")
    kept(case, cast, *volumes.COVERS, DECIDED)
    assert [row["title"] for row in manifest.entries(case)] == [DECIDED]


@pytest.mark.django_db
def test_a_paper_of_no_known_class_lies_with_the_records(cast: Cast) -> None:
    case = case_of(cast, "national")
    bare.paper(case, cast.officer1, "旧", kind="long_gone", title="旧文书")
    [row] = manifest.entries(case)
    assert (row["volume"], row["group"]) == (volumes.MAIN, "证据材料")
    assert "long_gone" not in kinds.document_kinds()


# ------------------------------------------------------------------------------- what is closed
@pytest.mark.django_db
@pytest.mark.parametrize("group", Closure.Group.values)
def test_closed_evidence_lies_behind_everything_and_only_its_amount_is_told(
    cast: Cast, group: str
) -> None:
    case = case_of(cast, "national")
    kept(case, cast, *KINDS)
    item = bare.item(case, cast.officer1, title="秘密照片", content_type="image/png")
    Closure.objects.create(
        case=case, evidence=item, group=group, reason="试。", set_by=cast.officer1
    )
    last = manifest.entries(case)[-1]
    assert (last["title"], last["volume"], last["no"], last["first"]) == ("秘密照片", "inner", 1, 1)
    told = archive.content(case, "", None)
    assert (told["inner"]["pieces"], told["inner"]["pages"]) == (1, 1)
    assert told["inner"]["grounds"] == [str(Closure.Group(group).label)]
    assert "秘密照片" not in manifest.pretty(told)
    assert [row["key"] for row in told["volumes"]] == [volumes.MAIN, volumes.SECOND]


@pytest.mark.django_db
def test_evidence_that_was_opened_again_lies_in_the_main_volume(cast: Cast) -> None:
    case = case_of(cast, "national")
    item = bare.item(case, cast.officer1, title="照片", content_type="image/png")
    row = Closure.objects.create(
        case=case, evidence=item, group="trade", reason="试。", set_by=cast.officer1
    )
    assert "inner" in archive.content(case, "", None)
    Closure.objects.filter(pk=row.pk).update(
        lifted_at=factories.at(day(3, 20)), lifted_by=cast.head, lifted_reason="已公开。"
    )
    assert "inner" not in archive.content(case, "", None)
    assert titles(case, volumes.MAIN) == ["照片"]
