"""How often one enterprise is visited: the count, the limit, the exception (国办发〔2024〕54号)."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import RuleError
from enforcement.models import Case, InspectionCap, InspectionTask
from enforcement.services import cases, frequency, inspection_lists, visits
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.visits import FIRST, ON, SINCE

pytestmark = pytest.mark.django_db
ARTICLE = "国办发〔2024〕54号"


def cap(cast: Cast, times: int, **fields: Any) -> InspectionCap:
    values = {
        "item": None,
        "basis": "云市监公告〔2026〕1号",
        "published_on": SINCE,
        "valid_from": SINCE,
        **fields,
    }
    return inspection_lists.add_cap(by=cast.listadmin, agency=cast.bureau, times=times, **values)


def count(cast: Cast, year: int = 2026) -> int:
    return frequency.visits_of(cast.bureau, made.shop(cast), year).count()


def refused(cast: Cast, **changes: Any) -> RuleError:
    with pytest.raises(RuleError) as caught:
        made.planned(cast, **changes)
    assert "达到年度频次上限" in str(caught.value.message)
    assert caught.value.article == ARTICLE
    assert caught.value.remedy
    return caught.value


def test_the_visit_that_reaches_the_limit_is_made_and_the_next_is_refused(cast: Cast) -> None:
    cap(cast, 2)
    made.approved(cast)
    made.approved(cast)
    error = refused(cast)
    assert "2次" in str(error.message)
    assert "云市监公告〔2026〕1号" in str(error.message)


def test_without_an_announcement_the_reference_value_of_the_profile_holds(cast: Cast) -> None:
    most = int(cast.bureau.rules().value(frequency.CAP))
    for _visit in range(most):
        made.approved(cast)
    assert "参照值" in str(refused(cast).message)


def test_a_limit_of_none_allows_no_visit(cast: Cast) -> None:
    cap(cast, 0)
    refused(cast)


@pytest.mark.parametrize("source", ["complaint", "assigned", "data"])
def test_a_recorded_lead_lifts_the_limit_and_is_kept(cast: Cast, source: str) -> None:
    cap(cast, 0)
    task = made.approved(cast, source=source, source_note="线索登记7号")
    assert (task.exception, task.cap, task.visits_before) == (source, 0, 0)


@pytest.mark.parametrize("source", ["other", "draw", "recheck"])
def test_no_other_source_lifts_the_limit(cast: Cast, source: str) -> None:
    cap(cast, 0)
    refused(cast, source=source, source_note="例行安排")


def test_a_lead_below_the_limit_is_no_exception(cast: Cast) -> None:
    cap(cast, 1)
    assert made.approved(cast, source="complaint", source_note="登记1号").exception == ""


def test_a_merged_visit_counts_once(cast: Cast) -> None:
    made.approved(cast, items=[made.item(cast), made.item(cast, "计量器具检查")])
    assert count(cast) == 1


def test_a_joint_visit_counts_once_for_each_agency(cast: Cast) -> None:
    made.approved(cast, joint_agencies=[cast.other_bureau])
    party = made.shop(cast)
    assert frequency.visits_of(cast.bureau, party, 2026).count() == 1
    assert frequency.visits_of(cast.other_bureau, party, 2026).count() == 1


def test_a_cancelled_visit_and_one_not_approved_count_nothing(cast: Cast) -> None:
    made.planned(cast)
    task = made.approved(cast)
    assert count(cast) == 1
    visits.cancel(task, by=cast.unithead, reason="企业停业。")
    assert count(cast) == 0


def test_checks_by_paper_count_nothing_and_have_no_limit(cast: Cast) -> None:
    cap(cast, 0)
    task = made.approved(cast, method="paper")
    assert task.cap is None
    assert count(cast) == 0


def test_a_natural_person_is_no_enterprise(cast: Cast) -> None:
    cap(cast, 0)
    assert made.approved(cast, party=factories.party(cast.bureau, "person")).cap is None


def test_the_same_code_is_the_same_enterprise_under_another_name(cast: Cast) -> None:
    cap(cast, 1)
    made.approved(cast)
    renamed = factories.party(cast.bureau, name="云溪市启明商贸有限公司", uscc=made.USCC)
    refused(cast, party=renamed)


def test_without_a_code_the_name_says_which_enterprise(cast: Cast) -> None:
    cap(cast, 1)
    made.approved(cast, party=factories.party(cast.bureau, name="云溪市甲示例店"))
    refused(cast, party=factories.party(cast.bureau, name="云溪市甲示例店"))
    made.planned(cast, party=factories.party(cast.bureau, name="云溪市乙示例店"))


def test_each_year_begins_anew(cast: Cast) -> None:
    cap(cast, 1)
    made.approved(cast)
    later = made.planned(cast, visit_from=day(1, 5, 2027), visit_to=day(1, 9, 2027))
    assert frequency.measure(later, ON).visits == 0


def test_the_item_before_the_list_and_the_class_before_all(cast: Cast) -> None:
    item = made.item(cast, "特种设备检查")
    cap(cast, 9)
    cap(cast, 5, item=item)
    cap(cast, 1, item=item, grade="A类")
    found = [frequency.cap_of(cast.bureau, [item.pk], name, ON)[0] for name in ("", "B类", "A类")]
    assert found == [5, 5, 1]
    assert frequency.cap_of(cast.bureau, [], "", ON)[0] == 9


def test_a_limit_counts_from_its_announcement_to_its_end(cast: Cast) -> None:
    cap(cast, 7, published_on=ON, valid_from=ON, valid_to=FIRST)
    numbers = [
        frequency.cap_of(cast.bureau, [], "", on)[0] for on in (day(3, 2), ON, FIRST, day(3, 5))
    ]
    assert numbers == [2, 7, 7, 2]


def test_two_plans_that_both_fitted_are_not_both_approved(cast: Cast) -> None:
    cap(cast, 1)
    first, second = made.planned(cast), made.planned(cast)
    made.approve(first, cast)
    with pytest.raises(RuleError, match="达到年度频次上限"):
        cases.file(second.case, by=cast.unithead, on=ON)
    assert made.fresh(second).status == "planned"


def test_a_visit_put_off_into_a_full_year_is_refused_at_the_door(cast: Cast) -> None:
    cap(cast, 1)
    period = {"visit_from": day(12, 28), "visit_to": day(1, 15, 2027)}
    late = made.approved(cast, **period)
    other = made.planned(cast, visit_from=day(1, 4, 2027), visit_to=day(1, 8, 2027))
    made.approve(other, cast)
    visits.notified(late, by=cast.officer1, on=day(12, 28))
    with pytest.raises(RuleError, match="达到年度频次上限"):
        visits.arrived(late, by=cast.officer1, on=day(1, 5, 2027))


def test_the_database_refuses_an_over_cap_row_without_a_lead(cast: Cast) -> None:
    task = made.approved(cast)
    rows = InspectionTask.objects.filter(pk=task.pk)
    for values in (
        {"cap": 1, "visits_before": 1},
        {"cap": 1, "visits_before": 1, "exception": "other"},
        {"cap": 1, "visits_before": 1, "exception": "complaint", "source_note": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    rows.update(cap=1, visits_before=1, exception="complaint", source_note="登记2号")


def test_the_database_refuses_an_inspection_begun_without_an_approved_task(cast: Cast) -> None:
    case = factories.case(cast.bureau, kind="inspection", procedure="inspection")
    sql = "UPDATE enforcement_case SET status = 'filed', number = '云市监检任〔2026〕9号', filed_on = %s WHERE id = %s"
    key = case.pk.hex if connection.vendor == "sqlite" else case.pk
    refusal = pytest.raises(IntegrityError, match="INSPECTION_TASK")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [ON, key])
    assert Case.objects.get(pk=case.pk).status == "draft"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"code": ""}, "task_begun_is_approved"),
        ({"approved_on": None}, "task_begun_is_approved"),
        ({"status": "arrived"}, "task_visit_is_notified"),
        ({"status": "cancelled"}, "task_cancelled_has_reason"),
        ({"source": "plan"}, "task_of_plan_names_it"),
        ({"visit_to": day(1, 1)}, "task_visit_period"),
    ],
)
def test_what_the_law_makes_absolute_the_database_keeps(
    cast: Cast, values: dict[str, Any], name: str
) -> None:
    task = made.approved(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        InspectionTask.objects.filter(pk=task.pk).update(**values)


def test_the_counts_say_who_was_visited_how_often(cast: Cast) -> None:
    cap(cast, 1)
    made.arrived(cast)
    made.approved(cast, source="complaint", source_note="登记5号")
    made.approved(cast, party=factories.party(cast.bureau, name="云溪市乙示例店"))
    rows = list(frequency.counts([cast.bureau.pk], 2026))
    assert [(row["party__name"], row["visits"], row["done"], row["beyond"]) for row in rows] == [
        ("云溪市晨星商贸有限公司", 2, 1, 1),
        ("云溪市乙示例店", 1, 0, 0),
    ]
