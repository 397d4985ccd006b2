"""What the system withheld by itself waits for an approver, who answers for exactly that ground."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from config import desk
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from disclosure import flows, ledger_counts, turns
from disclosure.models import AutomaticWithholding, Publication
from disclosure.services import (
    automatic,
    duties,
    order,
    pipeline,
    reconsideration,
    records,
    sweep,
    withdrawals,
    withheld,
)
from enforcement.models import Decision, Party, User
from enforcement.services import decisions, parties
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure.factories import record

pytestmark = pytest.mark.django_db
ON = day(4, 20)
WAITS = "系统认定，尚待确认"


@pytest.fixture
def row(cast: Cast) -> Publication:
    """Of a minor of sixteen, withheld the moment its duty was opened."""
    return minor(cast)


def minor(cast: Cast) -> Publication:
    party = factories.party(cast.bureau, "person", name="柳试然", birth_date=date(1990, 1, 1))
    made = factories.issued(cast.bureau, of=party)
    Party.objects.filter(pk=party.pk).update(birth_date=day(1, 15, 2010))
    return duties.open_duty(Decision.objects.get(pk=made.pk))


def confirmed(row: Publication, by: User, **said: Any) -> AutomaticWithholding:
    return automatic.confirm(row, by=by, **{"code": row.withheld_code, **said})


def page(row: Publication, by: User) -> str:
    return client_of(by).get(reverse("publication-detail", args=[row.pk])).content.decode()


def queue(user: User) -> desk.Queue | None:
    found = desk.queues(user, on=ON, now=timezone.now())
    return next((one for one in found if one.key == "withholdings"), None)


# ------------------------------------------------------------------------- what waits for whom
def test_it_is_withheld_at_once_and_waits_for_a_person(cast: Cast, row: Publication) -> None:
    assert (row.status, row.withheld_code) == ("withheld", "minor")
    assert automatic.decided_by(row) == WAITS
    asked = row.automatic.get()
    assert (asked.code, asked.confirmed_by, asked.ended_at) == ("minor", None, None)
    assert set(AutomaticWithholding.objects.confirmable_by(cast.publisher)) == {asked}


def test_the_confirmation_names_who_when_and_the_ground(cast: Cast, row: Publication) -> None:
    made = confirmed(row, cast.publisher, opinion=" 已核对户籍证明。 ")
    assert (made.confirmed_by, made.code) == (cast.publisher, "minor")
    assert made.confirmed_at is not None and made.opinion == "已核对户籍证明。"
    assert "梅知微" in automatic.decided_by(row) and WAITS not in automatic.decided_by(row)
    entry = AuditEntry.objects.get(action="publication.confirm", object_id=str(row.pk))
    assert entry.actor == "梅知微"
    assert all(told in entry.data for told in ("未成年人保护法", "已核对户籍证明", '"minor"'))
    row.refresh_from_db()
    assert (row.status, row.withheld_code) == ("withheld", "minor")
    with pytest.raises(StaleError):
        confirmed(row, cast.publisher2)


def test_only_another_approver_of_the_agency_confirms(cast: Cast, row: Publication) -> None:
    for by in (cast.head, cast.officer1, factories.user("publisher", cast.other_bureau)):
        with pytest.raises(PermissionDenied):
            confirmed(row, by)
        assert not AutomaticWithholding.objects.confirmable_by(by).exists()
    cast.officer1.roles = ["officer", "publisher"]
    cast.officer1.save(update_fields=["roles"])
    with pytest.raises(RuleError, match="承办人员"):
        confirmed(row, cast.officer1)
    assert not AutomaticWithholding.objects.confirmable_by(cast.officer1).exists()
    assert "confirm" not in forms(row, cast.officer1)


def forms(row: Publication, by: User) -> dict[str, Any]:
    url = reverse("publication-detail", args=[row.pk])
    return dict(client_of(by).get(url).context["forms"])


def test_who_redacted_it_does_not_confirm(cast: Cast) -> None:
    person = factories.party(cast.bureau, "person")
    held = factories.approved(factories.issued(cast.bureau, of=person))
    parties.update(person, by=cast.officer1, birth_date=day(5, 1, 2012))
    sweep.run(day(3, 17))
    held.refresh_from_db()
    assert held.status == "withheld" and held.shown is not None
    redactor = held.shown.redacted_by
    assert redactor is not None
    with pytest.raises(RuleError, match="脱敏人"):
        confirmed(held, redactor)
    # Who had approved the text has not said that it may not be public.
    assert automatic.decided_by(held) == WAITS
    other = next(by for by in (cast.publisher, cast.publisher2) if by != redactor)
    assert confirmed(held, other).confirmed_by == other


def test_another_ground_than_the_one_looked_at_is_refused(cast: Cast, row: Publication) -> None:
    with pytest.raises(StaleError, match="事由已经变化"):
        confirmed(row, cast.publisher, code="sealed")


def test_a_person_who_withholds_is_who_decided(cast: Cast) -> None:
    row = factories.duty(factories.served(cast.bureau))
    pipeline.withhold(row, by=cast.publisher, on=ON, code="privacy", reason="涉及个人隐私。")
    assert not row.automatic.exists()
    assert automatic.decided_by(row) == "梅知微"


def test_what_fell_before_it_was_public_has_its_author(cast: Cast) -> None:
    row = factories.duty(factories.served(cast.bureau))
    assert row.decision is not None
    decisions.revoke(row.decision, by=cast.head, on=ON, ground="适用法律错误")
    withdrawals.take_down(row.pk, ON)
    row.refresh_from_db()
    assert (row.status, row.withheld_code) == ("withheld", "revoked")
    assert not row.automatic.exists() and automatic.decided_by(row) == ""


def test_what_was_public_and_is_barred_waits_too(cast: Cast) -> None:
    party = factories.party(cast.bureau, "person", name="柳试然", birth_date=date(1990, 1, 1))
    row = factories.published(cast.bureau, of=party)
    Party.objects.filter(pk=party.pk).update(birth_date=day(1, 1, 2010))
    sweep.run(ON)
    row.refresh_from_db()
    assert (row.status, automatic.decided_by(row)) == ("withdrawn", WAITS)


# ------------------------------------------------------------------------------ received records
def test_a_received_record_is_confirmed_by_its_agency(cast: Cast) -> None:
    bureau = factories.agency("云溪市某局", field="市场监管")
    row = records.publish_record(record(bureau, penalty_kinds=["warning"]), by=None, on=ON)
    assert (row.withheld_code, automatic.decided_by(row)) == ("warning_only", WAITS)
    with pytest.raises(PermissionDenied):
        confirmed(row, cast.publisher)
    assert confirmed(row, factories.user("publisher", bureau)).code == "warning_only"


def test_a_record_without_a_public_text_has_a_heading_all_the_same(cast: Cast) -> None:
    row = records.publish_record(
        record(cast.bureau, kind="permit", content="不予许可。"), by=None, on=ON
    )
    page = cast.client("publisher").get(reverse("publication-detail", args=[row.pk]))
    assert "<h1>没有公开文本的记录</h1>" in page.content.decode()


def test_the_end_of_a_period_needs_nobody(cast: Cast) -> None:
    old = record(cast.bureau, on=day(3, 2), publish_until="2026-03-31")
    row = records.publish_record(old, by=None, on=ON)
    assert (row.status, row.withheld_code) == ("withheld", "period_over")
    assert not AutomaticWithholding.objects.filter(publication=row).exists()
    assert automatic.decided_by(row) == "收到时公示期已经届满"


def test_who_ruled_on_a_record_has_decided(cast: Cast) -> None:
    police = factories.agency("云溪市公安局交通警察支队", field="交通管理")
    row = records.publish_record(record(police, organ="云溪市公安局交通警察支队"), by=None, on=ON)
    by = factories.user("publisher", police)
    ruled = order.rule(row, by=by, on=ON, answer="sealed", reason="依据治安管理处罚法。")
    assert ruled.status == "withheld" and not ruled.automatic.exists()
    assert automatic.decided_by(ruled) == str(by)


# --------------------------------------------------------------------------------- another ground
def grown(row: Publication) -> None:
    assert row.decision is not None
    Party.objects.filter(pk=row.decision.case.party_id).update(birth_date=date(1990, 1, 1))


def test_a_ground_that_is_gone_is_weighed_anew_instead(cast: Cast, row: Publication) -> None:
    grown(row)
    fresh = Publication.objects.get(pk=row.pk)
    with pytest.raises(RuleError, match="没有该不公开事由"):
        confirmed(fresh, cast.publisher)
    reconsideration.reconsider(fresh, by=cast.publisher, on=ON, reason="出生日期登记有误。")
    assert not row.automatic.current().exists()
    assert not AutomaticWithholding.objects.confirmable_by(cast.publisher2).exists()


def test_withheld_once_more_it_is_confirmed_anew(cast: Cast, row: Publication) -> None:
    confirmed(row, cast.publisher)
    grown(row)
    fresh = Publication.objects.get(pk=row.pk)
    moved = reconsideration.reconsider(fresh, by=cast.publisher, on=ON, reason="登记有误。")
    assert moved.decision is not None
    parties.update(moved.decision.case.party, by=cast.officer1, birth_date=day(1, 15, 2010))
    moved = Publication.objects.get(pk=row.pk)
    from_now = duties.withhold_barred(moved, bar_of(moved))
    assert (from_now.withheld_code, automatic.decided_by(from_now)) == ("minor", WAITS)
    assert [one.confirmed_by for one in row.automatic.all()] == [cast.publisher, None]


def bar_of(row: Publication) -> Any:
    bar = withdrawals._bar_of(row)
    assert bar is not None
    return bar


# ------------------------------------------------------------------------------------ the database
UPDATE = "UPDATE disclosure_automaticwithholding SET"


def refused(sql: str, *args: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, args)


def by_hand(asked: AutomaticWithholding, by: User) -> None:
    sql = f"{UPDATE} confirmed_by_id = %s, confirmed_at = created_at WHERE id = %s"
    refused(sql, by.pk, asked.pk)


def test_the_database_holds_who_confirms_and_what(cast: Cast, row: Publication) -> None:
    asked = row.automatic.get()
    by_hand(asked, cast.officer1)
    by_hand(asked, factories.user("publisher", cast.other_bureau))
    refused(f"{UPDATE} confirmed_by_id = %s WHERE id = %s", cast.publisher.pk, asked.pk)
    refused(f"{UPDATE} code = 'sealed' WHERE id = %s", asked.pk)
    refused("DELETE FROM disclosure_automaticwithholding WHERE id = %s", asked.pk)
    confirmed(row, cast.publisher)
    by_hand(asked, cast.publisher2)
    refused(f"{UPDATE} opinion = 'x' WHERE id = %s", asked.pk)


def test_the_database_refuses_another_ground_under_a_confirmation(
    cast: Cast, row: Publication
) -> None:
    confirmed(row, cast.publisher)
    with pytest.raises(IntegrityError, match="重新确认"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(withheld_code="sealed")
    public = factories.published(cast.bureau)
    with pytest.raises(IntegrityError, match="事由一致"), transaction.atomic():
        AutomaticWithholding.objects.create(publication=public, code="minor")


def test_what_was_withheld_before_waits_as_well(cast: Cast) -> None:
    """By the migration; what somebody withheld does not."""
    old, by_hand = (factories.duty(factories.served(cast.bureau)) for _each in range(2))
    changes = {"withheld_code": "minor", "public_reason": "当事人为未成年人"}
    flows.PUBLICATION.move(old, "withhold", by=None, changes=changes)
    pipeline.withhold(by_hand, by=cast.publisher, on=ON, code="privacy", reason="涉及个人隐私。")
    import_module("disclosure.migrations.0067_withheld_before").take_in(apps, None)
    assert [one.publication for one in AutomaticWithholding.objects.waiting()] == [old]


# --------------------------------------------------------------------------------------- the pages
def test_one_click_on_the_page_confirms(cast: Cast, row: Publication) -> None:
    html = page(row, cast.publisher)
    path = reverse("publication-confirm", args=[row.pk])
    for told in (path, WAITS, "未成年人保护法", "16周岁", 'value="minor"'):
        assert told in html
    assert path not in page(row, cast.supervisor)
    answer = client_of(cast.publisher).post(path, {"code": "minor", "opinion": ""})
    assert answer.status_code == 302
    html = page(row, cast.publisher2)
    assert path not in html and WAITS not in html
    assert "系统认定，梅知微" in html


def test_the_course_of_things_says_who(cast: Cast, row: Publication) -> None:
    def course() -> list[tuple[str, str]]:
        url = reverse("publication-detail", args=[row.pk])
        found = client_of(cast.publisher).get(url).context["history"]
        return [(str(one["title"]), str(one["by"])) for one in found]

    assert course()[-1] == ("不公开", WAITS)
    confirmed(row, cast.publisher2)
    assert course()[-2:] == [("不公开", "系统"), ("确认不公开", "竺清越")]


def test_the_list_of_what_is_withheld_says_who(cast: Cast, row: Publication) -> None:
    path, client = reverse("publication-queue"), client_of(cast.publisher)
    assert WAITS in client.get(f"{path}?status=withheld").content.decode()
    assert row.name in client.get(f"{path}?status=confirm").content.decode()
    confirmed(row, cast.publisher2)
    assert "系统认定，竺清越" in client.get(f"{path}?status=withheld").content.decode()
    assert row.name not in client.get(f"{path}?status=confirm").content.decode()


def test_the_tab_of_the_case_says_who(cast: Cast, row: Publication) -> None:
    assert row.decision is not None
    tab = reverse("case-publication", args=[row.decision.case_id])
    assert WAITS in client_of(cast.officer1).get(tab).content.decode()


def test_the_assessment_says_who(cast: Cast) -> None:
    row = factories.duty(factories.served(cast.bureau))
    pipeline.withhold(row, by=cast.publisher, on=ON, code="privacy", reason="涉及个人隐私。")
    keep = reverse("publication-keep", args=[row.pk])
    assert "不公开的审批人：梅知微" in client_of(cast.publisher).get(keep).content.decode()
    withheld.keep(row, by=cast.publisher, on=ON, reason="仍然存在。")


def test_the_desk_of_who_may_confirm_lists_it(cast: Cast, row: Publication) -> None:
    other = minor(cast)
    found = queue(cast.publisher)
    assert found is not None and found.total == 2
    assert found.entries[0].title == row.name and "未成年人" in found.entries[0].detail
    assert "柳试然" not in found.entries[0].title + found.entries[0].detail
    assert set(turns.workable(cast.publisher)) >= {row, other}
    assert queue(cast.head) is None
    for one in (row, other):
        confirmed(one, cast.publisher2)
    assert queue(cast.publisher) is None


def test_the_public_counts_stay(cast: Cast, row: Publication) -> None:
    assert row.decision is not None and row.decision.issued_on is not None
    month = f"{row.decision.issued_on:%Y-%m}"
    before = ledger_counts.reasons(month)
    assert before == [("当事人为未成年人", 1)]
    confirmed(row, cast.publisher)
    assert ledger_counts.reasons(month) == before


def test_the_table_of_what_is_withheld_says_who(cast: Cast, row: Publication) -> None:
    path, client = reverse("publication-queue"), client_of(cast.publisher)
    by_hand = factories.duty(factories.served(cast.bureau))
    pipeline.withhold(by_hand, by=cast.publisher, on=ON, code="privacy", reason="涉及个人隐私。")
    text = client.get(f"{path}?status=withheld&format=csv").content.decode()
    told = {line.split(",")[0]: line for line in text.splitlines()}
    assert WAITS in told[row.name] and "未成年人保护法" in told[row.name]
    assert told[by_hand.name].endswith("梅知微") and "柳试然" not in text
    waiting = client.get(f"{path}?status=confirm&format=csv").content.decode()
    assert row.name in waiting and by_hand.name not in waiting
    assert AuditEntry.objects.filter(action="publication.export").count() == 2
    assert "format=csv" in client.get(f"{path}?status=withheld").content.decode()
    assert "text/html" in client.get(f"{path}?status=published&format=csv")["Content-Type"]
