"""What the forms of execution take, what they already know, and how they refuse (no page)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.acts import ActForm
from enforcement.models import Decision, Payment
from enforcement.services.relief import Instalment
from recording.forms import execution as forms
from tests.base import Cast, day
from tests.enforcement.fine_states import COURT, reach
from tests.enforcement.fined import DUE

ON = day(5, 6)
PAID: dict[str, Any] = {
    "on": "2026-03-16",
    "kind": "fine",
    "amount": "2000.00",
    "way": "bank",
    "receipt_no": "00017",
}
DEFERRED = {"on": "2026-03-10", "reason": "停业。", "until": "2026-06-10", "schedule": ""}
STAYED = {"on": "2026-03-10", "kind": "suit", "number": "云行初1号"}
ENDED = {"on": "2026-04-01", "outcome": "dismissed", "result": "驳回。"}
HEARD = {"on": "2026-03-20", "text": "无力缴纳。", "adopted": "0", "answer": "可以分期。"}
ASKED = {"on": "2026-04-29", "court": COURT}
RULED = {"on": "2026-06-06", "move": "execute", "ruling": "1号裁定"}
OPINION, REASONS = {"on": "2026-03-12", "opinion": ""}, {"on": "2026-03-12", "opinion": "不足。"}


class Known(forms.PaymentForm):
    """The form of a payment without a decision behind it."""

    def known(self) -> dict[str, Any]:
        return {}


class Court(forms.CourtForm):
    """The form of an application without an agency behind it."""

    def known(self) -> dict[str, Any]:
        return {}


GOOD: list[tuple[type[ActForm], dict[str, Any]]] = [
    (Known, PAID),
    (forms.DeferralForm, DEFERRED),
    (forms.StayForm, STAYED),
    (forms.StayEndForm, ENDED),
    (forms.UrgingDefenceForm, HEARD),
    (Court, ASKED),
    (forms.CourtEndForm, RULED),
    (forms.OpinionForm, OPINION),
    (forms.ReasonedForm, REASONS),
]
OPTIONAL = {"schedule": forms.DeferralForm, "opinion": forms.OpinionForm}


def filled(form: type[ActForm], data: dict[str, Any], **changes: Any) -> ActForm:
    return form({**data, **changes}, row=Decision(), on=ON)


@pytest.mark.parametrize(("form", "data"), GOOD)
def test_what_is_complete_is_taken(form: type[ActForm], data: dict[str, Any]) -> None:
    assert filled(form, data).is_valid()


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        (form, data, field)
        for form, data in GOOD
        for field in data
        if OPTIONAL.get(field) is not form
    ],
)
def test_what_is_missing_is_asked_for_at_its_field(
    form: type[ActForm], data: dict[str, Any], field: str
) -> None:
    blank = filled(form, data, **{field: " "})
    assert list(blank.errors) == [field]


@pytest.mark.parametrize(("form", "data"), GOOD)
def test_nothing_is_recorded_ahead_of_today(form: type[ActForm], data: dict[str, Any]) -> None:
    today = timezone.localdate()
    tomorrow = filled(form, data, on=(today + timedelta(days=1)).isoformat())
    assert "不能晚于现在" in str(tomorrow.errors["on"])
    assert filled(form, data, on=today.isoformat()).is_valid()


@pytest.mark.parametrize(
    ("form", "data", "field", "value"),
    [
        (Known, PAID, "amount", "0"),
        (Known, PAID, "amount", "-1"),
        (Known, PAID, "amount", "0.001"),
        (Known, PAID, "amount", "一千"),
        (Known, PAID, "amount", "NaN"),
        (Known, PAID, "amount", "1" * 13),
        (Known, PAID, "kind", "tax"),
        (Known, PAID, "way", "cash"),
        (Known, PAID, "ground", "polite"),
        (Known, PAID, "receipt_no", "1" * 61),
        (Known, PAID, "on", "2026-02-30"),
        (Known, PAID, "ashore_on", "2999-01-01"),
        (forms.DeferralForm, DEFERRED, "until", "六月"),
        (forms.StayForm, STAYED, "kind", "complaint"),
        (forms.StayForm, STAYED, "number", "号" * 101),
        (forms.StayEndForm, ENDED, "outcome", "won"),
        (forms.UrgingDefenceForm, HEARD, "adopted", "maybe"),
        (Court, ASKED, "court", "院" * 101),
        (forms.CourtEndForm, RULED, "move", "accept"),
    ],
)
def test_a_value_out_of_its_range_is_refused_at_its_field(
    form: type[ActForm], data: dict[str, Any], field: str, value: str
) -> None:
    assert list(filled(form, data, **{field: value}).errors) == [field]


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("0.01", 1),
        ("2000", 200_000),
        ("0.10", 10),
        ("1234.56", 123_456),
        ("999999999999.99", 10**14 - 1),
    ],
)
def test_yuan_become_cents_without_loss(amount: str, cents: int) -> None:
    form = filled(Known, PAID, amount=amount)
    assert form.is_valid()
    assert form.cleaned_data["cents"] == cents
    assert "amount" not in form.cleaned_data


@settings(max_examples=50)
@given(cents=st.integers(1, 10**14 - 1))
def test_every_amount_in_cents_survives_the_way_through_yuan(cents: int) -> None:
    amount = f"{cents // 100}.{cents % 100:02d}"
    assert forms.in_cents(amount) == forms.in_cents(Decimal(amount)) == cents


@pytest.mark.parametrize(
    "line",
    [
        "2026-05-01",
        "2026-05-01 ",
        "2026-05-01 一千",
        "2026-05-01 10.001",
        "2026-05-01 -5",
        "2026-5-32 100",
        "2026-02-30 100",
        "2026/05/01 100",
        "100 2026-05-01",
        "2026-05-01 100 元",
        "2026-05-01 1234567890",
    ],
)
def test_an_instalment_is_a_day_and_an_amount(line: str) -> None:
    form = filled(forms.DeferralForm, DEFERRED, schedule=f"2026-04-10 1000\n{line}")
    assert list(form.errors) == ["schedule"]
    assert f"“{line.strip()}”不是“日期 金额”的形式" in form.errors["schedule"][0]


@pytest.mark.parametrize(
    "line", ["2026-05-01 1000", "2026-5-1,1000.00", "2026-05-01，1000.0", "  2026-05-01 ，\t1000  "]
)
def test_an_instalment_may_be_typed_in_several_ways(line: str) -> None:
    form = filled(forms.DeferralForm, DEFERRED, schedule=f"\n{line}\n\n")
    assert form.is_valid()
    assert form.cleaned_data["schedule"] == [Instalment(day(5, 1), 100_000)]


@pytest.mark.parametrize(("typed", "adopted"), [("1", True), ("0", False)])
def test_an_answer_is_adopted_or_not(typed: str, adopted: bool) -> None:
    form = filled(forms.UrgingDefenceForm, HEARD, adopted=typed)
    assert form.is_valid()
    assert form.cleaned_data["adopted"] is adopted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "amount"), [("", Decimal(2000)), ("spot", Decimal(1900)), ("pay", None)]
)
def test_the_form_knows_what_is_owed_of_the_fine(
    cast: Cast, path: str, amount: Decimal | None
) -> None:
    form = forms.PaymentForm(row=reach(cast, path).row, on=DUE)
    assert form.initial == {"on": DUE, "kind": Payment.Kind.FINE, "amount": amount}


@pytest.mark.django_db
def test_the_form_knows_the_court_of_the_agency(cast: Cast) -> None:
    row = reach(cast).row
    row.agency.court_name = COURT
    assert forms.CourtForm(row=row, on=DUE).initial == {"on": DUE, "court": COURT}
