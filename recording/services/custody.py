"""Custody of one item: verified on demand, certified for outsiders; each act is an entry of its log."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, files
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import User
from recording.custody import Part
from recording.models import Evidence
from recording.models.visit import NOTE_LENGTH
from recording.services import visits
from recording.services.retention import refuse_gone

VIEW = "recording.view_evidence"


@transaction.atomic
def verify(evidence: Evidence, *, by: User) -> str:
    """Read the original now and compare it with its digests: ok, damaged or missing."""
    demand(by, VIEW)
    refuse_gone(evidence)
    result = files.verify(evidence.blob)
    audit.append("evidence.verified", obj=evidence, actor=by, data={"result": result})
    return result


@transaction.atomic
def export(evidence: Evidence, *, by: User, purpose: str, what: str, part: Part | None) -> None:
    """Note who takes a certificate, or a part with it, and what for; before it is made."""
    demand(by, VIEW)
    if not purpose.strip():
        raise RuleError(
            _("请写明用途。"),
            article="国办发〔2018〕118号第九条",
            remedy=_("写明提供给谁、用于什么程序。"),
            field="purpose",
        )
    if part is not None:
        refuse_gone(evidence)
    span = {"from": part.start, "to": part.stop} if part else {}
    data = {"what": what, "purpose": purpose.strip(), **span}
    visits.saw(evidence, by=by, act=visits.Act.EXPORT, what=purpose.strip()[:NOTE_LENGTH])
    audit.append("evidence.exported", obj=evidence, actor=by, data=data)
