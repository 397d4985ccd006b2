"""The pages of a visit: what each state shows and offers, and what a bad form gives back."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import Case, InspectionTask, Party
from enforcement.services import visits
from recording.models import Document
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement import visits as made
from tests.enforcement.dossier import page, said
from tests.enforcement.prepared_visits import STATES, in_state, line, written
from tests.enforcement.visits import SINCE, USCC

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ACTS = ("task-approve", "task-no-notice", "task-notify", "task-arrive", "task-recheck")
# Which ways lead on from a state, and who is shown them.
OFFERED: dict[str, dict[str, set[str]]] = {
    "planned": {"unithead": {"task-approve", "task-cancel"}, "officer1": set()},
    "approved": {"unithead": {"task-cancel"}, "officer1": {"task-no-notice", "task-notify"}},
    "notified": {"unithead": {"task-cancel"}, "officer1": {"task-arrive"}},
    "arrived": {},
    "recorded": {},
    "told": {"officer1": {"task-recheck", "task-follow-up"}},
    "closed": {},
    "cancelled": {},
}
SHOWN: dict[str, tuple[str, ...]] = {
    "planned": ("待审批",),
    "approved": ("已批准", "2026-03-03 · 同意检查。", "检查码"),
    "notified": ("已通知", "通知日期"),
    "arrived": ("已到场", "到场日期"),
    "recorded": ("已记录",),
    "told": ("已告知结果", "责令改正 · 2026-03-04"),
    "closed": ("已办结", "未发现问题 · 2026-03-04"),
    "cancelled": ("已取消", "企业停业。"),
}


def today() -> str:
    """The day as a form takes it."""
    return timezone.localdate().isoformat()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["officer1", "unithead", "supervisor"])
def test_a_page_shows_the_state_and_offers_what_may_be_done_next(
    cast: Cast, state: str, who: str
) -> None:
    task = in_state(cast, state)
    text = page(cast.client(who), "task-detail", task.pk)
    for words in SHOWN[state]:
        assert words in text
    ways = {
        name: reverse(name, args=[task.pk]) for name in (*ACTS, "task-cancel", "task-follow-up")
    }
    offered = {name for name, path in ways.items() if f'href="{path}"' in text}
    assert offered == OFFERED[state].get(who, set())
    assert ('class="qr"' in text) is bool(task.code)


def test_the_page_names_items_agencies_officers_and_assistants(cast: Cast) -> None:
    task = made.planned(
        cast,
        items=[made.item(cast), made.item(cast, "计量器具检查")],
        joint_agencies=[cast.other_bureau],
        assistants=2,
        assistants_note="检测所，抽样",
    )
    text = page(cast.client("unithead"), "task-detail", task.pk)
    for words in ("计量器具检查", cast.other_bureau.name, "安试一", "2 · 检测所，抽样"):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "2026年度已安排现场检查0次，上限2次"),
        ({"method": "paper"}, "本次检查不受年度频次上限限制"),
    ],
)
def test_the_head_reads_how_often_before_deciding(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    task = made.planned(cast, **changes)
    for name in ("task-approve", "task-detail"):
        assert words in page(cast.client("unithead"), name, task.pk)


def test_a_visit_leads_to_what_came_before_and_after(cast: Cast) -> None:
    first, second = in_state(cast, "told"), made.planned(cast)
    later = factories.case(cast.bureau)
    InspectionTask.objects.filter(pk=second.pk).update(of_task=first)
    InspectionTask.objects.filter(pk=first.pk).update(follow_up=later)
    client = cast.client("officer1")
    assert reverse("task-detail", args=[first.pk]) in page(client, "task-detail", second.pk)
    text = page(client, "task-detail", first.pk)
    assert reverse("case-detail", args=[later.pk]) in text
    assert reverse("task-follow-up", args=[first.pk]) not in text


# ------------------------------------------------------------------------- bad forms come back
ACT_FORMS: list[tuple[str, str, str, dict[str, str], str]] = [
    ("task-approve", "unithead", "planned", {"on": "2026-03-02", "opinion": "甲意见"}, "不能早于发现日期"),
    ("task-approve", "unithead", "planned", {"on": "2999-01-01", "opinion": "甲意见"}, "不能晚于现在"),
    ("task-approve", "unithead", "planned", {"on": "", "opinion": "甲意见"}, "id_on_error"),
    ("task-no-notice", "officer1", "approved", {"on": "2026-03-02", "no_notice_reason": "乙理由"}, "不能早于批准日期"),
    ("task-no-notice", "officer1", "approved", {"on": "2026-03-04", "no_notice_reason": " "}, "id_no_notice_reason_error"),
    ("task-arrive", "officer1", "notified", {"on": "2026-03-03"}, "不在批准的检查期间"),
    ("task-arrive", "officer1", "notified", {"on": "2026-03-21"}, "不在批准的检查期间"),
    ("task-notify", "officer1", "approved", {"at": "2026-03-02T10:00", "receiver": "钱试二", "place": "门前", "text": "丙记录"}, "不能早于批准日期"),
    ("task-notify", "officer1", "approved", {"at": "2026-03-04T10:00", "receiver": "", "place": "门前", "text": "丙记录"}, "id_receiver_error"),
    ("task-notify", "officer1", "approved", {"at": "2999-03-04T10:00", "receiver": "钱试二", "place": "门前", "text": "丙记录"}, "不能晚于现在"),
    ("task-cancel", "unithead", "approved", {"on": "2026-03-04", "reason": ""}, "id_reason_error"),
    ("task-cancel", "unithead", "arrived", {"on": "2026-03-04", "reason": "丁理由"}, "不能取消"),
    ("task-recheck", "officer1", "told", {"on": "2026-03-18", "visit_from": "2026-03-25", "visit_to": "2026-03-24"}, "终了日期不能早于开始日期"),
    ("task-recheck", "officer1", "told", {"on": "2026-03-18", "visit_from": "", "visit_to": "2026-03-24"}, "id_visit_from_error"),
    ("task-follow-up", "officer1", "told", {"on": "2026-03-18", "cause": ""}, "id_cause_error"),
    ("task-follow-up", "officer1", "closed", {"on": "2026-03-18", "cause": "戊案由"}, "不能据此立案"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "who", "state", "data", "words"), ACT_FORMS)
def test_a_refused_act_gives_back_what_was_typed_and_says_why(
    cast: Cast, name: str, who: str, state: str, data: dict[str, str], words: str
) -> None:
    task = in_state(cast, state)
    before = written()
    text = said(cast.client(who), name, data, task.pk)
    assert words in text
    for value in data.values():
        assert value.strip() in text
    assert written() == before
    assert made.fresh(task).status == state


@pytest.mark.parametrize(
    ("name", "who", "state"),
    [
        ("task-approve", "unithead", "approved"),
        ("task-no-notice", "officer1", "planned"),
        ("task-notify", "officer1", "notified"),
        ("task-arrive", "officer1", "arrived"),
        ("task-follow-up", "officer1", "recorded"),
        ("task-recheck", "officer1", "closed"),
        ("task-cancel", "head", "recorded"),
    ],
)
def test_an_act_out_of_its_time_has_a_page_without_a_form(
    cast: Cast, name: str, who: str, state: str
) -> None:
    text = page(cast.client(who), name, in_state(cast, state).pk)
    assert "当前状态下不能办理本事项" in text
    assert 'name="on"' not in text


@pytest.mark.parametrize("name", ["task-detail", *ACTS, "task-follow-up"])
def test_the_task_of_another_agency_does_not_exist(cast: Cast, name: str) -> None:
    task = made.approved(cast)
    other = factories.user(["officer", "unithead"], cast.other_bureau)
    client = client_of(other)
    assert client.get(reverse(name, args=[task.pk])).status_code == 404


def test_the_forms_know_what_the_task_knows(cast: Cast) -> None:
    task = made.approved(cast)
    text = page(cast.client("officer1"), "task-notify", task.pk)
    for words in (task.party.legal_rep, "云溪市示范路1号", f"向{task.party.name}送达"):
        assert words in text
    text = page(cast.client("unithead"), "task-cancel", task.pk)
    assert "检查码立即失效" in text


def test_good_forms_lead_back_to_the_task_with_their_effect(cast: Cast) -> None:
    task = made.planned(cast, visit_to=None)
    steps: list[tuple[str, str, dict[str, str], str]] = [
        ("task-approve", "unithead", {"on": today(), "opinion": ""}, "approved"),
        (
            "task-no-notice",
            "officer1",
            {"on": today(), "no_notice_reason": "突发事件"},
            "notified",
        ),
        ("task-arrive", "officer2", {"on": today()}, "arrived"),
    ]
    for name, who, data, after in steps:
        answer = cast.client(who).post(reverse(name, args=[task.pk]), data)
        assert answer.headers["Location"] == reverse("task-detail", args=[task.pk])
        assert made.fresh(task).status == after
    assert not Document.objects.filter(kind="inspection_notice").exists()


def test_a_second_look_is_arranged_on_its_page(cast: Cast) -> None:
    task = in_state(cast, "told")
    data = {"on": "2026-03-18", "visit_from": "2026-03-25", "visit_to": "2026-03-27"}
    answer = cast.client("officer1").post(reverse("task-recheck", args=[task.pk]), data)
    assert answer.status_code == 302
    assert task.rechecks.get().status == "planned"


# ------------------------------------------------------------------------------ planning a visit
def asked(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A filled form of a visit by the plan."""
    lead, second = cast.officers
    item = factories.inspection_item(cast.bureau, on=SINCE)
    why = {"kind": "routine", "source": "other", "source_note": "季度巡查", "method": "onsite"}
    when = {"visit_from": today(), "visit_to": today(), "item": str(item.pk)}
    team = {"lead": str(lead.pk), "second": str(second.pk)}
    whom = {"party_kind": "org", "party_name": "云溪市甲示例店", "party_uscc": USCC}
    return {**why, **when, **team, **whom, **changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visit_to": "2026-01-01"}, "终了日期不能早于开始日期"),
        ({"visit_to": ""}, "id_visit_to_error"),
        ({"assistants": "2"}, "不得单独实施检查"),
        ({"assistants": "-1"}, "id_assistants_error"),
        ({"assistants": "40000", "assistants_note": "抽样"}, "id_assistants_error"),
        ({"source": "plan"}, "没有已公布"),
        ({"source": "rumour"}, "id_source_error"),
        ({"kind": "surprise"}, "id_kind_error"),
        ({"method": "drone"}, "id_method_error"),
        ({"item": "999999"}, "id_item_error"),
        ({"plan": "999999"}, "id_plan_error"),
        ({"joint_agencies": ["999999"]}, "id_joint_agencies_error"),
        ({"party_name": ""}, "id_party_name_error"),
    ],
)
def test_a_visit_refused_on_its_page_is_not_half_made(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    data = asked(cast, place="云溪市乙路9号", summary="核查冷链。", **changes)
    text = said(cast.client("officer1"), "task-plan", data)
    assert words in text
    for kept in ("季度巡查", "云溪市乙路9号", "核查冷链。", USCC):
        assert kept in text
    assert not (Case.objects.exists() or Party.objects.exists() or InspectionTask.objects.exists())
    assert not AuditEntry.objects.filter(action__startswith="inspectiontask").exists()


def test_one_person_is_not_both_officers(cast: Cast) -> None:
    lead = str(cast.officers[0].pk)
    text = said(cast.client("officer1"), "task-plan", asked(cast, second=lead))
    assert "两名不同的执法人员" in text


def test_an_item_named_twice_is_checked_once(cast: Cast) -> None:
    data = asked(cast)
    data["more_items"] = [data["item"]]
    assert cast.client("officer1").post(reverse("task-plan"), data).status_code == 302
    assert InspectionTask.objects.get().items.count() == 1


def test_an_account_without_an_agency_plans_nothing(cast: Cast) -> None:
    answer = client_of(factories.user("officer")).get(reverse("task-plan"))
    assert answer.status_code == 409
    assert "您的账号没有所属机关" in answer.content.decode()


@pytest.mark.parametrize("published", [True, False])
def test_only_a_published_line_is_offered(cast: Cast, published: bool) -> None:
    row = line(cast, target="重点食品企业")
    if published:
        type(row).objects.filter(pk=row.pk).update(published_on=SINCE)
    text = page(cast.client("officer1"), "task-plan")
    assert ("重点食品企业" in text) is published


# --------------------------------------------------------------------------- lists and counts
@pytest.mark.parametrize("query", ["?status=nonsense", "?kind=x", "?source=y", "?q=" + "x" * 101])
def test_a_filter_of_nonsense_breaks_nothing(cast: Cast, query: str) -> None:
    made.planned(cast)
    answer = cast.client("officer1").get(reverse("task-list") + query)
    assert answer.status_code == 200
    assert "晨星商贸" in answer.content.decode()


@pytest.mark.parametrize("query", ["?status=closed", "?source=data", "?q=没有的店"])
def test_a_filter_that_finds_nothing_says_so(cast: Cast, query: str) -> None:
    made.planned(cast)
    text = cast.client("officer1").get(reverse("task-list") + query).content.decode()
    assert "没有符合条件的检查任务" in text


@pytest.mark.parametrize(("year", "there"), [("2026", True), ("2027", False)])
def test_the_counts_are_of_one_year(cast: Cast, year: str, there: bool) -> None:
    made.approved(cast)
    text = cast.client("supervisor").get(reverse("task-counts"), {"year": year}).content.decode()
    assert (USCC in text) is there
    assert ("该年度没有现场检查" in text) is not there


@pytest.mark.parametrize(
    ("who", "roles", "reads"),
    [
        ("unithead", None, True),
        ("supervisor", None, True),
        ("reviewer", None, False),
        ("officer1", ["officer", "unithead"], False),
    ],
)
def test_an_inspector_reads_no_opinion_even_as_a_head(
    cast: Cast, who: str, roles: list[str] | None, reads: bool
) -> None:
    task = in_state(cast, "arrived")
    visits.rate(task, stars=1, text="要求赞助", at=timezone.now())
    person = cast.people[who]
    person.roles = roles or person.roles
    person.save(update_fields=["roles"])
    assert ("要求赞助" in page(client_of(person), "task-detail", task.pk)) is reads
