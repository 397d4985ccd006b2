"""The register of numbers: gap-free series, void numbers kept with their reason, own agency only."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import numbering
from core.errors import RuleError
from core.models import AuditEntry, NumberSeries, NumberUse
from enforcement.models import Agency
from recording.services import numbers
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
YEAR, ON = 2026, day(3, 16)


def take(agency: Agency, count: int = 1, kind: str = "paper") -> NumberUse:
    """The last of `count` numbers of a series."""
    with transaction.atomic():
        for _time in range(count):
            text = numbering.take(
                agency_id=agency.pk,
                kind=kind,
                year=YEAR,
                format="{prefix}文〔{year}〕{n}号",
                prefix=agency.doc_prefix,
            )
    return NumberUse.objects.get(series__agency_id=agency.pk, text=text)


def register(cast: Cast, who: str, **query: Any) -> str:
    answer = cast.client(who).get(reverse("number-list"), {"year": YEAR, **query})
    assert answer.status_code == 200
    return str(answer.content.decode())


def cell(text: str) -> str:
    """The line of a number in the register; the summary of its series names it too."""
    return f'data-label="编号">{text}<'


def test_the_register_shows_each_number_with_its_paper(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    draft = factories.draft(cast.bureau, on=ON, case=case)
    factories.notify(draft, on=day(3, 9))
    page = register(cast, "head")
    assert "云市监罚立〔2026〕1号" in page
    assert "云市监罚告〔2026〕1号" in page
    assert "行政处罚事先告知书" in page
    assert reverse("case-record", args=[case.pk]) in page
    assert "连续，无缺号" in page


def test_a_series_with_a_missing_number_is_called_broken(cast: Cast) -> None:
    take(cast.bureau, 2)
    NumberSeries.objects.filter(kind="paper").update(last=3)
    assert "缺号，请立即核查" in register(cast, "listadmin")


def test_a_void_number_stays_with_its_reason_and_is_not_given_again(cast: Cast) -> None:
    use = take(cast.bureau)
    client = cast.client("listadmin")
    url = reverse("number-void", args=[use.pk])
    assert "云市监文〔2026〕1号" in client.get(url).content.decode()

    assert client.post(url, {"reason": "打印错误，重新制作。"})["Location"] == reverse(
        "number-list"
    )

    page = register(cast, "listadmin", voided="on")
    assert "打印错误，重新制作。" in page
    assert take(cast.bureau).text == "云市监文〔2026〕2号"
    assert cell("云市监文〔2026〕1号") in page
    assert cell("云市监文〔2026〕2号") not in register(cast, "listadmin", voided="on")
    entry = AuditEntry.objects.get(action="number.void", object_id=str(use.pk))
    assert entry.actor_id == cast.listadmin.pk
    assert "已经作废" in client.post(url, {"reason": "再次。"}).content.decode()


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_number_is_voided_without_a_reason(cast: Cast, reason: str) -> None:
    use = take(cast.bureau)
    page = cast.client("head").post(reverse("number-void", args=[use.pk]), {"reason": reason})
    assert "提交的内容有误，未保存" in page.content.decode()
    with pytest.raises(RuleError, match="应当写明原因"):
        numbers.void(use, by=cast.head, reason=reason)
    use.refresh_from_db()
    assert use.voided_at is None


def test_the_number_of_something_in_force_is_not_voided(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="simple")
    for text, what, instead in (
        (decision.doc_no, "有效的决定", "先依法撤销决定"),
        (decision.case.number, "已立案的案件", "终止调查并结案"),
    ):
        use = NumberUse.objects.get(text=text)
        with pytest.raises(RuleError, match=what) as refused:
            numbers.void(use, by=cast.head, reason="误取。")
        assert instead in refused.value.remedy
    assert not NumberUse.objects.exclude(voided_at=None).exists()


def test_another_agency_sees_and_voids_none_of_ours(cast: Cast) -> None:
    ours, theirs = take(cast.bureau), take(cast.other_bureau)
    page = register(cast, "listadmin")
    assert ours.text in page
    assert theirs.text not in page
    url = reverse("number-void", args=[theirs.pk])
    assert cast.client("listadmin").post(url, {"reason": "误取。"}).status_code == 404
    stranger = factories.user("head", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        numbers.void(ours, by=stranger, reason="误取。")
    assert not numbers.uses_of(cast.officer1).exists()


def test_a_supervisor_reads_the_register_and_voids_nothing(cast: Cast) -> None:
    use = take(cast.bureau)
    page = register(cast, "supervisor")
    assert use.text in page
    assert reverse("number-void", args=[use.pk]) not in page
    with pytest.raises(PermissionDenied):
        numbers.void(use, by=cast.supervisor, reason="误取。")


@pytest.mark.parametrize(
    ("query", "shown"),
    [({"text": "文〔2026〕2"}, True), ({"text": "罚决"}, False), ({"year": 2025}, False)],
)
def test_the_register_is_narrowed(cast: Cast, query: dict[str, Any], shown: bool) -> None:
    use = take(cast.bureau, 2)
    assert (cell(use.text) in register(cast, "head", **query)) is shown


def test_a_year_that_is_none_is_said(cast: Cast) -> None:
    answer = cast.client("head").get(reverse("number-list"), {"year": "1"})
    assert answer.status_code == 200


def test_the_page_asks_as_often_for_many_numbers_as_for_one(cast: Cast) -> None:
    counts = []
    for many in (1, 30):
        take(cast.bureau, many)
        register(cast, "head")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            cast.client("head").get(reverse("number-list"), {"year": YEAR})
        counts.append(len(queries))
    assert counts[0] == counts[1]
