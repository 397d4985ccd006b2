"""Importing on a page: a trial first, then exactly that file; a ticket is personal and short-lived."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from core import tables
from core.models import AuditEntry
from enforcement.models import Item, Officer
from enforcement.views.registry_imports import SALT
from tests.base import Cast

pytestmark = pytest.mark.django_db
GOOD = "事项名称,职权类别\n销售过期食品的处罚,行政处罚\n,行政处罚\n".encode()


def trial(cast: Cast, data: bytes = GOOD, name: str = "item-import") -> HttpResponse:
    upload = SimpleUploadedFile("清单.csv", data)
    values = {"agency": cast.bureau.pk, "file": upload}
    answer = cast.client("listadmin").post(reverse(name), values)
    assert isinstance(answer, HttpResponse)
    return answer


def token_of(answer: HttpResponse) -> str:
    return str(answer.context["token"])  # type: ignore[attr-defined]  # set by the test client


def test_a_trial_reports_rows_and_saves_nothing(cast: Cast) -> None:
    page = trial(cast).content.decode()
    assert "新增 1" in page and "不予导入 1" in page
    assert "事项名称为空" in page
    assert not Item.objects.exists()


def test_confirming_imports_exactly_the_tried_file(cast: Cast) -> None:
    token = token_of(trial(cast))
    answer = cast.client("listadmin").post(reverse("item-import"), {"token": token})
    assert answer.status_code == 302
    assert Item.objects.get().agency == cast.bureau
    entry = AuditEntry.objects.get(action="registry.item-import")
    assert '"created":1' in entry.data


@pytest.mark.parametrize("person", ["officer1", "outsider"])
def test_a_ticket_is_of_no_use_to_others(cast: Cast, person: str) -> None:
    token = token_of(trial(cast))
    answer = cast.client(person).post(reverse("item-import"), {"token": token})
    assert answer.status_code == 403
    assert not Item.objects.exists()


@pytest.mark.parametrize("token", ["", "forged", "kind"])
def test_a_forged_ticket_is_refused_in_words(cast: Cast, token: str) -> None:
    trial(cast)
    if token == "kind":
        ticket = {"blob": "x", "agency": cast.bureau.pk, "user": cast.listadmin.pk, "kind": "other"}
        token = signing.dumps(ticket, salt=SALT)
    answer = cast.client("listadmin").post(reverse("item-import"), {"token": token})
    assert answer.status_code in (409, 422)
    assert "试运行已过期" in answer.content.decode()
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Excel"),
        (b"PK\x03\x04broken", "不是有效的 CSV 或 XLSX"),
        ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        (b"", "空"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(cast: Cast, data: bytes, words: str) -> None:
    answer = trial(cast, data)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_template_reads_back_as_a_header(cast: Cast) -> None:
    for name in ("item-import", "officer-import"):
        answer = cast.client("listadmin").get(reverse(name), {"template": "1"})
        assert answer["Content-Disposition"].endswith(f'{name}.csv"')
        report = trial(cast, answer.content, name).content.decode()
        assert "共 0 行" in report


def test_officers_come_in_for_the_chosen_agency(cast: Cast) -> None:
    rows = [
        ["姓名", "职务", "执法证号", "发证机关", "执法区域", "有效期自", "有效期至"],
        ["安试九", "科员", "YX909", "云溪市人民政府", "云溪市", "2026/1/1", "2028/12/31"],
    ]
    token = token_of(trial(cast, tables.xlsx_bytes(rows), "officer-import"))
    cast.client("listadmin").post(reverse("officer-import"), {"token": token})
    assert Officer.objects.get(name="安试九").agency == cast.bureau
