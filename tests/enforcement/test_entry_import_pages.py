"""The pages that bring registers and delegations in and out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import tables
from core.models import AuditEntry
from enforcement.models import Delegation, EntryVersion
from enforcement.registers import BOOKS
from enforcement.services import delegations, registers
from tests import factories
from tests.base import Cast, day
from tests.enforcement.sheeted import as_csv, exported, put
from tests.registers import opened

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def trial(cast: Cast, url: str, data: bytes) -> Any:
    values = {"agency": cast.bureau.pk, "file": SimpleUploadedFile("清单.csv", data)}
    return cast.client("listadmin").post(url, values)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_exported_file_goes_back_in_by_the_pages(cast: Cast, form: str) -> None:
    opened(cast.bureau, cast.listadmin, "channel")
    draft = opened(cast.bureau, cast.listadmin, "channel", phone="0000-4")
    client = cast.client("listadmin")
    url = reverse("entry-import", args=["channel"])
    answer = client.get(reverse("entry-export", args=["channel", form]))
    assert answer["Content-Disposition"] == f'attachment; filename="entries-channel.{form}"'
    assert "未变 2" in trial(cast, url, answer.content).content.decode()

    (sheet,) = tables.read_bytes(answer.content)
    lines = put([cells for _number, cells in sheet.rows], "电话", "0000-5", row=2)
    shown = trial(cast, url, as_csv(lines))
    assert "更新 1" in shown.content.decode() and "示范channel（电话）" in shown.content.decode()
    draft.refresh_from_db()
    assert draft.content["phone"] == "0000-4"

    done: Any = client.post(url, {"token": shown.context["token"]})
    assert done.url == reverse("entry-list", args=["channel"])
    draft.refresh_from_db()
    assert (draft.content["phone"], draft.status) == ("0000-5", "draft")
    entry = AuditEntry.objects.get(action="registry.entry-import")
    assert '"updated":1' in entry.data and "0000-5" not in entry.data
    said = client.get(done.url).content.decode()
    assert "编制中的版本：新增 0 行，变更 1 行，未变 1 行；新增和变更的尚未公布" in said


def test_a_ticket_of_one_register_is_of_no_use_to_another(cast: Cast) -> None:
    data = as_csv([["设备编号"], ["A-01"]])
    token = trial(cast, reverse("entry-import", args=["device"]), data).context["token"]
    url = reverse("entry-import", args=["channel"])
    answer = cast.client("listadmin").post(url, {"token": token})
    assert answer.status_code in (409, 422) and "试运行已过期" in answer.content.decode()
    assert not EntryVersion.objects.exists()


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_a_template_reads_back_as_a_header(cast: Cast, register: str) -> None:
    url = reverse("entry-import", args=[register])
    answer = cast.client("listadmin").get(url, {"template": "1"})
    assert answer["Content-Disposition"].endswith(f'entry-import-{register}.csv"')
    assert "共 0 行" in trial(cast, url, answer.content).content.decode()


def test_the_page_says_how_tables_and_people_are_written(cast: Cast) -> None:
    client = cast.client("listadmin")
    guide = client.get(reverse("entry-import", args=["guide"])).content.decode()
    assert "材料名称｜形式｜份数｜来源｜必要性｜示范文本" in guide
    assert "姓名｜执法证号" in client.get(reverse("entry-import", args=["window"])).content.decode()


def test_an_export_holds_the_account_s_own_agencies_only(cast: Cast) -> None:
    mine = opened(cast.bureau, cast.listadmin, "device")
    keeper = factories.user("listadmin", cast.other_bureau, username="listadmin2", name="别处人")
    values: dict[str, Any] = {"register": "device", "title": "别处设备", "content": {}}
    registers.open_entry(by=keeper, agency=cast.other_bureau, **values)
    url = reverse("entry-export", args=["device", "csv"])
    text = cast.client("listadmin").get(url).content.decode()
    assert mine.title in text and "别处设备" not in text
    assert len(exported(cast, "device")) == 3


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("entry-export", ["device", "pdf"]),
        ("entry-export", ["nothing", "csv"]),
        ("delegation-export", ["pdf"]),
        ("entry-import", ["nothing"]),
    ],
)
def test_there_is_no_other_sheet(cast: Cast, name: str, args: list[str]) -> None:
    assert cast.client("listadmin").get(reverse(name, args=args)).status_code == 404


def test_delegations_go_out_and_come_in_by_the_pages(cast: Cast) -> None:
    taker = factories.agency("云溪市市场综合执法大队", parent=cast.bureau, kind="delegated")
    deed: dict[str, Any] = {"number": "甲", "matters": "监督检查", "powers": "日常检查"}
    sides: dict[str, Any] = {"delegator": cast.bureau, "delegate": taker}
    delegations.create(valid_from=day(1, 1), valid_to=day(12, 31), **sides, **deed)
    client = cast.client("listadmin")
    sheet = client.get(reverse("delegation-export", args=["xlsx"])).content
    url = reverse("delegation-import")
    assert "未变 1" in trial(cast, url, sheet).content.decode()

    lines = [cells for _number, cells in tables.read_bytes(sheet)[0].rows]
    shown = trial(cast, url, as_csv(put(lines, "委托书编号", "乙")))
    assert Delegation.objects.count() == 1
    assert client.post(url, {"token": shown.context["token"]}).status_code == 302
    assert set(Delegation.objects.values_list("number", flat=True)) == {"甲", "乙"}
