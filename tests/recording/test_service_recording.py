"""Before archiving, service is asked for its sound or picture as the local rules have it."""

import io
from datetime import timedelta

import pytest

from core.errors import RuleError
from enforcement.models import Case, Decision
from recording import completeness
from recording.manner import Facts, Manner
from recording.models import Document, Service
from recording.services import evidence
from recording.services import service as deliveries
from tests import factories
from tests.base import day
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON = day(3, 16)
SERVED = ON + timedelta(days=1)
NOTE = "当事人下落不明，已在公告栏张贴公告。"


def decided(profile: str) -> Decision:
    """A penalty decided on the spot in a jurisdiction, not yet served."""
    return factories.issued(factories.agency(profile=profile), on=ON, procedure="simple")


def serve(decision: Decision, method: str, reason: str = "") -> Service:
    """Serve by a method, perhaps with a reason for no recording."""
    return deliveries.serve(
        decision,
        by=factories.account_of(factories.lead_of(decision.case)),
        on=SERVED,
        method=Manner(method, Facts(witness="社区工作人员甲某")),
        receiver="收件人",
        place="云溪市示范路1号",
        note=NOTE,
        av_exemption=reason,
    )


def asked(case: Case) -> list[str]:
    """Codes of the recordings of service that archiving still asks for."""
    found = completeness.gaps(case, "archive", SERVED)
    return [gap.code for gap in found if gap.code.endswith("_service")]


def film(case: Case) -> None:
    """A photograph of the service."""
    evidence.seal(
        case,
        by=factories.account_of(factories.lead_of(case)),
        stream=io.BytesIO(factories.PHOTO + b"served"),
        file_name="送达.jpg",
        kind="audiovisual",
        media="photo",
        title="送达照片",
        stage="service",
        at=factories.at(SERVED, 12),
        taking=evidence.Taking(started_at=factories.at(SERVED, 11)),
    )


@pytest.mark.parametrize("profile", ["changzhi_police", "lingchuan_civil", "datong_commerce"])
def test_handing_over_is_asked_for_by_the_older_plans(profile: str) -> None:
    decision = decided(profile)
    serve(decision, "direct")
    assert asked(decision.case) == ["av_direct_service"]
    (gap,) = (
        gap
        for gap in completeness.gaps(decision.case, "archive", SERVED)
        if gap.code == "av_direct_service"
    )
    assert "送达执法文书" in gap.message
    assert gap.article
    film(decision.case)
    assert asked(decision.case) == []


@pytest.mark.parametrize("profile", ["sanmenxia_gov", "xinshi_urban"])
def test_handing_over_is_not_asked_for_by_the_newer_plans(profile: str) -> None:
    decision = decided(profile)
    serve(decision, "direct")
    assert asked(decision.case) == []


def test_the_older_plans_take_no_reason_instead() -> None:
    decision = decided("datong_commerce")
    with pytest.raises(RuleError, match="不能以文字说明代替") as caught:
        serve(decision, "direct", "文字记录足够。")
    assert caught.value.field == "av_exemption"
    assert not Service.objects.filter(decision=decision).exists()


def test_where_the_plan_knows_a_reason_it_is_kept_and_suffices() -> None:
    decision = decided("sanmenxia_gov")
    row = serve(decision, "public_notice", " 公告原件和张贴记录已入卷。 ")
    assert row.av_exemption == "公告原件和张贴记录已入卷。"
    assert asked(decision.case) == []
    paper = Document.objects.get(case=decision.case, kind="service_receipt")
    assert row.av_exemption in said(paper)


def test_without_a_reason_a_public_notice_still_needs_its_recording() -> None:
    decision = decided("sanmenxia_gov")
    serve(decision, "public_notice")
    assert asked(decision.case) == ["av_notice_service"]
