"""Handing a suspected crime to the public security organ (行政处罚法 27; 国务院令第310号)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.incidents import attachments, attachments_article
from enforcement.models import Incident, User
from enforcement.services import incident_course as course

OBJECTION = "行政执法机关移送涉嫌犯罪案件的规定第九条"
ANSWER = "行政执法机关移送涉嫌犯罪案件的规定第八条"
HAND_OVER = "行政执法机关移送涉嫌犯罪案件的规定第十二条"


@transaction.atomic
def send(
    incident: Incident, *, by: User, on: date, number: str, papers: Mapping[str, str]
) -> Incident:
    """移送: with every paper the rule lists. `papers` maps keys of the attachments to what is sent.

    The letter and the report are the portal's own; the others say what is sent, or why there is
    none. RuleError naming each that is missing.
    """
    course.assert_carrier(incident, by)
    sent = {key: text.strip() for key, text in papers.items()}
    asked = [row for row in attachments() if not row.made]
    missing = [row.label for row in asked if not sent.get(row.key)]
    if missing:
        raise RuleError(
            _("移送缺少材料：%(list)s。") % {"list": "、".join(missing)},
            article=attachments_article(),
            remedy=_("请写明材料名称和份数；确实没有的，写明“无”及原因。"),
            field=next(row.key for row in asked if not sent.get(row.key)),
        )
    changes = {
        "started_on": on,
        "number": number,
        "attachments": {row.key: sent[row.key] for row in asked},
    }
    return course.advance(incident, "send", by=by, on=on, changes=changes)


@transaction.atomic
def answer(incident: Incident, *, by: User, on: date, accepted: bool, answer: str) -> Incident:
    """Record what the public security organ decided, first or on reconsideration (立案、不予立案)."""
    course.assert_carrier(incident, by)
    message = _("应当写明公安机关通知书的文号和内容，不予立案的写明理由。")
    course.require(answer, message, ANSWER, "answer")
    changes = {"answered_on": on, "answer": answer.strip()}
    name = "accept" if accepted else "decline"
    return course.advance(incident, name, by=by, on=on, changes=changes)


@transaction.atomic
def object_to(incident: Incident, *, by: User, on: date, objection: str) -> Incident:
    """提请复议, once, within the period after the refusal was received."""
    course.assert_carrier(incident, by)
    course.require(objection, _("应当写明提请复议的理由。"), OBJECTION, "objection")
    if incident.objected_on is not None:
        raise RuleError(
            _("已经提请过复议。"),
            article=OBJECTION,
            remedy=_("仍有异议的，可以建议人民检察院依法进行立案监督。"),
        )
    _assert_in_time(incident, on)
    changes = {"objected_on": on, "objection": objection.strip()}
    return course.advance(incident, "object", by=by, on=on, changes=changes)


def _assert_in_time(incident: Incident, on: date) -> None:
    until = course.window(incident, "decline")
    if until is not None and on > until:
        raise RuleError(
            _("提请复议的期限已于%(day)s届满。") % {"day": until},
            article=OBJECTION,
            remedy=_("仍有异议的，可以建议人民检察院依法进行立案监督。"),
            field="on",
        )


@transaction.atomic
def hand_over(incident: Incident, *, by: User, on: date, result: str) -> Incident:
    """移交涉案物品和与案件有关的其他材料, with the signed list; the transfer is complete."""
    course.assert_carrier(incident, by)
    message = _("应当写明移交的物品、材料和交接手续；没有涉案物品的，写明“无”。")
    course.require(result, message, HAND_OVER, "result")
    changes = {"ended_on": on, "result": result.strip()}
    return course.advance(incident, "hand_over", by=by, on=on, changes=changes)
