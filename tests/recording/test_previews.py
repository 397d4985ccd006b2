"""A paper can be seen before it is kept: the same words, a crossed number, and nothing stays."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse

from core import pdf, rehearsal
from core.models import AuditEntry, Blob, NumberSeries
from enforcement.models import Case, Decision
from recording.models import Document
from recording.services import archive
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
ON = day(3, 16)
LOOK = {"preview": "1"}
STEP = {
    "kind": "inquiry",
    "at": "2026-03-04T15:00",
    "place": "云溪市新安里8号",
    "text": "问：货架上的食品何时到期？答：上月到期。",
    "party_present": "on",
}
NOTICE = {"on": "2026-03-09", "method": "direct", "receiver": "钱试", "place": "店内"}


def rows() -> dict[str, int]:
    """How many rows each table holds, but for sessions, which a visit may touch."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"django_session"}:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  # a table of our own
            found[table] = cursor.fetchone()[0]
    return found


def files() -> set[Path]:
    """The originals in the store."""
    place = Path(storages["blobs"].location)  # type: ignore[attr-defined]  # of the local tree
    assert place.is_relative_to(settings.VAR_DIR)
    return {path for path in place.rglob("*") if path.is_file()}


def look(cast: Cast, who: str, name: str, row: Any, data: dict[str, Any]) -> Any:
    """The answer to a preview, which leaves one line in the log or nothing at all."""
    client = cast.client(who)
    before, stored = rows(), files()
    answer = client.post(reverse(name, args=[row.pk]), {**data, **LOOK})
    seen = {"core_auditentry": before["core_auditentry"] + (answer["Content-Type"] != HTML)}
    assert rows() == {**before, **seen}
    assert files() == stored
    return answer


HTML = "text/html; charset=utf-8"


def words(answer: Any) -> str:
    """What the papers say, without blanks."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return "".join(pdf.text(answer.content).split())


def officers(cast: Cast) -> dict[str, Any]:
    return {"officers": [row.pk for row in cast.officers]}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def test_the_record_of_a_step_is_seen_as_it_would_be_kept(cast: Cast, case: Case) -> None:
    answer = look(cast, "officer1", "step-create", case, {**STEP, **officers(cast)})

    text = words(answer)
    for expected in ("预览", "询问笔录", STEP["text"], "云溪市新安里8号", case.party.name):
        assert expected in text
    # The first record of a case keeps the paper of its filing too.
    assert "立案审批表" in text
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "private, no-store"


def test_what_is_kept_afterwards_says_the_same_without_the_mark(cast: Cast, case: Case) -> None:
    client, url = cast.client("officer1"), reverse("step-create", args=[case.pk])
    data = {**STEP, **officers(cast)}
    seen = words(client.post(url, {**data, **LOOK}))

    assert client.post(url, data).status_code == 302

    papers = Document.objects.filter(case=case).order_by("pk")
    kept = "".join(
        "".join(pdf.text(b"".join(_bytes(paper))).split()) for paper in papers.select_related()
    )
    assert sorted(seen.replace("预览", "")) == sorted(kept)


def _bytes(paper: Document) -> list[bytes]:
    key = paper.blob.key
    return [(Path(storages["blobs"].location) / key).read_bytes()]  # type: ignore[attr-defined]  # local


def test_no_number_is_taken_and_the_next_one_is_the_first(cast: Cast) -> None:
    draft = factories.draft(cast.bureau, on=ON)

    text = words(look(cast, "officer1", "notice-serve", draft, NOTICE))

    assert "云市监罚告〔2026〕×号" in text
    assert "行政处罚事先告知书" in text
    assert "送达回证" in text
    assert not NumberSeries.objects.filter(kind="notice").exists()
    cast.client("officer1").post(reverse("notice-serve", args=[draft.pk]), NOTICE)
    assert Document.objects.get(kind="prior_notice").number == "云市监罚告〔2026〕1号"


def test_the_look_is_logged_because_the_paper_names_the_party(cast: Cast, case: Case) -> None:
    look(cast, "officer1", "step-create", case, {**STEP, **officers(cast)})

    entry = AuditEntry.objects.get(action="case.read", object_id=str(case.pk))
    assert entry.actor_id == cast.officer1.pk
    assert '"what":"preview"' in entry.data
    assert "询问笔录" in entry.data
    assert not AuditEntry.objects.filter(action="document.keep").exists()


def test_the_decision_is_seen_before_it_is_made(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON, procedure="simple")

    answer = look(cast, "officer1", "decision-issue-on-spot", decision, {"on": "2026-03-16"})

    text = words(answer)
    assert "当场行政处罚决定书" in text
    assert "〔2026〕×号" in text
    assert Decision.objects.get(pk=decision.pk).status == Decision.Status.DRAFT


def test_cover_and_catalogue_are_seen_before_the_file_is_sealed(cast: Cast) -> None:
    served = factories.pay(factories.served(cast.bureau, on=ON), on=day(3, 17))
    case = archive.close_case(served.case, by=cast.officer1, on=day(3, 25), ground="executed")

    text = words(look(cast, "officer1", "case-archive", case, {"on": "2026-03-27"}))

    for expected in ("案卷封面", "卷内目录", "2026×"):
        assert expected in text
    assert Case.objects.get(pk=case.pk).status == Case.Status.CLOSED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "提交的内容有误，未保存"),
        ({"text": "甲\U0001f9c3乙"}, "U+1F9C3"),
        ({"at": "2026-03-02T10:00"}, "不能早于立案"),
    ],
)
def test_what_is_wrong_is_said_in_the_form_and_what_was_typed_stays(
    cast: Cast, case: Case, change: dict[str, str], said: str
) -> None:
    answer = look(cast, "officer1", "step-create", case, {**STEP, **officers(cast), **change})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "云溪市新安里8号" in page


def test_no_success_is_announced_on_the_next_page(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("step-create", args=[case.pk])
    client.post(url, {**STEP, **officers(cast), **LOOK})

    assert "已记录，并生成相应文书" not in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["unithead", "outsider"])
def test_who_may_not_do_it_may_not_look_either(cast: Cast, case: Case, name: str) -> None:
    answer = look(cast, name, "step-create", case, {**STEP, **officers(cast)})
    assert answer.status_code == (403 if name == "unithead" else 404)


def test_the_button_stands_where_a_paper_is_kept_and_nowhere_else(cast: Cast) -> None:
    client = cast.client("officer1")
    draft = factories.draft(cast.bureau, on=ON)
    notice = factories.notify(draft, on=day(3, 9))
    button = '<button class="btn btn-secondary" type="submit" name="preview" value="1"'

    def offers(name: str, row: Any) -> bool:
        return button in client.get(reverse(name, args=[row.pk])).content.decode()

    assert offers("notice-serve", draft)
    assert offers("step-create", draft.case)
    assert not offers("defence-record", notice)


def test_an_act_without_a_new_paper_says_so(cast: Cast, case: Case) -> None:
    data = {"on": "2026-03-16", "ground": "testing", "paper": "鉴定委托书"}
    answer = look(cast, "officer1", "exclusion-start", case, data)

    assert answer.status_code == 409
    assert "办理本事项不生成新的文书" in answer.content.decode()


def test_outside_a_rehearsal_nothing_can_be_shown(cast: Cast, case: Case) -> None:
    with pytest.raises(RuntimeError):
        rehearsal.show(rehearsal.Paper(b"", "甲", case))
    assert not rehearsal.active()


def test_a_rehearsal_ends_and_is_undone_when_the_act_breaks(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), rehearsal.rehearse():
        factories.case(cast.bureau, on=ON)
        raise ZeroDivisionError

    assert not rehearsal.active()
    assert not Case.objects.exists()
    assert not Blob.objects.exists()
