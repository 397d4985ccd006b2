"""Requests from the public, made through the services, for the tests."""

from datetime import date
from typing import Any

from django.db import DatabaseError, models, transaction

from core import receipts
from core.receipts import Receipt
from core.triggers import refusal
from disclosure import register_targets
from disclosure.models import Complaint, Consultation, CorrectionRequest, Publication
from disclosure.services import complaints, consultations, corrections
from enforcement.models import Agency, EntryVersion, Officer
from tests.base import Cast, day
from tests.registers import changed

ON = day(4, 1)
NAME, PHONE = "林试问", "13912345678"
WRONG = "公开的罚款金额与决定书不一致，应为1000元。"


def correction(
    publication: Publication, *, on: date = ON, seed: str = "", **changes: Any
) -> tuple[CorrectionRequest, Receipt]:
    """A request with its receipt."""
    given = {
        "what": "text",
        "relation": "party",
        "statement": WRONG,
        "applicant": NAME,
        "contact": PHONE,
        **changes,
    }
    wish = corrections.Wish(**given)
    return corrections.submit(publication, wish=wish, seed=seed or receipts.seed(), on=on)


QUESTION = "办理户外广告设置需要提交哪些材料？"


def consultation(
    agency: Agency, *, on: date = ON, of: str = "", about: str = "", **changes: Any
) -> tuple[Consultation, Receipt]:
    """A question put to the agency, with its receipt."""
    asked = {"question": QUESTION, "asker": NAME, "contact": PHONE, **changes}
    return consultations.submit(
        agency,
        question=consultations.Question(**asked),
        seed=of or receipts.seed(),
        on=on,
        about=register_targets.find(about, on) if about else None,
    )


OUTDATED = "办公电话已经停用，应为0000-99999。"
SAID = {"relation": "public", "statement": OUTDATED, "applicant": NAME, "contact": PHONE}


def register_names(cast: Cast, guide: EntryVersion) -> dict[str, str]:
    """One row of each kind, as its page calls it."""
    officer = Officer.objects.filter(agency=cast.bureau).order_by("pk")[0]
    return {
        "guide": f"guide-{guide.entry_id}",
        "agency": f"agency-{cast.bureau.pk}",
        "officer": f"officer-{officer.pk}",
        "item": f"item-{guide.entry.item_id}",
    }


def about_register(
    about: str, *, on: date = ON, of: str = "", **changes: Any
) -> tuple[CorrectionRequest, Receipt]:
    """A request about a row of the registers, with its receipt."""
    wish = corrections.Wish(**{"what": "reach", **SAID, **changes})
    target = register_targets.find(about, on)
    return corrections.submit_about(target, wish=wish, seed=of or receipts.seed(), on=on)


CONDUCT = "4月1日上午，两名执法人员没有出示执法证，态度粗暴。"


def complaint(
    unit: Agency, *, on: date = ON, seed: str = "", uploads: Any = (), **changes: Any
) -> tuple[Complaint, Receipt]:
    """A complaint with its receipt."""
    given = {
        "form": "complaint",
        "what": "conduct",
        "statement": CONDUCT,
        "reporter": NAME,
        "contact": PHONE,
        **changes,
    }
    return complaints.submit(
        unit,
        grievance=complaints.Grievance(**given),
        seed=seed or receipts.seed(),
        on=on,
        uploads=uploads,
    )


def gate(row: models.Model, **values: Any) -> str:
    """The code of the refusal of a change by SQL; "" when it went through (and is undone)."""
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


ANSWER = "已核实并更正。"
KINDS = ("guide", "agency", "officer", "item")


def accepted_about(cast: Cast, about: str) -> CorrectionRequest:
    """A request about a row of the registers that was taken up."""
    return corrections.accept(about_register(about)[0], by=cast.listadmin)


def renewed(cast: Cast, guide: EntryVersion, valid_from: date = ON) -> EntryVersion:
    """The version of a guide with another telephone."""
    return changed(guide, cast.listadmin, cast.head, valid_from=valid_from, phone="0000-99999")
