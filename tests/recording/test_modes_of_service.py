"""Each way of service: what makes it valid, and the day it takes effect (行政处罚法 61)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core.errors import RuleError
from core.triggers import refusal
from enforcement.models import Case, Decision
from recording.manner import NO_FACTS, Facts, Manner, facts_of
from recording.models import Document, Service, ServiceConsent
from recording.services import modes, service
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited, page
from tests.recording import bare
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON, HANDED = day(3, 16), day(3, 17)
NOTE = "当事人拒绝签收，已说明理由和过程。"


@pytest.fixture
def decision(cast: Cast) -> Decision:
    """A decision made on the spot on 2026-03-16, not yet served."""
    return factories.issued(cast.bureau, on=ON, procedure="simple")


def serve(decision: Decision, method: str, on: date = HANDED, **facts: Any) -> Service:
    return service.serve(
        decision,
        by=factories.account_of(factories.lead_of(decision.case)),
        on=on,
        method=Manner(method, Facts(**facts)),
        receiver="钱试",
        place="云溪市示范路1号",
        note=NOTE,
    )


def consent(case: Case, *, on: date = ON, address: str = "13900000000") -> ServiceConsent:
    by = factories.account_of(factories.lead_of(case))
    return modes.consent(case, by=by, on=on, medium="message", address=address)


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def receipt(decision: Decision) -> str:
    return said(Document.objects.filter(decision=decision, kind="service_receipt").latest("pk"))


# ------------------------------------------------------------------------------- what a manner is
def test_a_manner_goes_where_its_method_goes() -> None:
    manner = Manner("post", Facts(tracking="EX1"))

    assert str(manner) == Service.Method.POST.value
    assert facts_of(manner).tracking == "EX1"
    assert facts_of("post") == NO_FACTS
    assert facts_of(Manner("post")) == NO_FACTS


@pytest.mark.parametrize("method", ["", "pigeon"])
def test_what_is_no_way_of_service_is_refused_in_words(decision: Decision, method: str) -> None:
    error = refused(lambda: serve(decision, method))

    assert (error.field, error.article) == ("method", "民事诉讼法第八十八条至第九十五条")
    assert "没有选择送达方式" in str(error)


# ------------------------------------------------------------------------------- in person
def test_in_person_it_takes_effect_at_once(decision: Decision) -> None:
    assert serve(decision, "direct").effective_on == HANDED
    decision.refresh_from_db()
    assert decision.served_on == HANDED


def test_another_takes_it_only_as_somebody_of_the_party(decision: Decision) -> None:
    error = refused(lambda: serve(decision, "agent"))
    assert (error.field, error.article) == ("relation", "民事诉讼法第八十八条")

    row = serve(decision, "agent", relation="同住成年家属")

    assert (row.effective_on, row.relation) == (HANDED, "同住成年家属")
    assert "同住成年家属" in receipt(decision)


# ------------------------------------------------------------------------------- left
def test_what_is_left_has_a_witness_or_a_recording(decision: Decision) -> None:
    error = refused(lambda: serve(decision, "left"))

    assert (error.field, error.article) == ("witness", "民事诉讼法第八十九条")
    assert not Service.objects.filter(decision=decision).exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"witness": "社区工作人员甲某"}, "社区工作人员甲某"), ({"recorded": True}, "已录像")],
)
def test_left_with_either_it_takes_effect_at_once(
    decision: Decision, facts: dict[str, Any], words: str
) -> None:
    assert serve(decision, "left", **facts).effective_on == HANDED
    assert words in receipt(decision)


# ------------------------------------------------------------------------------- by post
@pytest.mark.parametrize("received", [None, day(3, 16)])
def test_a_letter_counts_from_its_receipt_alone(decision: Decision, received: date | None) -> None:
    error = refused(lambda: serve(decision, "post", received_on=received))

    assert (error.field, error.article) == ("received_on", "民事诉讼法第九十一条")


def test_a_letter_takes_effect_on_the_day_of_the_receipt(decision: Decision) -> None:
    row = serve(decision, "post", received_on=day(3, 20), tracking="EX123456789CN")

    decision.refresh_from_db()
    assert (row.served_on, row.effective_on) == (HANDED, day(3, 20))
    assert decision.served_on == day(3, 20)
    assert "EX123456789CN" in receipt(decision)


# ------------------------------------------------------------------------------- electronically
def test_without_a_signed_consent_nothing_is_served_electronically(decision: Decision) -> None:
    error = refused(lambda: serve(decision, "electronic"))

    assert (error.field, error.article) == ("method", "行政处罚法第六十一条第二款")


def test_with_it_the_day_of_arrival_counts(decision: Decision) -> None:
    signed = consent(decision.case)

    row = serve(decision, "electronic")

    assert (row.consent, row.effective_on) == (signed, HANDED)
    assert audited(signed, "consent.sign")


@pytest.mark.parametrize(
    ("signed", "ended", "allowed"),
    [
        (HANDED, None, True),
        (day(3, 18), None, False),
        (ON, HANDED, False),
        (ON, day(3, 18), True),
    ],
)
def test_a_consent_holds_from_its_signature_until_it_is_taken_back(
    cast: Cast, decision: Decision, signed: date, ended: date | None, allowed: bool
) -> None:
    row = consent(decision.case, on=signed)
    if ended is not None:
        assert modes.withdraw(decision.case, by=cast.officer1, on=ended).ended_on == ended
        assert audited(row, "consent.end")

    if allowed:
        assert serve(decision, "electronic").consent == row
    else:
        assert refused(lambda: serve(decision, "electronic")).field == "method"


def test_a_consent_of_another_case_serves_nothing(cast: Cast, decision: Decision) -> None:
    consent(factories.case(cast.bureau, filed=True))

    assert refused(lambda: serve(decision, "electronic")).field == "method"


def test_some_fields_serve_no_decision_electronically(
    decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(decision.case)
    monkeypatch.setattr(
        "recording.services.modes.cases.rules_domain", lambda case: "medical_insurance"
    )

    error = refused(lambda: serve(decision, "electronic"))

    assert "不允许以电子方式送达决定书" in error.message
    assert error.field == "method"


def test_there_other_papers_may_still_go_that_way(
    cast: Cast, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = consent(decision.case)
    monkeypatch.setattr(
        "recording.services.modes.cases.rules_domain", lambda case: "medical_insurance"
    )
    paper = bare.paper(decision.case, cast.officer1)

    assert modes.demand(paper, method="electronic", on=HANDED) == signed


def test_a_new_consent_ends_the_one_before(cast: Cast, decision: Decision) -> None:
    first = consent(decision.case)
    second = consent(decision.case, on=HANDED, address="13800000000")

    first.refresh_from_db()
    assert (first.ended_on, second.ended_on) == (HANDED, None)
    early = refused(lambda: modes.withdraw(decision.case, by=cast.officer1, on=ON))
    assert early.field == "on"


def test_a_consent_names_its_address_and_is_recorded_by_a_handler(
    cast: Cast, decision: Decision
) -> None:
    assert refused(lambda: consent(decision.case, address=" ")).field == "address"
    for act in (
        lambda: modes.consent(
            decision.case, by=cast.head, on=ON, medium="email", address="a@b.example"
        ),
        lambda: modes.withdraw(decision.case, by=cast.head, on=ON),
    ):
        assert "只有本案承办人员" in refused(act).message
    nothing = refused(lambda: modes.withdraw(decision.case, by=cast.officer1, on=ON))
    assert "没有有效的电子送达确认书" in nothing.message


@pytest.mark.parametrize(
    ("medium", "address", "fits"),
    [
        ("message", "13900000000", True),
        ("message", "139 0000 0000", True),
        ("message", "a@b.example", False),
        ("message", "010-86543210", False),
        ("email", "a@b.example", True),
        ("email", "13900000000", False),
        ("fax", "010-86543210", True),
        ("platform", "qian", True),
    ],
)
def test_the_address_fits_the_way_it_is_used(
    decision: Decision, medium: str, address: str, fits: bool
) -> None:
    by = factories.account_of(factories.lead_of(decision.case))
    sign: dict[str, Any] = {"by": by, "on": ON, "medium": medium, "address": address}
    if fits:
        assert modes.consent(decision.case, **sign).address == address
        return
    error = refused(lambda: modes.consent(decision.case, **sign))
    assert (error.field, address in error.message) == ("address", True)


def test_the_address_is_on_the_paper_and_not_in_the_clear(decision: Decision) -> None:
    consent(decision.case)

    paper = Document.objects.get(kind="service_consent")

    assert "13900000000" in said(paper)
    assert "13900000000" not in str(paper.context)


# ------------------------------------------------------------------------------- by public notice
@pytest.mark.parametrize(
    ("profile", "effective"),
    # Thirty days after 2026-03-17 is a working day; sixty end on Saturday 2026-05-16.
    [("sanmenxia_gov", day(4, 16)), ("lingchuan_civil", day(5, 18))],
)
def test_a_public_notice_takes_effect_after_the_days_of_the_field(
    profile: str, effective: date
) -> None:
    agency = factories.agency(profile=profile)
    decision = factories.issued(agency, on=ON, procedure="simple")

    assert serve(decision, "public_notice").effective_on == effective


def test_a_public_notice_says_why_nothing_else_reached_the_party(decision: Decision) -> None:
    by = factories.account_of(factories.lead_of(decision.case))

    error = refused(
        lambda: service.serve(
            decision, by=by, on=HANDED, method="public_notice", receiver="钱试", place="公告栏"
        )
    )

    assert (error.field, error.article) == ("note", "民事诉讼法第九十五条")


# ------------------------------------------------------------------------------- pages, raw SQL
def test_the_page_takes_what_a_method_rests_on(cast: Cast, decision: Decision) -> None:
    client = cast.client("officer1")
    url = reverse("decision-serve", args=[decision.pk])
    data = {"on": HANDED.isoformat(), "method": "post", "receiver": "钱试", "place": "邮局"}
    text = client.post(url, data).content.decode()
    assert "以回执上注明的收件日期为送达日期" in text

    answer = client.post(url, {**data, "received_on": "2026-03-20", "tracking": "EX1"})

    assert answer.status_code == 302
    assert Service.objects.get(decision=decision).effective_on == day(3, 20)


def test_a_consent_is_signed_and_taken_back_on_pages(cast: Cast, decision: Decision) -> None:
    client, key = cast.client("officer1"), decision.case_id
    data = {"on": ON.isoformat(), "medium": "email", "address": "party@qian.example"}
    assert client.post(reverse("consent-sign", args=[key]), data).status_code == 302
    text = page(client, "case-procedure", key)
    assert "party@qian.example" in text
    assert "记录撤回电子送达" in text

    client.post(reverse("consent-end", args=[key]), {"on": HANDED.isoformat()})

    assert "2026-03-17 撤回" in page(client, "case-procedure", key)


@pytest.mark.parametrize(
    "values",
    [
        {"method": "agent"},
        {"method": "left"},
        {"method": "post"},
        {"method": "post", "received_on": day(3, 20)},
        {"method": "electronic"},
    ],
)
def test_raw_rows_without_their_ground_are_refused(
    cast: Cast, decision: Decision, values: dict[str, Any]
) -> None:
    paper = Document.objects.filter(decision=decision).latest("pk")

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Service.objects.create(
            case=decision.case,
            document=paper,
            served_on=HANDED,
            effective_on=HANDED,
            receiver="钱试",
            place="店内",
            created_by=cast.officer1,
            **values,
        )

    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "SERVICE_GROUND"


def test_raw_sql_revives_no_consent_and_moves_no_address(cast: Cast, decision: Decision) -> None:
    row = consent(decision.case)
    modes.withdraw(decision.case, by=cast.officer1, on=HANDED)
    changes = (
        "UPDATE recording_serviceconsent SET ended_on = NULL WHERE id = %s",
        "UPDATE recording_serviceconsent SET address = 'x' WHERE id = %s",
    )
    for statement in changes:
        with (
            pytest.raises(DatabaseError) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [row.pk])
        found = refusal(caught.value)
        assert found is not None
        assert found[0] in {"APPEND_ONLY", "CONSENT_ENDED"}
