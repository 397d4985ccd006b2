"""From what is owed to the store to the form that stores it, and what the item says of it afterwards."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.desk import storing
from enforcement.models import Case
from recording.models import Evidence, Step
from recording.services import evidence, field_returns
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day
from tests.originals import PHOTO
from tests.recording import bare

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(3, 9)
REASON = "山区路远，次日返回"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True, on=day(3, 2))


@pytest.fixture
def step(case: Case, cast: Cast) -> Step:
    row = bare.step(case, cast.officer1, kind="site_inspection", at=factories.at(ON, 10))
    row.officers.add(*cast.officers)
    return row


def stored(step: Step, cast: Cast, **told: Any) -> str:
    """A photograph of the step, stored two days later; the page of the item."""
    row = evidence.seal(
        step.case,
        by=cast.officer1,
        stream=io.BytesIO(PHOTO),
        file_name="一.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title="现场",
        stage=step.stage,
        at=factories.at(ON, 10) + timedelta(days=2),
        taking=Taking(step=step, started_at=factories.at(ON, 10), **told),
    )
    page = cast.client("officer1").get(reverse("evidence-detail", args=[row.pk]))
    return str(page.content.decode())


# ------------------------------------------------------------------------------- the way there
def test_the_list_and_the_desk_lead_to_a_form_that_knows_the_step(step: Step, cast: Cast) -> None:
    officer = cast.client("officer1")
    address = f"{reverse('evidence-upload', args=[step.case_id])}?step={step.pk}"
    assert address in officer.get(reverse("storage-list")).content.decode()
    queue = storing.of(cast.officer1, ON, factories.at(ON, 12))
    assert queue is not None and queue.entries[0].url == address
    form = officer.get(address).context["form"]
    known = {name: form[name].value() for name in ("step", "stage", "place", "kind")}
    assert known == {
        "step": step.pk,
        "stage": step.stage,
        "place": step.place,
        "kind": Evidence.Kind.AUDIOVISUAL,
    }


@pytest.mark.parametrize("key", ["", "x", "0", "999999", "-1", "１２", "9" * 40])
def test_a_step_that_is_none_of_the_case_fills_nothing(case: Case, cast: Cast, key: str) -> None:
    answer = opened(cast.client("officer1"), case, key)
    assert answer["step"].value() in (None, "")
    assert answer["kind"].value() is None


def opened(client: Client, case: Case, key: str) -> Any:
    answer = client.get(reverse("evidence-upload", args=[case.pk]), {"step": key})
    assert answer.status_code == 200
    return answer.context["form"]


def test_a_step_of_another_case_fills_nothing(step: Step, cast: Cast) -> None:
    other = factories.case(cast.bureau, filed=True, on=day(3, 2))
    form = opened(cast.client("officer1"), other, str(step.pk))
    assert form["step"].value() is None


def test_the_form_of_the_return_names_case_step_and_time(step: Step, cast: Cast) -> None:
    page = cast.client("officer1").get(reverse("field-return", args=[step.pk]))
    assert f"{step.case.title}：03-09 10:00 的现场检查（勘验）。" in page.content.decode()


# ------------------------------------------------------------------------------- what is told of it
def test_the_item_tells_the_return_and_its_reason(step: Step, cast: Cast) -> None:
    back = factories.at(ON, 10) + timedelta(days=1, hours=2)
    field_returns.record(step, by=cast.officer1, returned_at=back, reason=REASON)
    page = stored(step, cast)
    assert f"{timezone.localtime(back):%Y-%m-%d %H:%M}" in page
    assert "未能当日储存的理由" in page and REASON in page
    assert "逾期储存的理由" not in page


def test_the_item_tells_that_it_came_late_and_why(step: Step, cast: Cast) -> None:
    page = stored(step, cast, late_reason="设备损坏")
    assert "逾期储存的理由" in page and "设备损坏" in page
    assert "未能当日储存的理由" not in page
