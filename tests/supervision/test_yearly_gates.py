"""Ways round the rules of the yearly report: raw SQL, other roles, stale versions; and its clock day by day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry
from core.triggers import refusal
from disclosure import redaction
from disclosure.models import LedgerNumber
from enforcement.models import Agency, User
from supervision.annual import figures, narrative
from supervision.models import YearlyReport
from supervision.services import report_clock, report_printing, yearly_reports
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import AFTER, BEFORE, FIRST, LAST, QUERIED, TEXTS, YEAR
from tests.supervision.yearly import ungated as ungated

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 31)
TABLE = "supervision_yearlyreport"


def refused(statement: str, *values: Any) -> str:
    """The code of the gate that refuses raw SQL, CHECK for a constraint, "" when it went through."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


def key(row: Any) -> str:
    """The key as the database writes it."""
    return str(row.pk) if connection.vendor == "postgresql" else row.pk.hex


def kept(row: YearlyReport) -> dict[str, Any]:
    """The row as it stands in the database."""
    return dict(YearlyReport.objects.filter(pk=row.pk).values().get())


# ------------------------------------------------------------------------------- raw SQL
@pytest.mark.parametrize(
    "change",
    [
        "staffing = '改'",
        "performance = ''",
        "remedies = '改'",
        "problems = '改'",
        "figures = NULL",
        "queried_on = NULL",
        "version = 2, notice = '改'",
        "published_on = NULL, published_by_id = NULL",
        "published_on = '2027-01-06'",
        "status = 'frozen', published_on = NULL, published_by_id = NULL",
        "status = 'draft', figures = NULL, queried_on = NULL, published_on = NULL, "
        "published_by_id = NULL",
        "created_at = '2020-01-01'",
        "agency_id = (SELECT MAX(id) FROM enforcement_agency)",
    ],
)
def test_no_sql_changes_a_published_report(cast: Cast, change: str) -> None:
    row = yearly.published(cast)
    before = kept(row)
    sql = f"UPDATE {TABLE} SET {change} WHERE id = %s"  # noqa: S608  # own words
    assert refused(sql, key(row)) != ""
    assert refused(f"DELETE FROM {TABLE} WHERE id = %s", key(row)) == "APPEND_ONLY"  # noqa: S608  # our own names
    assert kept(row) == before


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "frozen", "figures": {}, "queried_on": QUERIED}, "begins frozen"),
        ({"status": "published", "figures": {}, "published_on": QUERIED}, "begins published"),
        ({"figures": {}}, "a draft with numbers"),
        ({"queried_on": QUERIED}, "a draft with a day of query"),
        ({"published_on": QUERIED}, "a draft with a day of publication"),
        ({"version": 2}, "a correction without a reason"),
        ({"year": YEAR}, "a second draft of the year"),
        ({"year": YEAR, "version": 2, "notice": "更正"}, "a correction beside the draft"),
    ],
)
def test_no_row_begins_as_more_than_the_one_draft_of_its_year(
    cast: Cast, changes: dict[str, Any], why: str
) -> None:
    yearly.started(cast)
    fields: dict[str, Any] = {"year": YEAR - 1, "due_on": DUE, **changes}
    if changes.get("status"):
        fields["frozen_by"] = cast.listadmin
    if changes.get("status") == "published":
        fields |= {"published_by": cast.publisher, "queried_on": QUERIED}
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        YearlyReport.objects.create(agency=cast.bureau, created_by=cast.listadmin, **fields)
    assert YearlyReport.objects.count() == 1, why


def test_a_draft_is_not_published_past_the_freeze_by_sql(cast: Cast) -> None:
    row = yearly.started(cast)
    sql = (
        f"UPDATE {TABLE} SET status = 'published', figures = '{{}}', queried_on = '2027-01-05', "  # noqa: S608  # our own names
        "frozen_by_id = %s, published_by_id = %s, published_on = '2027-01-05' WHERE id = %s"
    )
    assert refused(sql, cast.listadmin.pk, cast.publisher.pk, key(row)) == "MOVE"
    assert kept(row)["status"] == "draft"


# ------------------------------------------------------------------------------- who, and when
Act = Callable[[Cast, User], object]
ACTS: dict[str, tuple[str, Act]] = {
    "start": ("none", lambda c, by: begin(c, by)),
    "write": ("draft", lambda c, by: yearly_reports.write(newest(), by=by, plans="改")),
    "freeze": ("draft", lambda c, by: yearly_reports.freeze(newest(), by=by, on=QUERIED)),
    "publish": ("frozen", lambda c, by: yearly_reports.publish(newest(), by=by, on=QUERIED)),
    "correct": ("frozen", lambda c, by: yearly_reports.correct(newest(), by=by, notice="漏报")),
}
MAY = {
    "start": {"listadmin"},
    "write": {"listadmin"},
    "freeze": {"listadmin"},
    "publish": {"publisher", "publisher2"},
    "correct": {"listadmin"},
}


def begin(cast: Cast, by: User) -> YearlyReport:
    return yearly_reports.start(by=by, agency=cast.bureau, year=YEAR, on=QUERIED)


def newest() -> YearlyReport:
    return YearlyReport.objects.order_by("-version")[0]


def ready(cast: Cast, state: str) -> None:
    if state == "draft":
        yearly.told(yearly.started(cast), cast)
    if state == "frozen":
        yearly.frozen(cast)


@pytest.mark.parametrize("act", ACTS)
def test_no_other_role_does_it_and_a_refusal_leaves_no_trace(cast: Cast, act: str) -> None:
    state, does = ACTS[act]
    ready(cast, state)
    before = list(YearlyReport.objects.values()), AuditEntry.objects.count()
    allowed = set()
    for name, account in cast.people.items():
        try:
            with transaction.atomic():
                does(cast, account)
                allowed.add(name)
                transaction.set_rollback(True)
        except (PermissionDenied, RuleError):
            continue
    told = {name for name in allowed if cast.people[name].agency_id == cast.bureau.pk}
    assert told == allowed  # nobody outside the agency, whatever the role
    assert MAY[act] <= allowed
    assert not allowed & {"officer1", "officer2", "reviewer", "admin"}
    assert (list(YearlyReport.objects.values()), AuditEntry.objects.count()) == before


@pytest.mark.parametrize("act", ACTS)
def test_the_same_right_in_another_agency_is_no_right_here(cast: Cast, act: str) -> None:
    state, does = ACTS[act]
    ready(cast, state)
    (name,) = MAY[act] - {"publisher2"}
    account = cast.people[name]
    User.objects.filter(pk=account.pk).update(agency=cast.other_bureau)
    with pytest.raises(RuleError, match="由本机关起草和公布"):
        does(cast, User.objects.get(pk=account.pk))


def test_two_at_once_freeze_and_publish_only_once(cast: Cast) -> None:
    draft = yearly.told(yearly.started(cast), cast)
    stale = YearlyReport.objects.get(pk=draft.pk)
    yearly_reports.freeze(draft, by=cast.listadmin, on=QUERIED)
    with pytest.raises(StaleError):
        yearly_reports.freeze(stale, by=cast.listadmin, on=DUE)
    with pytest.raises(StaleError):
        yearly_reports.write(stale, by=cast.listadmin, plans="后到的改动")
    assert kept(draft)["queried_on"] == QUERIED and kept(draft)["plans"] == TEXTS["plans"]
    yearly_reports.publish(draft, by=cast.publisher, on=QUERIED)
    with pytest.raises(StaleError):
        yearly_reports.publish(stale, by=cast.publisher2, on=DUE)
    assert kept(draft)["published_by_id"] == cast.publisher.pk


@pytest.mark.parametrize(("on", "over"), [(LAST, False), (AFTER, True)])
def test_the_year_is_over_on_the_first_of_january(cast: Cast, on: date, *, over: bool) -> None:
    row = yearly.told(yearly.started(cast, on=on), cast)
    if not over:
        with pytest.raises(RuleError, match="还没有结束，不能定稿"):
            yearly_reports.freeze(row, by=cast.listadmin, on=on)
    else:
        done = yearly_reports.freeze(row, by=cast.listadmin, on=on)
        assert done.figures is not None and done.figures["queried_on"] == "2027-01-01"


def test_each_version_keeps_the_numbers_of_its_own_day(cast: Cast) -> None:
    row, told = yearly.published(cast), []
    for no, on in enumerate((date(2027, 2, 1), date(2027, 3, 1)), start=1):
        record(cast.bureau, on=LAST, fine_cents=100)
        draft = yearly_reports.correct(row, by=cast.listadmin, notice=f"第{no}次更正。")
        frozen = yearly_reports.freeze(draft, by=cast.listadmin, on=on)
        row = yearly_reports.publish(frozen, by=cast.publisher, on=on)
    record(cast.bureau, on=LAST)  # found later: in none of them
    for each in YearlyReport.objects.order_by("version"):
        (table, *_rest) = report_printing.told(each, date(2027, 6, 1))["tables"]
        columns = {column["key"]: column["value"] for column in table["columns"]}
        told.append((each.version, each.notice, columns.get("total"), columns.get("amount")))
    assert told[1:] == [(2, "第1次更正。", 1, "1.00"), (3, "第2次更正。", 2, "2.00")]
    assert told[0][:2] == (1, "") and not told[0][2]


@pytest.mark.parametrize(
    "text",
    [
        "6222021234567890128",  # a card by its check digit
        "银行账号：6222020200112233445",
        "护照号码E12345678",
        "出生日期1990年5月6日",
        "牌照豫M12345的车辆",
        "手机１３８００１３８０００",
    ],
)
def test_a_reason_of_correction_names_no_person_either(cast: Cast, text: str) -> None:
    draft = yearly_reports.correct(yearly.frozen(cast), by=cast.listadmin, notice=f"错：{text}。")
    with pytest.raises(RuleError, match="“更正说明”中有身份证号、手机号等个人信息"):
        yearly_reports.freeze(draft, by=cast.listadmin, on=QUERIED)
    assert kept(draft)["figures"] is None


def test_the_telephone_of_the_office_and_sums_of_money_may_stand_in_it(cast: Cast) -> None:
    notice = "罚没金额应为1234567.89元，咨询电话0398-2800000，见云市监罚〔2026〕12号。"
    draft = yearly_reports.correct(yearly.frozen(cast), by=cast.listadmin, notice=notice)
    assert yearly_reports.freeze(draft, by=cast.listadmin, on=QUERIED).status == "frozen"


def test_every_kind_of_personal_data_refused_is_one_the_reader_finds() -> None:
    found = {
        span.type
        for text in (
            "11010519491231002X",
            "护照号码E12345678",
            "出生日期1990年5月6日",
            "港澳居民来往内地通行证H12345678",
            "13800138000",
            "6222021234567890128",
            "牌照豫M12345",
        )
        for span in redaction.redact(text).spans
    }
    assert found >= yearly_reports.PERSONAL


# ------------------------------------------------------------------------------- the clock
@pytest.mark.parametrize(
    ("on", "reminded", "alarmed"),
    [
        (date(2026, 12, 31), False, False),
        (date(2027, 1, 1), True, False),
        (date(2027, 1, 30), True, False),
        (date(2027, 1, 31), True, False),  # the last day is in time
        (date(2027, 2, 1), False, True),
        (date(2027, 12, 31), False, True),
    ],
)
def test_a_reminder_before_the_last_of_january_and_an_alarm_after_it(
    cast: Cast, on: date, *, reminded: bool, alarmed: bool
) -> None:
    yearly.announced(cast)
    report_clock.give(on)
    told = set(Alert.objects.values_list("recipient__username", flat=True))
    assert ("listadmin" in told) == (reminded or alarmed)
    assert ("supervisor" in told) == ("head" in told) == alarmed
    assert not told & {"outsider", "officer1", "officer2", "reviewer", "admin"}
    assert report_clock.give(on) == 0  # once, however often the clock runs
    assert all(
        ("已逾期" in text) == alarmed for text in Alert.objects.values_list("text", flat=True)
    )


@pytest.mark.parametrize("state", ["draft", "frozen", "published", "correcting"])
def test_only_publication_ends_the_debt_and_a_correction_does_not_reopen_it(
    cast: Cast, state: str
) -> None:
    yearly.announced(cast)
    row = yearly.started(cast)
    if state != "draft":
        yearly.told(row, cast)
        row = yearly_reports.freeze(row, by=cast.listadmin, on=QUERIED)
    if state in ("published", "correcting"):
        row = yearly_reports.publish(row, by=cast.publisher, on=QUERIED)
    if state == "correcting":
        yearly_reports.correct(row, by=cast.listadmin, notice="漏报。")
    late = DUE + timedelta(days=1)
    found = report_clock.owed(cast.bureau, late)
    assert (found is not None) == (state in ("draft", "frozen"))
    assert (report_clock.give(late) > 0) == (found is not None)


@pytest.mark.parametrize(("month", "owes"), [("2025-12", 0), ("2026-01", 1), ("2026-12", 1)])
def test_one_number_of_the_year_makes_the_debt_of_who_else_owes_none(
    cast: Cast, month: str, owes: int
) -> None:
    yearly.announced(cast, on=AFTER)
    row = record(cast.bureau, on=FIRST)
    ref = f"{row.pk:032}"
    LedgerNumber.objects.create(ref=ref, record=row, agency=cast.bureau, month=month)
    assert (report_clock.owed(cast.bureau, DUE) is not None) == bool(owes)
    assert report_clock.owed(cast.other_bureau, DUE) is None
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.CLOSED)
    assert report_clock.owed(cast.bureau, DUE) is None


# ------------------------------------------------------------------------------- first words
@pytest.mark.usefixtures("ungated")
def test_the_first_words_count_the_numbers_of_the_year_and_the_agency_alone(cast: Cast) -> None:
    states = ["published", "published", "withheld", "pending"]
    for agency, month in ((cast.bureau, "2026-01"), (cast.bureau, "2026-12")):
        for state in states:
            numbered(agency, month, state)
    for agency, month in ((cast.bureau, "2025-12"), (cast.bureau, "2027-01")):
        numbered(agency, month, "published")
    numbered(cast.other_bureau, "2026-06", "published")
    assert narrative.published(yearly.of(cast)) == (
        "行政执法公示：全年作出行政执法决定8件，已公开4件（其中逾期公开0件），"
        "依法不公开2件，待公开2件。"
    )


def numbered(agency: Agency, month: str, state: str) -> None:
    row = record(agency, on=FIRST)
    given = {"record": row, "agency": agency, "month": month, "state": state}
    LedgerNumber.objects.create(ref=f"{row.pk:032}", **given)


@pytest.mark.usefixtures("ungated")
def test_the_first_words_count_what_did_not_stand_by_the_day_it_fell(cast: Cast) -> None:
    for on in (BEFORE, FIRST, LAST, AFTER):
        yearly.penalty(cast, BEFORE, "fine", status="revoked", revoked_on=on)
    yearly.permit(cast, FIRST, "granted", status="revoked", revoked_on=FIRST)
    yearly.penalty(cast, FIRST, "fine")
    # Permits too: the words are about every decision, the table 表五 about penalties alone.
    assert narrative.remedies(yearly.of(cast)).endswith("行政执法决定3件。")
    assert yearly.table(yearly.of(cast), "course")["corrected"] == 2


def test_the_words_a_person_wrote_are_not_written_over(cast: Cast) -> None:
    row = yearly_reports.write(yearly.started(cast), by=cast.listadmin, staffing="  本局共三人。 ")
    assert row.staffing == "本局共三人。"
    again = yearly_reports.write(row, by=cast.listadmin, plans="<script>alert(1)</script>")
    assert (again.staffing, again.plans) == ("本局共三人。", "<script>alert(1)</script>")
    answer = cast.client("listadmin").get(reverse("yearly-report", args=[row.pk]))
    assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("text", ["二〇二六", "２０２６", "2026.0", "", " 2026", "+2026", "²"])
def test_a_year_is_written_in_plain_digits(text: str) -> None:
    with pytest.raises(RuleError, match="不是年度"):
        figures.year_of(text)
