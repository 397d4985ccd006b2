"""Handing a case to the organ that has jurisdiction (行政处罚法 22, 23, 25)."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from enforcement.models import Agency, Case, Incident, Party, User
from enforcement.services import cases
from enforcement.services import incident_course as course

ARTICLE = "行政处罚法第二十五条"
SOURCE_LENGTH = 60
COPIED = ("kind", "procedure", "title", "cause", "summary", "place", "act_from", "act_to")
PARTY = ("kind", "name", "uscc", "legal_rep", "id_no", "id_hash", "birth_date", "address", "phone")


@transaction.atomic
def send(incident: Incident, *, by: User, on: date, number: str) -> Incident:
    """移送: an organ on this portal gets a case of its own that awaits filing there.

    RuleError when the kind of act is out of the receiving organ's scope.
    """
    course.assert_carrier(incident, by)
    opened = _receive(incident, by, on, number)
    changes = {"started_on": on, "number": number, "new_case": opened}
    return course.advance(incident, "send", by=by, on=on, changes=changes)


def _receive(incident: Incident, by: User, on: date, number: str) -> Case | None:
    case, target = incident.case, incident.target
    if target is None:
        return None
    _assert_in_scope(case, target)
    source = _source(case.agency.name, number)
    opened = Case.objects.create(
        agency=target,
        party=_known(case.party, target),
        source=source,
        discovered_on=on,
        sealed=case.sealed or cases.is_sealed(target, case.kind, None),
        created_by=by,
        **{name: getattr(case, name) for name in COPIED},
    )
    data = {"from": str(case.pk), "number": number, "source": source}
    audit.append("case.receive", obj=opened, actor=by, data=data)
    return opened


@translation.override(settings.LANGUAGE_CODE)
def _source(agency_name: str, number: str) -> str:
    """Kept with the case, so Chinese whatever the language of the account that acts."""
    text = _("%(agency)s移送（%(number)s）") % {"agency": agency_name, "number": number}
    return text[:SOURCE_LENGTH]


def _known(party: Party, agency: Agency) -> Party:
    """The party as a row of the receiving agency: each agency keeps its own."""
    copy = Party(agency=agency, flags=party.flags, **{key: getattr(party, key) for key in PARTY})
    copy.save(force_insert=True)
    audit.append("party.receive", obj=copy, agency_id=agency.pk, data={"from": party.pk})
    return copy


def _assert_in_scope(case: Case, target: Agency) -> None:
    if case.kind not in target.rules().kinds:
        raise RuleError(
            _("%(agency)s的实施范围不包括“%(kind)s”，不能移送该机关。")
            % {"agency": target.name, "kind": case.get_kind_display()},
            article=ARTICLE,
            remedy=_("请重新确定有管辖权的机关，由负责人审批后移送。"),
        )


@transaction.atomic
def answer(incident: Incident, *, by: User, on: date, accepted: bool, answer: str) -> Incident:
    """Record whether the organ takes the case, or which one the common superior designated.

    RuleError when the case it got on this portal says otherwise.
    """
    course.assert_carrier(incident, by)
    course.require(answer, _("应当写明对方的答复或者指定管辖决定。"), ARTICLE, "answer")
    _assert_agrees(incident, accepted)
    changes: dict[str, object] = {"answered_on": on, "answer": answer.strip()}
    if accepted:
        changes["ended_on"] = on
    name = "accept" if accepted else "decline"
    return course.advance(incident, name, by=by, on=on, changes=changes)


def _assert_agrees(incident: Incident, accepted: bool) -> None:
    other = incident.new_case
    if other is None:
        return
    waiting = (Case.Status.DRAFT, Case.Status.REJECTED)
    if accepted == (other.status in waiting):
        raise RuleError(
            _("受移送机关的案件状态为“%(state)s”，与所记录的答复不一致。")
            % {"state": other.get_status_display()},
            article=ARTICLE,
            remedy=_("请等待受移送机关办理立案；不予立案的，记录对方不受理。"),
            field="accepted",
        )
