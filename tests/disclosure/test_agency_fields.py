"""What a subject announces of itself: how it is written to, who heads it, what kinds of act it has."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import register_targets
from enforcement.models import Agency, ListChange
from enforcement.services import agencies, items
from tests.base import Cast, day
from tests.enforcement.listed import approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ADDRESS, HEAD = "云溪市邮政信箱12号", "陆试衡"


def page(agency: Agency) -> str:
    return str(Client().get(reverse("agency-detail", args=[agency.pk])).content.decode())


def item(agency: Agency, kind: str, published_on: date | None) -> None:
    items.create(
        agency=agency,
        kind=kind,
        name=f"{kind}事项",
        effective_from=day(1, 5),
        published_on=published_on,
    )


def test_it_says_how_it_is_written_to_and_who_heads_it(cast: Cast) -> None:
    assert "通信地址" not in page(cast.bureau) and "机关负责人" not in page(cast.bureau)
    agencies.update(cast.bureau, by=cast.listadmin, mail_addr=ADDRESS, head_name=HEAD)
    assert ADDRESS in page(cast.bureau) and HEAD in page(cast.bureau)
    data = Client().get(reverse("api-agency-detail", args=[cast.bureau.pk])).json()
    assert (data["mail_addr"], data["head_name"]) == (ADDRESS, HEAD)


def test_kinds_of_act_are_those_of_its_public_items(cast: Cast) -> None:
    assert "执法类别" not in page(cast.bureau)
    item(cast.bureau, "penalty", day(1, 5))
    item(cast.bureau, "inspection", day(1, 5))
    item(cast.bureau, "levy", None)
    item(cast.other_bureau, "permit", day(1, 5))
    told = page(cast.bureau).partition("执法类别")[2][:200]
    assert "行政处罚、行政检查" in told
    assert "征收" not in told and "许可" not in told, "not announced, and of another agency"


def test_another_address_starts_the_clock_of_the_lists_and_another_head_does_not(
    cast: Cast,
) -> None:
    agencies.update(cast.bureau, by=cast.listadmin, head_name=HEAD)
    assert not ListChange.objects.exists()
    agencies.update(cast.bureau, by=cast.listadmin, mail_addr=ADDRESS)
    assert "通信地址" in ListChange.objects.get().what


def test_the_form_keeps_them_and_takes_them_away(cast: Cast) -> None:
    client, url = cast.client("listadmin"), reverse("agency-admin-edit", args=[cast.bureau.pk])
    sent = {
        **{"name": cast.bureau.name, "kind": "statutory", "status": "confirmed"},
        **{"confirmed_by": "云溪市人民政府", "announced_on": "2026-01-05"},
        "remedy_rule": cast.bureau.remedy_rule,
    }
    assert client.post(url, {**sent, "mail_addr": ADDRESS, "head_name": HEAD}).status_code == 302
    assert ADDRESS not in page(cast.bureau), "a public text waits for another's approval"
    assert ADDRESS in client.get(url).content.decode(), "who writes it goes on with the draft"
    approved(cast)
    cast.bureau.refresh_from_db()
    assert (cast.bureau.mail_addr, cast.bureau.head_name) == (ADDRESS, HEAD)
    assert client.post(url, sent).status_code == 302
    approved(cast)
    cast.bureau.refresh_from_db()
    assert (cast.bureau.mail_addr, cast.bureau.head_name) == (None, None)


@pytest.mark.parametrize(("name", "text"), [("mail_addr", "址" * 201), ("head_name", "陆\0衡")])
def test_what_cannot_be_kept_is_refused(cast: Cast, name: str, text: str) -> None:
    url = reverse("agency-admin-edit", args=[cast.bureau.pk])
    sent = {"name": cast.bureau.name, "kind": "statutory", "status": "pending", name: text}
    assert cast.client("listadmin").post(url, sent).status_code in (200, 422)
    cast.bureau.refresh_from_db()
    assert getattr(cast.bureau, name) is None


def test_a_wrong_address_is_put_right_by_another(cast: Cast) -> None:
    before = register_targets.find(f"agency-{cast.bureau.pk}", day(4, 1)).told
    agencies.update(cast.bureau, by=cast.listadmin, mail_addr=ADDRESS)
    assert register_targets.find(f"agency-{cast.bureau.pk}", day(4, 1)).told != before
