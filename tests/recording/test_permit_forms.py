"""The page of each act on an application or a licence: shown, refused with what was typed, done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import AuditEntry
from enforcement.models import Application, Licence, PermitHearing, SpecialProcedure, ThirdParty
from enforcement.services import permit_hearings, permit_steps, permits
from recording.forms.permits import EndForm, LinesField
from recording.models import Document
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.dossier import page, said
from tests.enforcement.permit_case import RECEIVED, accepted, application, licensed
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


# --------------------------------------------------------------------- the rows the acts begin from
def received(cast: Cast) -> Application:
    case = factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=RECEIVED)
    return application(case)


def correcting(cast: Cast) -> Application:
    row = received(cast)
    return permits.ask_correction(row.case, by=cast.officer1, on=day(3, 3), items=["健康证明"])


def taken(cast: Cast) -> Application:
    return application(accepted(cast))


def special(cast: Cast) -> SpecialProcedure:
    return permit_steps.start_special(
        accepted(cast), by=cast.officer1, on=day(3, 10), kind="testing", days_needed=5
    )


def neighbour(cast: Cast) -> ThirdParty:
    return permit_steps.tell(
        accepted(cast), by=cast.officer1, on=day(3, 3), name="东邻", interest="采光。"
    )


def hearing(cast: Cast) -> PermitHearing:
    return permit_hearings.announce(
        accepted(cast), by=cast.officer1, on=day(3, 5), subject="公共利益。"
    )


def scheduled(cast: Cast) -> PermitHearing:
    return permit_hearings.schedule(
        hearing(cast),
        by=cast.officer1,
        on=day(3, 5),
        scheduled_on=day(3, 17),
        place="三楼会议室",
        host=cast.reviewer,
    )


@dataclass(frozen=True)
class Try:
    """One page: its row, what is typed, which rule a wrong entry meets, and the paper it leaves."""

    row: Callable[[Cast], Any]
    good: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    says: str = ""
    paper: str = ""
    by: str = "officer1"


BEFORE = {"on": "2026-03-01"}
EARLY = "日期不能早于2026-03-02"
TRIES: dict[str, Try] = {
    "application-receive": Try(
        received,
        {"on": "2026-03-02", "channel": "online", "materials": "申请书\n平面图"},
        BEFORE,
        EARLY,
        "application_receipt",
    ),
    "application-fix": Try(
        received,
        {"on": "2026-03-02", "what": "门牌号笔误"},
        BEFORE,
        EARLY,
        "application_receipt",
    ),
    "application-ask": Try(
        received,
        {"on": "2026-03-09", "items": "健康证明\n平面图"},
        {"on": "2026-03-10"},
        "即为受理",
        "correction_request",
    ),
    "application-correct": Try(
        correcting,
        {"on": "2026-03-06", "materials": "健康证明原件"},
        {"on": "2026-03-02"},
        "日期不能早于2026-03-03",
        "application_receipt",
    ),
    "application-refuse": Try(
        received,
        {"on": "2026-03-03", "ground": "not_needed", "reason": "本事项不需要许可。"},
        {"ground": "no_power"},
        "应当告知申请人向有关行政机关申请",
        "application_refusal",
    ),
    "application-accept": Try(
        received, {"on": "2026-03-03"}, {"on": "2026-03-10"}, "即为受理", "acceptance_notice"
    ),
    "application-false": Try(taken, {"on": "2026-03-03"}, BEFORE, EARLY),
    "application-extend": Try(
        taken,
        {"on": "2026-03-30", "reasons": "需要现场复核。"},
        {"on": "2026-03-31"},
        "期限已于2026-03-30届满",
        "extension_notice",
        by="head",
    ),
    "special-start": Try(
        taken,
        {"on": "2026-03-10", "kind": "testing", "days_needed": "8", "body": "云溪市检测中心"},
        BEFORE,
        EARLY,
        "special_notice",
    ),
    "special-end": Try(
        special,
        {"on": "2026-03-17", "result": "检测合格。"},
        {"on": "2026-03-09"},
        "日期不能早于2026-03-10",
    ),
    "third-party-tell": Try(
        taken,
        {"on": "2026-03-03", "name": "邻里业委会", "interest": "油烟影响通风。"},
        BEFORE,
        EARLY,
        "third_party_notice",
    ),
    "third-party-hear": Try(
        neighbour,
        {"on": "2026-03-04", "opinion": "要求加装净化设备。"},
        {"on": "2026-03-02"},
        "日期不能早于2026-03-03",
    ),
    "permit-hearing-open": Try(
        taken,
        {"on": "2026-03-05", "origin": "office", "subject": "油烟排放是否达标。"},
        {"origin": "applicant"},
        "尚未告知听证权利",
        "permit_hearing_announcement",
    ),
    "permit-hearing-notify": Try(
        hearing,
        {"on": "2026-03-05", "scheduled_on": "2026-03-17", "place": "三楼会议室"},
        {"scheduled_on": "2026-03-12"},
        "最迟应当于",
        "permit_hearing_notice",
    ),
    "permit-hearing-close": Try(
        scheduled,
        {"on": "2026-03-17", "record": "各方陈述意见完毕。"},
        {"on": "2026-03-16"},
        "日期不能早于2026-03-17",
        "hearing_record",
    ),
    "licence-apply": Try(
        licensed,
        {"on": "2026-06-01", "kind": "renew", "wish": "请求延续三年。"},
    ),
    "licence-end": Try(
        licensed,
        {
            "on": "2026-06-01",
            "kind": "withdraw",
            "ground": "law",
            "reasons": "所依据的规章已经废止。",
            "compensation": "按评估价补偿。",
            "superior": "云溪市人民政府",
        },
        {"compensation": " "},
        "应当依法给予补偿",
    ),
}
NAMES = list(TRIES)


def typed(cast: Cast, name: str) -> dict[str, str]:
    """What is typed on the page when all goes well."""
    host = {"host": str(cast.reviewer.pk)} if name == "permit-hearing-notify" else {}
    return {**TRIES[name].good, **host}


def long_words(data: dict[str, str]) -> list[str]:
    """What a person typed in words, line by line."""
    return [line for value in data.values() for line in value.splitlines() if len(line) > 3]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_asks_for_what_the_act_needs(cast: Cast, name: str) -> None:
    row = TRIES[name].row(cast)

    text = page(cast.client(TRIES[name].by), name, row.pk)

    for key in typed(cast, name):
        assert f'name="{key}"' in text
    assert reverse("case-permit", args=[row.case.pk]) in text
    assert "当前状态下不能办理本事项" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_good_form_is_done_and_leads_back(cast: Cast, name: str) -> None:
    row, client = TRIES[name].row(cast), cast.client(TRIES[name].by)
    before = AuditEntry.objects.count()

    answer = client.post(reverse(name, args=[row.pk]), typed(cast, name))

    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert answer["Location"] == reverse("case-permit", args=[row.case.pk])
    assert AuditEntry.objects.count() > before
    kinds = set(Document.objects.values_list("kind", flat=True))
    assert (TRIES[name].paper in kinds) if TRIES[name].paper else not kinds
    shown = page(client, "case-permit", row.case.pk)
    assert "已记录" in shown or "已受理" in shown or "已登记" in shown or "已立案" in shown


@pytest.mark.parametrize("name", [name for name in NAMES if TRIES[name].says])
def test_a_refused_rule_is_named_and_what_was_typed_stays(cast: Cast, name: str) -> None:
    row, client = TRIES[name].row(cast), cast.client(TRIES[name].by)
    data = {**typed(cast, name), **TRIES[name].wrong}
    before = AuditEntry.objects.count()

    text = said(client, name, data, row.pk)

    assert TRIES[name].says in text
    for words in long_words(data):
        assert words in text
    assert not Document.objects.exists()
    assert AuditEntry.objects.count() == before


OPTIONAL = {"joint", "body", "told_organ", "compensation", "superior"}
BLANKS = [(name, key) for name in NAMES for key in TRIES[name].good if key not in OPTIONAL]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_needed_may_be_left_out(cast: Cast, name: str) -> None:
    row, client = TRIES[name].row(cast), cast.client(TRIES[name].by)
    before = AuditEntry.objects.count()

    for key in [key for of, key in BLANKS if of == name]:
        text = said(client, name, {**typed(cast, name), key: ""}, row.pk)
        assert f'id="id_{key}_error"' in text, key
    text = said(client, name, {**typed(cast, name), "on": "2999-01-01"}, row.pk)
    assert "不能晚于现在" in text

    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", NAMES)
def test_another_bureau_does_not_find_the_row(cast: Cast, name: str) -> None:
    row, client = TRIES[name].row(cast), cast.client("outsider")
    url = reverse(name, args=[row.pk])
    before = AuditEntry.objects.count()

    expected = 403 if name == "application-extend" else 404
    for answer in (client.get(url), client.post(url, typed(cast, name))):
        assert answer.status_code == expected
    assert AuditEntry.objects.count() == before


CASE_ACTS = [name for name in NAMES if TRIES[name].by != "head" and not name.startswith("lic")]


@pytest.mark.parametrize("name", CASE_ACTS)
def test_a_colleague_who_is_not_on_the_case_does_nothing(cast: Cast, name: str) -> None:
    row = TRIES[name].row(cast)
    colleague = factories.account_of(factories.officer(cast.bureau, name="安试三"))
    client = client_of(colleague)
    before = AuditEntry.objects.count()

    answer = client.post(reverse(name, args=[row.pk]), typed(cast, name))

    # Filing is a right of its own; every other act names the rule on the form.
    assert answer.status_code == (403 if name == "application-accept" else 200)
    assert ("只有本案承办人员可以办理" in answer.content.decode()) == (answer.status_code == 200)
    assert AuditEntry.objects.count() == before


WRONG_STATE = [
    ("application-ask", correcting),
    ("application-correct", received),
    ("application-accept", taken),
    ("application-refuse", taken),
    ("application-false", received),
    ("special-start", received),
    ("third-party-tell", correcting),
    ("permit-hearing-open", received),
    ("permit-hearing-close", hearing),
]


@pytest.mark.parametrize(("name", "row"), WRONG_STATE)
def test_a_page_whose_time_has_not_come_says_so(
    cast: Cast, name: str, row: Callable[[Cast], Any]
) -> None:
    text = page(cast.client("officer1"), name, row(cast).pk)

    assert "当前状态下不能办理本事项" in text
    assert 'name="on"' not in text


# --------------------------------------------------------------------- forms
@settings(max_examples=50)
@given(st.lists(st.text(alphabet="甲乙 \t", max_size=6), max_size=6))
def test_a_list_is_what_its_lines_say(lines: list[str]) -> None:
    found = LinesField(required=False).clean("\n".join(lines))

    assert found == [line.strip() for line in lines if line.strip()]


def test_the_grounds_of_an_end_are_grouped_and_named(cast: Cast) -> None:
    row: Licence = licensed(cast)
    form = EndForm(row=row, on=day(6, 1))

    groups = dict(form.fields["ground"].choices)  # type: ignore[attr-defined]  # a ChoiceField

    assert [str(name) for name in groups] == ["撤回", "撤销", "注销"]
    assert [len(options) for options in groups.values()] == [2, 6, 6]
    assert all("行政许可法第" in label for options in groups.values() for _key, label in options)
