"""The demo shows a deed as a file, a plan and a cap of inspections, and questions with an answer."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.demo import public_lists
from config.demo.cast import Staff
from config.demo.scenes import Stage
from core.periods import add_months
from disclosure.models import Consultation, FrequentQuestion, PublicFile
from disclosure.services import consultations
from enforcement.models import Delegation, InspectionCap, InspectionPlan
from tests import deeds, factories
from tests.base import Cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def urban(cast: Cast) -> Staff:
    roles = {"publisher": [cast.publisher, cast.publisher2], "listadmin": [cast.listadmin]}
    return Staff(cast.bureau, cast.officers, roles)


@pytest.fixture
def deed(cast: Cast) -> Delegation:
    return deeds.deed(
        cast,
        number="云城管委〔2025〕1号",
        matters="占道经营的日常检查",
        powers="检查、责令改正",
        valid_from=add_months(TODAY, -6),
        valid_to=add_months(TODAY, 6),
    )


def test_everything_the_demo_adds_is_public(urban: Staff, deed: Delegation) -> None:
    factories.inspection_item(urban.agency, on=date(2026, 1, 5))
    [receipt] = public_lists.play({"urban": urban}, TODAY)

    page = Client().get(reverse("delegation-detail", args=[deed.pk])).content.decode()
    scan = PublicFile.objects.get()
    assert public_lists.SCAN in page and "手机" in page, "what was hidden is told"
    assert Client().get(reverse("delegation-file", args=[deed.pk, 1])).status_code == 200
    assert scan.approved_by not in (scan.covered_by, scan.uploaded_by)
    assert InspectionPlan.objects.public(TODAY).count() == 1
    assert InspectionCap.objects.public(TODAY).get().times == 2
    assert sorted(Consultation.objects.values_list("status", flat=True)) == ["answered", "received"]
    assert receipt.number == Consultation.objects.get(status="received").number
    [told] = FrequentQuestion.objects.filter(status="published")
    assert told.approved_by_id not in (None, told.drafted_by_id)
    assert told.question in Client().get(reverse("faq-list")).content.decode()
    assert receipt.number.startswith(consultations.PREFIX)


def test_an_agency_without_inspections_has_no_plan(urban: Staff) -> None:
    public_lists.planned(urban, TODAY)
    assert not InspectionPlan.objects.exists() and not InspectionCap.objects.exists()


def test_twice_asks_nothing_more(urban: Staff, deed: Delegation) -> None:
    stage = Stage(urban, TODAY, serial=1)
    first = public_lists._ask(stage, public_lists.QUESTIONS[0], 0)[0]
    assert public_lists._ask(stage, public_lists.QUESTIONS[0], 0)[0] == first
