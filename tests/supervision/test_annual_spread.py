"""Penalties by month, violation and township; eased, challenged and complained of: rule by rule."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from enforcement.models import Decision
from supervision.annual import figures, spread, tables
from supervision.annual.scope import Scope
from supervision.annual.spread import township
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import AFTER, BEFORE, FIRST, LAST, of, table
from tests.supervision.yearly import ungated as ungated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ungated")]


def groups(cast: Cast) -> dict[str, dict[str, Any]]:
    """{group: {label: value}} of the table."""
    found: dict[str, dict[str, Any]] = {}
    for row in tables.count(of(cast)):
        for column in row["columns"] if row["key"] == "spread" else ():
            found.setdefault(column["group"], {})[column["label"]] = column["value"]
    return found


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("云溪市东湖区城关镇人民路1号", "城关镇"),
        ("城关镇人民路1号", "城关镇"),
        ("红旗街道办事处门前", "红旗街道"),
        ("云溪县水边民族乡三组", "水边民族乡"),
        ("景德镇市珠山区", ""),
        ("景德镇市珠山区竟成镇", "竟成镇"),
        ("人民路1号", ""),
        ("", ""),
        ("镇", ""),
        ("Town 镇", ""),
    ],
)
def test_a_place_lies_in_the_township_it_names(place: str, name: str) -> None:
    assert township(place) == name


def test_each_part_divides_all_penalties_of_the_year(cast: Cast) -> None:
    places = ("东湖区城关镇甲路", "城关镇乙路", "东城关镇丙路", "丁路", "")
    for no, place in enumerate(places):
        made = yearly.case(cast, place=place)
        yearly.penalty(cast, FIRST + timedelta(days=40 * no), "fine", of=made)
    yearly.weighed(cast, LAST, "lighter")
    record(cast.bureau, on=LAST)
    found = groups(cast)
    assert {name: sum(row.values()) for name, row in found.items()} == {
        "时间": 7,
        "违法行为": 7,
        "地点": 7,
    }
    assert found["地点"] == {"城关镇": 2, "东城关镇": 1, "其他或者未载明": 4}
    assert found["违法行为"] == {"销售过期食品": 1, "其他": 6}
    months = Counter((FIRST + timedelta(days=40 * no)).month for no in range(5))
    assert {f"{no}月": months[no] for no in range(1, 12)} == {
        key: value for key, value in found["时间"].items() if key != "12月"
    }
    assert found["时间"]["12月"] == 2


def test_only_the_ten_most_frequent_have_a_column_of_their_own(cast: Cast) -> None:
    for no, char in enumerate("甲乙丙丁戊己庚辛壬癸子丑"):
        for _again in range(2 if no < 3 else 1):
            yearly.penalty(cast, FIRST, "fine", of=yearly.case(cast, place=f"{char}山镇"))
    places = groups(cast)["地点"]
    assert len(places) == spread.MOST + 1
    assert (
        list(places)[:3] == sorted(("甲山镇", "乙山镇", "丙山镇")) and places["其他或者未载明"] == 2
    )


def test_a_cluster_leads_to_its_rows_and_never_tells_what_handlers_wrote(cast: Cast) -> None:
    made = yearly.case(cast, place="城关镇王小试家", cause="王小试卖酒案")
    yearly.penalty(cast, FIRST, "fine", of=made, violation="王小试无证卖酒")
    text = str(tables.count(of(cast)))
    assert "王小试" not in text and "城关镇" in text
    key = f"at_{spread.key_of('城关镇')}"
    label, rows = figures.behind(of(cast), "spread", key, after=0, size=5)
    assert (label, len(rows)) == ("城关镇", 1)
    rest = figures.behind(of(cast), "spread", "act_rest", after=0, size=5)[1]
    assert len(rest) == 1


def test_other_years_and_drafts_gather_nowhere(cast: Cast) -> None:
    yearly.penalty(cast, BEFORE, "fine", of=yearly.case(cast, place="城关镇"))
    yearly.penalty(cast, AFTER, "fine")
    yearly.penalty(cast, FIRST, "fine", status="draft", doc_no="")
    yearly.power(cast, "penalty")
    found = groups(cast)
    assert found["地点"] == {"其他或者未载明": 0} and sum(found["时间"].values()) == 0


# ------------------------------------------------------------------------------- 从轻、减轻
@pytest.mark.parametrize(
    ("degree", "counted"),
    [("lighter", (1, 0)), ("reduced", (1, 1)), ("normal", (0, 0)), ("mild", (0, 0))],
)
def test_a_tier_says_whether_a_penalty_was_eased(
    cast: Cast, degree: str, counted: tuple[int, int]
) -> None:
    yearly.power(cast, "penalty")
    yearly.weighed(cast, LAST, degree)
    found = table(of(cast), "course")
    assert (found["eased"], found["reduced"]) == counted


@pytest.mark.parametrize(
    ("codes", "eased"),
    [(["harm_removed"], 1), (["partly_incapable"], 1), (["under_age"], 0), ([], 0), (None, 0)],
)
def test_a_ground_of_the_law_does_too(cast: Cast, codes: list[str] | None, eased: int) -> None:
    yearly.power(cast, "penalty")
    told = None if codes is None else dict.fromkeys(codes, "已核实。")
    yearly.penalty(cast, FIRST, "fine", circumstances=told)
    assert table(of(cast), "course")["eased"] == eased


def test_a_spared_party_was_not_eased_and_a_revoked_penalty_as_table_one_says(cast: Cast) -> None:
    step = yearly.tier(cast, "reduced")
    yearly.decision(cast, FIRST, outcome="no_penalty", tier=step)
    yearly.penalty(cast, FIRST, "fine", tier=step, status="revoked", revoked_on=LAST)
    kept = table(of(cast), "course")
    assert (kept["eased"], kept["spared"]) == (1, 1)
    given = of(cast)
    strict = Scope(**{**vars(given), "counts_revoked": False})
    assert table(strict, "course")["eased"] == 0


# ------------------------------------------------------------------------------- 复议、诉讼、投诉
def test_a_challenge_counts_when_it_was_accepted_however_it_ended(cast: Cast) -> None:
    yearly.challenged(cast, FIRST, "suit", status="ended", until=AFTER, result="驳回。")
    made = yearly.penalty(cast, BEFORE, "fine")
    yearly.challenged(cast, FIRST, "reconsideration", decision=made, status="ended", until=FIRST)
    yearly.challenged(cast, LAST, "suit", decision=made)
    found = table(of(cast), "course")
    assert (found["reconsidered"], found["sued"]) == (1, 2)


def test_challenges_of_other_acts_and_agencies_are_not_of_penalties(cast: Cast) -> None:
    yearly.challenged(cast, FIRST, decision=yearly.permit(cast, FIRST, "refused"))
    other = yearly.penalty(cast, FIRST, "fine", agency=cast.other_bureau)
    yearly.challenged(cast, FIRST, decision=Decision.objects.get(pk=other.pk))
    yearly.power(cast, "penalty")
    assert table(of(cast), "course")["sued"] == 0


@pytest.mark.parametrize("status", ["answered", "declined"])
def test_a_complaint_counts_on_the_day_it_was_answered(cast: Cast, status: str) -> None:
    channel = "petition" if status == "declined" else ""
    for on in (BEFORE, FIRST, LAST, AFTER):
        yearly.complained(cast, on, status=status, channel=channel)
    assert table(of(cast), "course")["complaints"] == 2


def test_an_open_complaint_is_no_news_to_the_unit_nor_is_one_about_another(cast: Cast) -> None:
    yearly.complained(cast, None)
    yearly.complained(cast, None, status="accepted", accepted_on=FIRST)
    yearly.complained(cast, FIRST, unit=cast.other_bureau)
    assert table(of(cast), "course")["complaints"] == 0


def test_the_unit_reads_how_many_and_never_which(cast: Cast) -> None:
    today = timezone.localdate()
    yearly.complained(cast, today)
    with pytest.raises(RuleError, match="没有这一栏"):
        figures.behind(of(cast, today.year, today), "course", "complaints", after=0, size=5)
    row = yearly.started(cast, today.year, today)
    client = cast.client("head")
    page = client.get(reverse("yearly-report", args=[row.pk])).content.decode()
    url = reverse("yearly-rows", args=[row.pk, "course", "complaints"])
    assert "投诉举报办结（件）" in page and url not in page
    assert client.get(url).status_code == 404


def test_the_end_of_an_execution_counts_in_its_year_and_not_in_that_of_the_decision(
    cast: Cast,
) -> None:
    for on in (BEFORE, FIRST, LAST, AFTER):
        yearly.forced(cast, date(2026, 6, 1), "restore", status="ended", terminated_on=on)
    assert table(of(cast), "coercion")["forced_restore"] == 2
    _label, rows = figures.behind(of(cast), "coercion", "forced_restore", after=0, size=5)
    assert [row.on for row in rows] == [FIRST, LAST]
