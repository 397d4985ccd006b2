"""Somebody asks to put right what a register says: who owns it, when it counts as corrected, what is gone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from config.desk import corrections as queue
from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry
from core.triggers import refusal
from disclosure import register_targets, registers, search
from disclosure.models import CorrectionRequest
from disclosure.services import corrections, sweep
from enforcement.models import EntryVersion, Officer
from enforcement.services import agencies, items, officers
from enforcement.services import registers as kept
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.disclosure.asking import (
    ANSWER,
    KINDS,
    NAME,
    ON,
    PHONE,
    about_register,
    accepted_about,
    correction,
    gate,
    register_names,
    renewed,
)
from tests.registers import opened, permit_item, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEW = "/corrections/new/"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


def corrected(cast: Cast, row: CorrectionRequest, on: date = ON) -> CorrectionRequest:
    return corrections.correct(row, by=cast.listadmin, on=on, answer=ANSWER)


def page(answer: Any) -> str:
    return str(answer.content.decode())


# --------------------------------------------------------------------------------- taking in
@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_is_public_is_asked_about(cast: Cast, guide: EntryVersion, kind: str) -> None:
    row, _receipt = about_register(register_names(cast, guide)[kind])
    clock = corrections.clock_of(row)
    assert clock is not None
    assert (row.agency, clock.key, clock.due_on) == (
        cast.bureau,
        "pub.correct_error_days",
        date(2026, 4, 30),
    )
    assert row.about == str(register_targets.find(register_names(cast, guide)[kind], ON).title)
    assert len(row.told) == 64
    assert AuditEntry.objects.filter(action="correctionrequest.submit", object_id=str(row.pk))
    assert search.disputed(ON) == set(), "no decision is marked by it"


@pytest.mark.parametrize(
    "about",
    [
        *("", "guide", "guide-", "-1", "guide--1", "guide-x", "guide-0", "guide-٣", "users-1"),
        *(
            "decision-1",
            "guide-9999999999999999999",
            "guide-1\0",
            "\ud800-1",
            "window-1",
            "item-1e3",
        ),
    ],
)
def test_what_is_no_public_row_is_not_found(cast: Cast, guide: EntryVersion, about: str) -> None:
    with pytest.raises(RuleError, match="没有找到"):
        register_targets.find(about, ON)


def test_a_draft_an_officer_who_left_and_a_future_version_are_not_public(cast: Cast) -> None:
    draft = opened(cast.bureau, cast.listadmin, "channel")
    officer = Officer.objects.filter(agency=cast.bureau).order_by("pk")[0]
    Officer.objects.filter(pk=officer.pk).update(status=Officer.Status.LEFT)
    later = opened(cast.bureau, cast.listadmin, "device")
    published(later, cast.listadmin, cast.head, on=ON, valid_from=day(5, 1))
    for about in (
        f"channel-{draft.entry_id}",
        f"officer-{officer.pk}",
        f"device-{later.entry_id}",
        f"device-{draft.entry_id}",
    ):
        with pytest.raises(RuleError, match="没有找到"):
            register_targets.find(about, ON)


def test_a_withdrawn_entry_is_gone(cast: Cast, guide: EntryVersion) -> None:
    kept.withdraw(guide.entry, by=cast.listadmin, on=ON, reason="事项已取消。")
    with pytest.raises(registers.Gone):
        register_targets.find(f"guide-{guide.entry_id}", ON)
    answer = Client().get(NEW, {"about": f"guide-{guide.entry_id}"})
    assert answer.status_code == 410
    assert "事项已取消。" in page(answer)
    assert answer["Cache-Control"] == "private, no-store"


def test_the_same_form_sent_twice_is_one_request(cast: Cast, guide: EntryVersion) -> None:
    about = register_names(cast, guide)["guide"]
    first, receipt = about_register(about, of="seed")
    again, second = about_register(about, of="seed")
    assert (first.pk, receipt) == (again.pk, second)
    other, _receipt = about_register(register_names(cast, guide)["item"], of="seed")
    assert other.pk != first.pk


# --------------------------------------------------------------------------------- whose it is
@pytest.mark.parametrize("kind", KINDS)
def test_who_keeps_the_lists_handles_it_and_nobody_else(
    cast: Cast, guide: EntryVersion, kind: str
) -> None:
    row, _receipt = about_register(register_names(cast, guide)[kind])
    for who in ("publisher", "head", "supervisor", "unithead", "officer1", "admin"):
        with pytest.raises(PermissionDenied):
            corrections.accept(row, by=cast.people[who])
        with pytest.raises(PermissionDenied):
            corrections.contact(row, by=cast.people[who])
    stranger = factories.user("listadmin", cast.other_bureau)
    with pytest.raises(RuleError, match="不由您维护"):
        corrections.refuse(row, by=stranger, on=ON, answer="不。")
    assert corrections.accept(row, by=cast.listadmin).status == "accepted"
    assert corrections.contact(row, by=cast.listadmin) == (NAME, PHONE)


def test_who_keeps_the_lists_has_nothing_to_do_with_decisions(cast: Cast) -> None:
    row, _receipt = correction(public.published(cast.bureau))
    assert not CorrectionRequest.objects.visible_to(cast.listadmin).exists()
    assert not CorrectionRequest.objects.handled_by(cast.listadmin).exists()
    for act in (corrections.accept, corrections.contact):
        with pytest.raises(PermissionDenied):
            act(row, by=cast.listadmin)
    two_roles = factories.user("listadmin", cast.bureau)
    two_roles.roles = ["listadmin", "officer"]
    assert not CorrectionRequest.objects.visible_to(two_roles).exists(), "no more than each alone"


def test_a_superior_organ_that_keeps_the_list_answers_for_it(cast: Cast) -> None:
    station = factories.agency("云溪市第一分局", parent=cast.bureau)
    row, _receipt = about_register(f"agency-{station.pk}")
    assert list(CorrectionRequest.objects.handled_by(cast.listadmin)) == [row]
    assert corrections.accept(row, by=cast.listadmin).status == "accepted"


def test_the_desk_and_the_alarms_are_of_who_keeps_the_lists(
    cast: Cast, guide: EntryVersion
) -> None:
    row, _receipt = about_register(register_names(cast, guide)["guide"])
    made = queue.of(cast.listadmin, ON)
    assert made is not None
    assert [(entry.step, entry.left, entry.detail) for entry in made.entries] == [
        ("受理", 20, guide.title)
    ]
    assert queue.of(cast.publisher, ON) is None
    sweep.run(day(4, 29))
    told = {alert.recipient for alert in Alert.objects.filter(text__contains=row.number)}
    assert cast.listadmin in told
    assert cast.publisher not in told


# --------------------------------------------------------------------------------- putting right
def test_an_entry_is_corrected_by_a_version_published_after_it(
    cast: Cast, guide: EntryVersion
) -> None:
    row = accepted_about(cast, register_names(cast, guide)["guide"])
    with pytest.raises(RuleError, match="还没有更正"):
        corrected(cast, row)
    draft = kept.revise(guide.entry, by=cast.listadmin)
    with pytest.raises(RuleError, match="还没有更正"):
        corrected(cast, row)
    kept.discard(draft, by=cast.listadmin, reason="改用下一稿。")
    new = renewed(cast, guide)
    corrected(cast, row)
    row = CorrectionRequest.objects.get(pk=row.pk)
    assert (row.status, row.remade, row.told_after == row.told) == ("corrected", new, False)
    shown = page(cast.client("listadmin").get(reverse("correction-detail", args=[row.pk])))
    assert f"第 {new.number} 版" in shown


def test_a_version_that_is_not_in_force_yet_corrects_nothing(
    cast: Cast, guide: EntryVersion
) -> None:
    row = accepted_about(cast, register_names(cast, guide)["guide"])
    later = renewed(cast, guide, day(4, 10))
    with pytest.raises(RuleError, match="还没有更正"):
        corrected(cast, row, day(4, 9))
    assert corrected(cast, row, day(4, 10)).remade == later


def test_an_entry_taken_down_is_put_right(cast: Cast, guide: EntryVersion) -> None:
    row = accepted_about(cast, register_names(cast, guide)["guide"])
    kept.withdraw(guide.entry, by=cast.listadmin, on=ON, reason="事项已取消。")
    row = corrected(cast, row)
    assert (row.status, row.remade, row.told_after) == ("corrected", None, "")


CHANGES: dict[str, Callable[[Cast, Any], object]] = {
    "agency": lambda cast, row: agencies.update(row.organ, phone="0000-99999"),
    "officer": lambda cast, row: officers.update(row.officer, by=cast.listadmin, post="科长"),
    "officer left": lambda cast, row: officers.set_status(
        row.officer, Officer.Status.LEFT, by=cast.listadmin, on=ON
    ),
    "item": lambda cast, row: items.update(row.item, fee="不收费（2026年起）"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_of_a_list_is_corrected_once_the_public_reads_something_else(
    cast: Cast, guide: EntryVersion, change: str
) -> None:
    row = accepted_about(cast, register_names(cast, guide)[change.split()[0]])
    with pytest.raises(RuleError, match="还没有更正"):
        corrected(cast, row)
    CHANGES[change](cast, row)
    row = corrected(cast, row)
    assert row.status == "corrected"
    assert (row.told_after == "") == (change == "officer left")


def test_what_the_public_does_not_read_is_no_correction(cast: Cast, guide: EntryVersion) -> None:
    row = accepted_about(cast, register_names(cast, guide)["officer"])
    assert row.officer is not None
    officers.update(row.officer, by=cast.listadmin, unit="执法二科")
    with pytest.raises(RuleError, match="还没有更正"):
        corrected(cast, row)


def test_no_text_is_proposed_for_a_list(cast: Cast, guide: EntryVersion) -> None:
    row = accepted_about(cast, register_names(cast, guide)["guide"])
    with pytest.raises(StaleError, match="不再公开"):
        corrections.propose(row, by=cast.listadmin, edits={})


# --------------------------------------------------------------------------------- sent on
def test_what_another_organ_must_put_right_is_sent_on(cast: Cast, guide: EntryVersion) -> None:
    row, receipt = about_register(register_names(cast, guide)["guide"])
    for given in ({"sent_to": " ", "answer": "转送。"}, {"sent_to": "某局", "answer": ""}):
        with pytest.raises(RuleError, match="不能为空"):
            corrections.send(row, by=cast.listadmin, on=ON, **given)
    corrections.send(row, by=cast.listadmin, on=ON, sent_to="某省市场监管局", answer="由省局公布。")
    clock = corrections.clock_of(row)
    assert clock is not None and clock.outcome == "met"
    told = page(Client().post("/progress/", {"number": receipt.number, "code": receipt.code}))
    assert "已转送有权更正的机关：某省市场监管局" in told
    assert "申请复查" in told
    with pytest.raises(StaleError):
        corrections.send(row, by=cast.listadmin, on=ON, sent_to="别处", answer="再转。")
    assert gate(row, sent_to="别处") == "ANSWERED"


def test_a_request_about_a_decision_is_sent_on_as_well(cast: Cast) -> None:
    row, _receipt = correction(public.published(cast.bureau))
    corrections.send(row, by=cast.publisher, on=ON, sent_to="某局", answer="由某局作出。")
    assert row.status == "sent"
    assert search.disputed(ON) == set()


def test_it_is_looked_at_again_once_by_somebody_else(cast: Cast, guide: EntryVersion) -> None:
    second = factories.user("listadmin", cast.bureau)
    row, _receipt = about_register(register_names(cast, guide)["guide"])
    corrections.send(row, by=cast.listadmin, on=ON, sent_to="某局", answer="由某局公布。")
    corrections.reopen(row, on=day(4, 2), text="该指南是贵局公布的。")
    assert (row.status, row.sent_to, row.first_answer) == ("reopened", "", "由某局公布。")
    renewed(cast, guide, day(4, 3))
    with pytest.raises(RuleError, match="不得复查自己的答复"):
        corrected(cast, row, day(4, 3))
    corrections.correct(row, by=second, on=day(4, 3), answer=ANSWER)
    with pytest.raises(StaleError, match="已经复查过"):
        corrections.reopen(row, on=day(4, 4), text="还是不服。")


# --------------------------------------------------------------------------------- the database
def test_the_database_keeps_what_was_asked_and_refuses_a_false_correction(
    cast: Cast, guide: EntryVersion
) -> None:
    row = accepted_about(cast, register_names(cast, guide)["guide"])
    for change in ({"told": "0" * 64}, {"entry": None}, {"item": guide.entry.item}):
        assert gate(row, **change) != ""
    answer = {"answer": "x", "answered_on": ON, "decided_by": cast.listadmin}
    done = {"status": "corrected", **answer}
    assert gate(row, **done, told_after=row.told) == "NOT_CORRECTED"
    assert gate(row, **done, told_after="1" * 64) == "NOT_CORRECTED", "no version was published"
    assert gate(row, **done, told_after="1" * 64, remade=guide) == "NOT_CORRECTED", "the same one"
    other = published(
        opened(cast.bureau, cast.listadmin, "channel"), cast.listadmin, cast.head, on=day(3, 1)
    )
    assert gate(row, **done, told_after="1" * 64, remade=other) == "NOT_CORRECTED"
    later = renewed(cast, guide, day(4, 10))
    assert gate(row, **done, told_after="1" * 64, remade=later) == "NOT_CORRECTED", "not in force"
    assert gate(row, **{**done, "answered_on": day(4, 10)}, told_after="1" * 64, remade=later) == ""
    assert gate(row, status="sent", **answer) == "CHECK", "sent nowhere"


def test_the_database_takes_exactly_one_target_of_the_agency(
    cast: Cast, guide: EntryVersion
) -> None:
    row, _receipt = about_register(register_names(cast, guide)["guide"])
    given = {
        field.attname: getattr(row, field.attname)
        for field in CorrectionRequest._meta.concrete_fields
        if field.name not in ("id", "number")
    }
    officer = Officer.objects.filter(agency=cast.bureau).order_by("pk")[0]
    other = permit_item(cast.other_bureau)
    harms: list[dict[str, Any]] = [
        {"officer_id": officer.pk},
        {"entry_id": None, "entry_version_id": None},
        {"entry_version_id": None},
        {"told": ""},
        {"agency_id": cast.other_bureau.pk},
        {"entry_id": None, "entry_version_id": None, "item_id": other.pk},
        {"entry_id": None, "entry_version_id": None, "organ_id": cast.other_bureau.pk},
    ]
    for no, harm in enumerate(harms):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            CorrectionRequest.objects.create(number=f"GZ20260401-{no}", **{**given, **harm})
        assert refusal(refused.value) or "correction_" in str(refused.value), harm
    CorrectionRequest.objects.create(number="GZ20260401-X", **given)
