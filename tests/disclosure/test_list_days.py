"""The history of a list tells no text and no day that the public did not read."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure import list_history
from enforcement import lists
from enforcement.models import Agency, ListVersion, Officer
from enforcement.services import agencies, items, list_days, list_records, list_versions, officers
from tests.base import Cast, day
from tests.enforcement.listed import SINCE, fresh, item, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW = day(4, 1)
SECRET = "秘密"


def text(name: str, *args: Any, on: Any = "") -> str:
    answer = Client().get(reverse(name, args=args) + (f"?on={on}" if on else ""))
    return str(answer.content.decode())


@pytest.fixture
def founded(cast: Cast) -> Agency:
    """An agency that is not announced yet."""
    return agencies.create(name="筹建局", parent=cast.bureau, status="pending")


def everything(row: Any, kind: str = "item") -> str:
    """Every page that tells what a row said."""
    numbers = ListVersion.objects.of(kind, row.pk).values_list("number", flat=True)
    shown = [text("list-version-changes", kind, row.pk, number) for number in numbers]
    return "".join([*shown, text("item-detail", row.pk, on=SINCE), text("item-detail", row.pk)])


# ---------------------------------------------------------------- texts the public never had
def test_what_was_written_before_the_agency_was_announced_stays_untold(
    cast: Cast, founded: Agency
) -> None:
    row = item(cast, agency=founded, fee="秘密甲")
    list_versions.change(row, by=cast.listadmin, on=NOW, changes={"fee": "秘密乙"})
    items.update(row, fee="公开丙")
    assert not list_records.versions(row).exists()
    agencies.update(founded, status="confirmed")
    published(cast, fresh(row), NOW, fee="公开丁")
    assert SECRET not in everything(row) and "公开丁" in everything(row)
    first = list_records.versions(row).get(number=1)
    assert first.valid_from == NOW, "not before its agency was announced"


def test_a_row_that_moved_here_does_not_tell_its_former_text(cast: Cast, founded: Agency) -> None:
    row = item(cast, agency=founded, fee="秘密甲")
    moved = list_versions.change(row, by=cast.listadmin, on=NOW, changes={"agency": cast.bureau})
    assert moved is not None
    items.update(fresh(row), agency=cast.bureau, fee="公开乙")
    published(cast, fresh(row), NOW, fee="公开丙")
    assert SECRET not in everything(row) and "筹建局" not in everything(row)


def test_versions_that_were_kept_too_early_are_not_told(cast: Cast, founded: Agency) -> None:
    row = item(cast, agency=founded, fee="秘密甲")
    list_records.first(row, {**content_of(row), "fee": "秘密甲"}, NOW)
    items.update(row, fee="公开乙")
    agencies.update(founded, status="confirmed")
    assert SECRET not in everything(row)


def content_of(row: Any) -> dict[str, Any]:
    return lists.content(row)


def test_what_changed_while_the_agency_was_off_is_told_from_its_return(cast: Cast) -> None:
    row = item(cast)
    items.update(row, fee="每件10元")
    agencies.update(cast.bureau, status="pending")
    items.update(fresh(row), fee="秘密乙")
    items.update(fresh(row), fee="每件30元")
    assert list_records.versions(row).count() == 2
    agencies.update(cast.bureau, status="confirmed")
    said = [version.content["fee"] for version in list_records.versions(row)]
    assert said == ["不收费", "每件10元", "每件30元"]


# ------------------------------------------------------------------------- days it was not read
@pytest.fixture
def officer(cast: Cast) -> Officer:
    """An officer in post since January who was suspended in February."""
    made = officers.create(agency=cast.bureau, name="赵六", post="科员", published_on=SINCE)
    written = timezone.make_aware(datetime.combine(SINCE, datetime.min.time()))
    Officer.objects.filter(pk=made.pk).update(updated_at=written)
    officers.set_status(fresh(made), "suspended", on=day(2, 1))
    officers.set_status(fresh(made), "active", on=day(3, 1))
    return Officer.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("on", "listed"),
    [
        (SINCE - timedelta(1), False),
        (SINCE, True),
        (day(1, 31), True),
        (day(2, 1), False),
        (day(2, 28), False),
        (day(3, 1), True),
    ],
)
def test_an_officer_is_not_told_on_days_out_of_post(
    officer: Officer, on: date, listed: bool
) -> None:
    assert (list_history.told(officer, on) is not None) == listed


def test_the_standing_of_a_day_is_that_at_its_end(officer: Officer) -> None:
    found = list_days.Standing(officer)
    days = (day(1, 31), day(2, 1), day(3, 1), NOW)
    assert [found.on(each) for each in days] == ["active", "suspended", "active", "active"]


def test_a_name_of_today_is_not_told_of_days_before_it_was_given(cast: Cast) -> None:
    row = agencies.create(name="旧名局", parent=cast.bureau, status="confirmed", announced_on=SINCE)
    assert "旧名局" in text("agency-detail", row.pk, on=day(2, 1))
    agencies.update(row, name="新名局")
    # Versions are kept since an upgrade; of changes before it only the log knows.
    given = list_days.changed(fresh(row))
    assert given is not None and given > NOW, "the clock of the log is not that of the test"
    said = list_records.since(fresh(row), content_of(fresh(row)), NOW)
    assert said == given
    agencies.update(row, court_name="云溪市人民法院")
    assert list_days.changed(fresh(row)) == given


def test_a_rename_keeps_what_was_said_since_the_announcement(cast: Cast) -> None:
    row = agencies.create(name="旧名局", parent=cast.bureau, status="confirmed", announced_on=SINCE)
    agencies.update(row, name="新名局")
    first = list_records.versions(row).get(number=1)
    assert (first.valid_from, first.content["name"]) == (SINCE, "旧名局")


# --------------------------------------------------------------------- back in post, as approved
@pytest.mark.parametrize("former", ["suspended", "left"])
def test_nobody_comes_back_in_post_with_another_text(cast: Cast, former: str) -> None:
    row, client = (
        officers.create(agency=cast.bureau, name="赵六", post="科员"),
        cast.client("listadmin"),
    )
    address = reverse("officer-admin-edit", args=[row.pk])
    sent = {"agency": cast.bureau.pk, "name": "冒名者", "post": "局长", "unit": ""}
    client.post(address, {**sent, "status": former})
    client.post(address, {**sent, "status": "active"})
    kept = fresh(row)
    assert (kept.status, kept.name, kept.post) == ("active", "赵六", "科员")
    waiting = list_records.versions(row).open().get()
    assert (waiting.content["name"], waiting.content["post"]) == ("冒名者", "局长")
    assert "局长" not in text("officer-detail", row.pk)


def test_who_comes_back_unchanged_is_listed_at_once(cast: Cast) -> None:
    row = officers.create(agency=cast.bureau, name="赵六", post="科员")
    officers.set_status(row, "suspended", by=cast.listadmin, on=NOW)
    officers.update(fresh(row), unit="一中队", by=cast.listadmin)
    officers.set_status(fresh(row), "active", by=cast.listadmin, on=NOW)
    assert (fresh(row).unit, list_records.versions(row).count()) == ("一中队", 1)
    assert not list_records.versions(row).open().exists()


# ------------------------------------------------------------------ what is taken out of a text
MOBILE = "13800138000"


@pytest.mark.parametrize(
    "texts", [{"remedy": f"向张三投诉，电话{MOBILE}"}, {"disclosed": {"supervision": MOBILE}}]
)
def test_a_number_that_was_taken_out_is_not_in_the_history(
    cast: Cast, texts: dict[str, Any]
) -> None:
    row = item(cast, **texts)
    made = published(cast, row, NOW, remedy="", disclosed={}, fee="每件10元")
    published(cast, fresh(row), NOW, fee="每件20元")
    told = [version.content["fee"] for version in list_history.history(fresh(row), NOW)]
    assert told == ["每件20元", "每件10元"]
    assert MOBILE not in everything(row)
    assert list_history.told(fresh(row), SINCE) is None
    assert list_history.pair(fresh(row), made.number, NOW) is None


def test_the_numbers_of_an_office_stay_in_its_history(cast: Cast) -> None:
    agencies.update(cast.bureau, phone=MOBILE)
    agencies.update(fresh(cast.bureau), phone="0398-1111111")
    day_of = list_records.versions(cast.bureau).held()[0].valid_from
    told = list_history.history(fresh(cast.bureau), day_of)
    assert MOBILE in [version.content["phone"] for version in told]
