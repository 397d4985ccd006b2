"""A sample of legal reviews from its plan to its draw: scope, commitment, reproduction, second reviewers."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import draws
from legal_review.models import Qualification, Review
from supervision.models import QualitySample, SecondReview
from supervision.services import lots, sample_lists, samples
from tests import factories
from tests.base import Cast, day
from tests.supervision import sampled
from tests.supervision.sampled import (
    COMMITTED,
    MARCH,
    SEED_DAY,
    VALUE,
    passed,
    planned,
    returned,
    seconds,
)

pytestmark = pytest.mark.django_db


def actions(row: Any) -> list[str]:
    entries = AuditEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    return list(entries.values_list("action", flat=True))


# --- the plan -----------------------------------------------------------------------------------


def test_a_supervisor_samples_the_agencies_below(cast: Cast) -> None:
    row = planned(cast, month=day(3, 17))

    assert (row.agency, row.month) == (cast.justice, MARCH)
    assert set(row.agencies.all()) == {cast.bureau, cast.other_bureau}
    assert actions(row) == ["qualitysample.plan"]


def test_a_head_samples_the_own_agency_only(cast: Cast) -> None:
    people = seconds(cast)
    row = planned(cast, by=cast.head, agencies=[cast.bureau], people=people)
    assert row.agency == cast.bureau
    with pytest.raises(RuleError, match="只能对本机关和下级机关"):
        planned(cast, by=cast.head, agencies=[cast.other_bureau], people=people, month=day(2, 1))


def test_an_officer_or_a_reviewer_samples_nothing(cast: Cast) -> None:
    people = seconds(cast)
    for person in (cast.officer1, cast.reviewer, cast.admin):
        with pytest.raises(PermissionDenied):
            planned(cast, by=person, people=people)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": None}, "件数和抽取比例应当填写其中一项"),
        ({"rate": 10}, "件数和抽取比例应当填写其中一项"),
        ({"month": day(6, 1)}, "2026-06还没有结束"),
        ({"seed_day": COMMITTED}, "承诺时随机数可能已经公开"),
        ({"seed_mask": "99999"}, "不足6位"),
        ({"agencies": []}, "只能对本机关和下级机关"),
    ],
)
def test_a_plan_that_cannot_be_fair_is_refused(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        planned(cast, **changes)
    assert not QualitySample.objects.exists()


def test_a_month_is_sampled_once_unless_the_first_was_given_up(cast: Cast) -> None:
    people = seconds(cast)
    first = planned(cast, people=people)
    with pytest.raises(RuleError, match="2026-03已经拟定过抽查"):
        planned(cast, people=people)
    samples.abandon(first, by=cast.supervisor, reason="名单有误。")

    assert planned(cast, people=people).pk != first.pk


def test_the_second_reviewers_are_qualified_and_may_not_open_the_sample(cast: Cast) -> None:
    unqualified = factories.user("reviewer", factories.agency(parent=cast.government))
    own = factories.qualified_reviewer(cast.justice)
    own.roles = ["reviewer", "supervisor"]
    own.save(update_fields=["roles"])
    for person, words in (
        (unqualified, "没有有效的法制审核资格"),
        (cast.publisher, "没有法制审核的权限"),
        (own, "可以查看本次抽查的名单和结果"),
    ):
        with pytest.raises(RuleError, match=words):
            planned(cast, people=[person])
    with pytest.raises(RuleError, match="没有选择复审人员"):
        samples.plan(
            by=cast.supervisor,
            on=COMMITTED,
            month=MARCH,
            title="抽查",
            agencies=[cast.bureau],
            reviewers=[],
            seed_day=SEED_DAY,
            seed_mask=sampled.MASK,
            count=1,
            rate=None,
        )


# --- which reviews ------------------------------------------------------------------------------


def test_the_list_holds_what_was_decided_in_the_month_and_nothing_else(cast: Cast) -> None:
    ours, theirs = passed(cast.bureau), returned(cast.other_bureau)
    factories.reviewed(cast.bureau, on=day(4, 20))
    factories.submitted(cast.bureau, on=day(3, 20))
    elsewhere = passed(factories.agency(parent=cast.government))
    listed, barred = sample_lists.population(planned(cast))

    assert {row.pk for row in listed} == {ours.pk, theirs.pk}
    assert elsewhere.pk not in {row.pk for row in listed}
    assert barred == []


@pytest.mark.parametrize(
    ("first", "after"),
    [(day(1, 1), day(2, 1)), (day(11, 1), day(12, 1)), (day(12, 1), day(1, 1, 2027))],
)
def test_a_month_ends_where_the_next_begins(first: Any, after: Any) -> None:
    assert sample_lists.next_month(first) == after


def test_of_one_draft_only_the_first_round_of_the_month_is_listed(cast: Cast) -> None:
    first = returned(cast.bureau)
    second = factories.submit(first.decision, on=day(3, 16))
    factories.approve(second, on=day(3, 18))
    row = sampled.committed(cast)
    text = row.lists

    assert str(first.pk) in text
    assert str(second.pk) not in text
    assert "只列入其中第一次" in text


def test_a_sealed_case_is_left_out_with_the_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, barred = passed(cast.bureau), passed(cast.bureau)
    barred = Review.objects.select_related("decision__case", "agency").get(pk=barred.pk)
    barred.decision.case.sealed = True
    monkeypatch.setattr(sample_lists, "decided", lambda sample: [shown, barred])
    lists = lots.committed(sampled.committed(cast))

    assert [row["id"] for row in lists["objects"]] == [str(shown.pk)]
    assert lists["excluded"]["objects"] == [
        {
            "id": str(barred.pk),
            "name": cast.bureau.name,
            "class": cast.bureau.name,
            "reason": sample_lists.SEALED,
        }
    ]


# --- the commitment -----------------------------------------------------------------------------


def test_the_commitment_binds_reviews_and_second_reviewers_without_a_name(cast: Cast) -> None:
    review = passed(cast.bureau)
    people = seconds(cast)
    row = sampled.committed(cast, people=people)
    lists = lots.committed(row)

    assert row.commitment == draws.commitment_of(lists)
    assert [each["id"] for each in lists["objects"]] == [str(review.pk)]
    assert [each["id"] for each in lists["officers"]] == ["R001", "R002"]
    assert row.people == {"R001": people[0].pk, "R002": people[1].pk}
    assert not [word for word in (*map(str, people), review.number) if word in row.lists]
    assert actions(row) == ["qualitysample.plan", "qualitysample.commit"]


def test_nothing_to_draw_is_said_before_the_commitment(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有可以抽查的法制审核意见"):
        samples.commit(planned(cast), by=cast.supervisor, at=factories.at(COMMITTED))


def test_a_review_that_nobody_may_see_again_stops_the_commitment(cast: Cast) -> None:
    passed(cast.bureau)
    row = planned(cast, people=[cast.reviewer])

    with pytest.raises(RuleError, match="没有可以复审的人员"):
        samples.commit(row, by=cast.supervisor, at=factories.at(COMMITTED))


def test_a_qualification_that_ended_since_the_plan_stops_the_commitment(cast: Cast) -> None:
    passed(cast.bureau)
    people = seconds(cast)
    row = planned(cast, people=people)
    Qualification.objects.filter(account=people[0]).update(ended_on=day(5, 31))

    with pytest.raises(RuleError, match="没有有效的法制审核资格"):
        samples.commit(row, by=cast.supervisor, at=factories.at(COMMITTED))


# --- the draw -----------------------------------------------------------------------------------


def test_the_draw_is_what_the_stand_alone_script_gives(cast: Cast) -> None:
    for _each in range(3):
        passed(cast.bureau)
        returned(cast.other_bureau)
    row = sampled.drawn(cast, count=2)
    data = sample_lists.published(row)

    assert draws.difference(data, row.commitment) == ""
    given = {row["object"]: row["officer"] for row in data["given_to"]}
    assert given == {pair["object"]: pair["officers"][0] for pair in data["result"]}
    assert len(given) == 4
    assert {sheet.reviewer_id for sheet in row.sheets.all()} <= set(row.people.values())


@given(
    reviews=st.integers(1, 30),
    people=st.integers(1, 9),
    count=st.integers(1, 9),
    value=st.from_regex(r"\A[0-9]{4}\.[0-9]{2}\Z"),
)
def test_the_same_lists_and_value_always_give_the_same_sample(
    reviews: int, people: int, count: int, value: str
) -> None:
    names = [f"局{no % 3}" for no in range(reviews)]
    lot = QualitySample(count=count)
    lists: dict[str, Any] = {
        "rule": {"take": lots.take(lot, names), "officers_each": 1},
        "objects": [{"id": f"{no:03}", "class": name} for no, name in enumerate(names)],
        "officers": [{"id": f"R{no:03}"} for no in range(people)],
        "recusals": [],
        "excluded": {"objects": [], "officers": []},
    }
    lot.commitment = draws.commitment_of(lists)
    lot.checkpoint, lot.seed_value = "portal\n1\nAAAA\n", value
    found = draws.draw(lists, lots.seed_of(lot))

    assert found == draws.draw(lists, lots.seed_of(lot))
    assert sorted({pair["object"] for pair in found}) == sorted(pair["object"] for pair in found)
    free = [row["id"] for row in lists["officers"]]
    for pair in found:
        assert lots.order(lot, pair["object"], free)[:1] == pair["officers"]


def test_a_drawn_review_brings_its_checklist_without_an_answer(cast: Cast) -> None:
    review = passed(cast.bureau)
    sheet = sampled.sheet_of(cast)

    assert (sheet.review, sheet.ordinal, sheet.turn) == (review, 1, 1)
    asked = list(review.checks.order_by("pk").values_list("head", "label"))
    assert list(sheet.checks.values_list("head", "label")) == asked
    assert set(sheet.checks.values_list("result", "note")) == {("", "")}


@pytest.mark.parametrize(
    ("on", "value", "words"),
    [(COMMITTED, VALUE, "才产生"), (SEED_DAY, "3187,52", "没有按照承诺的格式")],
)
def test_a_value_before_its_day_or_written_otherwise_is_refused(
    cast: Cast, on: Any, value: str, words: str
) -> None:
    passed(cast.bureau)
    row = sampled.committed(cast)

    with pytest.raises(RuleError, match=words):
        samples.run(row, by=cast.supervisor, on=on, value=value)


def test_lists_changed_after_the_commitment_are_not_drawn(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed(cast.bureau)
    row = sampled.committed(cast)
    lists = {**lots.committed(row), "title": "改名"}
    monkeypatch.setattr(lots, "committed", lambda lot: lists)

    with pytest.raises(RuleError, match="与承诺值不一致"):
        samples.run(row, by=cast.supervisor, on=SEED_DAY, value=VALUE)


def test_the_same_sample_is_drawn_once_and_not_given_up_after(cast: Cast) -> None:
    passed(cast.bureau)
    row = sampled.drawn(cast)

    with pytest.raises(StaleError):
        samples.run(row, by=cast.supervisor, on=SEED_DAY, value=VALUE)
    with pytest.raises(StaleError):
        samples.abandon(row, by=cast.supervisor, reason="结果不合意。")


def test_whoever_came_to_know_the_case_since_the_commitment_is_passed_over(cast: Cast) -> None:
    passed(cast.bureau)
    row = sampled.committed(cast)
    for person in row.reviewers.all():
        person.agency = cast.bureau
        person.save(update_fields=["agency"])
    samples.run(row, by=cast.supervisor, on=SEED_DAY, value=VALUE)

    assert not SecondReview.objects.filter(sample=row).exists()
    assert "qualitysample.nobody_left" in actions(row)


# --- the end ------------------------------------------------------------------------------------


def test_a_sample_is_given_up_with_a_reason_and_stays_public(cast: Cast) -> None:
    passed(cast.bureau)
    row = sampled.committed(cast)
    with pytest.raises(RuleError, match="应当写明理由"):
        samples.abandon(row, by=cast.supervisor, reason=" ")
    samples.abandon(row, by=cast.supervisor, reason="来源停止公布。")

    assert QualitySample.objects.public().get().status == "abandoned"
    assert draws.difference(sample_lists.published(row)) == ""


def test_a_plan_that_was_never_committed_to_is_not_public(cast: Cast) -> None:
    row = planned(cast)
    samples.abandon(row, by=cast.supervisor, reason="有误。")

    assert not QualitySample.objects.public().exists()
    with pytest.raises(ValueError, match="nothing was committed to"):
        lots.published(row)


def test_the_agreement_is_announced_when_every_second_review_is_over(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    with pytest.raises(RuleError, match="还有1件没有签署复审意见"):
        samples.close(sheet.sample, by=cast.supervisor, on=day(7, 1), summary="良好。")
    assert sample_lists.published(sheet.sample)["opinions"] == {}
    sampled.sign(sheet)
    samples.close(sheet.sample, by=cast.supervisor, on=day(7, 1), summary="良好。")

    assert sheet.sample.status == "closed"
    opinions = sample_lists.published(sheet.sample)["opinions"]
    assert opinions == {str(sheet.review_id): sheet.review.number}


def test_another_organiser_sees_nothing_of_a_sample(cast: Cast) -> None:
    planned(cast)

    assert QualitySample.objects.visible_to(cast.supervisor).exists()
    for person in (cast.head, cast.officer1, cast.admin, cast.reviewer):
        assert not QualitySample.objects.visible_to(person).exists()


def test_a_drawn_sample_is_closed_by_nobody_else(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    sampled.sign(sheet)

    with pytest.raises(PermissionDenied):
        samples.close(sheet.sample, by=cast.head, on=day(7, 1), summary="")
