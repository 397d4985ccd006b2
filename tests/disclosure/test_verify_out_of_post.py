"""Of somebody out of post the check of a certificate tells what the list said last, and no more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure import verification
from enforcement.models import Credential, Officer
from enforcement.services import (
    agencies,
    credentials,
    list_records,
    list_versions,
    list_withholding,
    officers,
)
from tests.base import Cast
from tests.enforcement.listed import fresh, submitted

pytestmark = pytest.mark.django_db
NUMBER = "YX990001"
ON = timezone.localdate()
YEAR = timedelta(365)


def certify(row: Officer) -> None:
    officers.certify(
        row, number=NUMBER, issuer="云溪市", area="云溪市", valid_from=ON - YEAR, valid_to=ON + YEAR
    )


def told(code: str = NUMBER) -> str:
    """The page of a code."""
    return Client().get(reverse("verify"), {"code": code}, follow=True).content.decode()


@pytest.fixture
def row(cast: Cast) -> Officer:
    """Listed, with a certificate."""
    made = cast.officers[0]
    certify(made)
    return made


def renamed(cast: Cast, row: Officer, status: str = "suspended") -> Officer:
    """Out of post, and written anew by one person."""
    officers.set_status(row, status, by=cast.listadmin, on=ON)
    changes = {"name": "安未批", "post": "未批职务", "agency": cast.bureau}
    list_versions.change(fresh(row), by=cast.listadmin, on=ON, changes=changes)
    assert fresh(row).name == "安未批"
    return row


@pytest.mark.parametrize(("status", "words"), [("suspended", "已暂扣"), ("left", "已注销")])
def test_a_text_that_nobody_approved_is_not_told(
    cast: Cast, row: Officer, status: str, words: str
) -> None:
    name = row.name
    renamed(cast, row, status)
    page = told()
    assert name in page and words in page
    assert "安未批" not in page and "未批职务" not in page


def test_nor_by_the_code_of_the_credential(cast: Cast, row: Officer) -> None:
    made = credentials.issue(
        row.certificates.get(number=NUMBER), by=cast.listadmin, at=timezone.now()
    )
    name = row.name
    renamed(cast, row)
    page = told(made.code)
    assert name in page and "已暂扣" in page and "安未批" not in page


def test_looking_up_writes_nothing(cast: Cast, row: Officer) -> None:
    renamed(cast, row)
    assert verification.look_up(NUMBER, ON).certificates[0].certificate.officer.name == row.name
    assert fresh(row).name == "安未批"


def test_of_whom_the_list_never_said_anything_nothing_is_told(cast: Cast) -> None:
    founded = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    row = officers.create(agency=founded, name="安试新", post="科员")
    certify(row)
    officers.set_status(row, "suspended", by=cast.listadmin, on=ON)
    made = submitted(founded, cast.listadmin, ON, status="confirmed")
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert Officer.objects.listed(ON).filter(pk=row.pk).exists()
    assert not verification.look_up(NUMBER, ON) and "安试新" not in told()
    card = Credential.objects.create(
        code="ABCD2345EFGH6789",
        certificate=row.certificates.get(),
        text="",
        issued_at=timezone.now(),
        issued_by=cast.listadmin,
    )
    assert not verification.look_up(card.code, ON)


def test_a_text_that_is_told_no_more_is_not_told_here(cast: Cast, row: Officer) -> None:
    name = renamed(cast, row).name
    held = list_records.versions(row).get()
    list_withholding.ask(held, by=cast.listadmin, reason="含个人信息")
    assert name in told()
    list_withholding.agree(held, by=cast.head, on=ON, opinion="同意")
    assert name not in told() and "安未批" not in told()
