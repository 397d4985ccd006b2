"""The supervisors' page: how timely each agency publishes, and whether the scheduler runs."""

from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import supervision
from core.heartbeat import SCHEDULER, beat
from disclosure.services import pipeline
from enforcement.models import User
from tests import factories
from tests.base import Cast, day


def counts(user: User, agency: object, on: object = day(4, 1)) -> dict[str, int]:
    """The line of one agency."""
    (line,) = [row for row in supervision.table(user, on) if row.agency == agency]  # type: ignore[arg-type]  # a date
    return {name: getattr(line, name) for name in supervision.COUNTS}


def test_every_decision_is_counted_once(cast: Cast) -> None:
    factories.published(cast.bureau)
    factories.published(cast.bureau, published_on=day(3, 26))
    factories.duty(factories.issued(cast.bureau, on=day(3, 30)))
    factories.duty(factories.issued(cast.bureau))
    held = factories.duty(factories.issued(cast.bureau))
    pipeline.withhold(held, by=cast.publisher, on=day(3, 18), code="privacy", reason="隐私")
    factories.issued(cast.bureau)  # no sweep has opened its duty yet
    factories.draft(cast.bureau)
    assert counts(cast.supervisor, cast.bureau) == {
        "issued": 6,
        "in_time": 1,
        "late": 1,
        "pending": 1,
        "overdue": 1,
        "withheld": 1,
    }


def test_a_late_publication_stays_late_after_its_withdrawal(cast: Cast) -> None:
    row = factories.published(cast.bureau, published_on=day(3, 27))
    pipeline.withdraw(
        row, by=cast.publisher, on=day(3, 28), reason="公开内容有误", ground="content"
    )
    assert counts(cast.supervisor, cast.bureau)["late"] == 1


def test_agencies_below_are_listed_even_without_decisions(cast: Cast) -> None:
    far = factories.agency("远山市人民政府")
    factories.published(far)
    names = [line.agency for line in supervision.table(cast.supervisor, day(4, 1))]
    assert names == [cast.government, cast.bureau, cast.other_bureau, cast.justice]
    assert counts(cast.supervisor, cast.other_bureau) == dict.fromkeys(supervision.COUNTS, 0)


def test_the_sums_add_up(cast: Cast) -> None:
    factories.published(cast.bureau)
    factories.published(cast.other_bureau)
    totals = supervision.totals(supervision.table(cast.supervisor, day(4, 1)))
    assert (totals["issued"], totals["in_time"], totals["late"]) == (2, 2, 0)


def test_the_page_shows_lateness_and_a_silent_scheduler(cast: Cast) -> None:
    row = factories.duty(factories.issued(cast.bureau))
    client = cast.client("supervisor")
    html = client.get(reverse("supervision")).content.decode()
    assert "定时任务从未报告" in html
    assert reverse("publication-detail", args=[row.pk]) in html
    beat(SCHEDULER, timezone.now())
    html = client.get(reverse("supervision")).content.decode()
    assert "秒前报告" in html
    assert "notice-good" in html


def test_what_is_wrong_with_the_log_is_said_with_the_way_to_it(cast: Cast) -> None:
    told = "1 个数据库防篡改触发器缺失、停用或者被改：gate_x"
    with patch("core.log_watch.open_gates", return_value=told):
        page = cast.client("supervisor").get(reverse("supervision")).content.decode()
    assert told in page and reverse("audit-list") in page


def test_only_supervisors_open_it(cast: Cast) -> None:
    for name in cast.people:
        status = cast.client(name).get(reverse("supervision")).status_code
        assert status == (200 if name == "supervisor" else 403), name


def test_more_agencies_cost_no_more_queries(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            supervision.table(cast.supervisor, day(4, 1))
        return len(found)

    factories.published(cast.bureau)
    one = queries()
    factories.published(cast.other_bureau)
    factories.published(factories.agency("云溪市水利局", parent=cast.government))
    assert queries() == one
