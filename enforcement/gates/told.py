"""A penalty by the ordinary procedure: the party was told, heard and, if it asked, given a hearing."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.gates.gap import Gap
from enforcement.gates.owed import defences
from enforcement.models import Decision, Notice
from enforcement.services import notices


def notice(decision: Decision, on: date) -> list[Gap]:
    notice = notices.current(decision)
    if notice is None:
        return [
            Gap(
                "notice",
                _("尚未告知当事人拟作出的处罚内容及事实、理由、依据。"),
                "行政处罚法第四十四条、第六十二条",
                _("请先送达事先告知书。"),
            )
        ]
    return [
        *above_notice(decision, notice),
        *_defence(decision, notice, on),
        *_hearing(decision, notice, on),
    ]


def above_notice(decision: Decision, notice: Notice) -> list[Gap]:
    article, remedy = "行政处罚法第四十四条、第四十五条", _("请重新告知，并重新送法制审核。")
    gaps = []
    if notices.heavier(decision, notice):
        gaps.append(Gap("above_notice", _("拟作出的处罚超出已告知的种类或数额。"), article, remedy))
    if notices.told_otherwise(decision, notice):
        gaps.append(Gap("above_notice", _("事实或者依据与已告知的不一致。"), article, remedy))
    return gaps


def _defence(decision: Decision, notice: Notice, on: date) -> list[Gap]:
    # A defence against an earlier notice is owed an answer too.
    rows = list(defences(decision))
    if any(row.answered_on is None or row.answered_on > on for row in rows):
        return [
            Gap(
                "defence",
                _("陈述申辩尚未复核。"),
                "行政处罚法第四十五条",
                _("请填写复核意见及理由。"),
            )
        ]
    heard = any(row.notice_id == notice.pk for row in rows)
    if heard or _waived(notice, on) or on > notice.defence_until:
        return []
    return [
        Gap(
            "defence",
            _("陈述申辩期限至%(day)s届满，期限内不得作出决定。") % {"day": notice.defence_until},
            "行政处罚法第四十四条、第六十二条",
            _("请等待期限届满，或记录当事人的陈述申辩、书面放弃。"),
        )
    ]


def _waived(notice: Notice, on: date) -> bool:
    return notice.waived_on is not None and notice.waived_on <= on


def _hearing(decision: Decision, notice: Notice, on: date) -> list[Gap]:
    if notice.hearing_until is None:
        return _hearing_untold(decision, on)
    if notice.hearing_requested_on:
        if notice.hearing_closed_on and notice.hearing_closed_on <= on:
            return []
        return [
            Gap(
                "hearing",
                _("当事人已申请听证，听证尚未结束。"),
                "行政处罚法第六十五条",
                _("请先组织听证。"),
            )
        ]
    if on > notice.hearing_until or _waived(notice, on):
        return []
    return [
        Gap(
            "hearing",
            _("听证申请期限至%(day)s届满，期限内不得作出决定。") % {"day": notice.hearing_until},
            "行政处罚法第六十四条",
            _("请等待期限届满，或记录当事人的书面放弃。"),
        )
    ]


def _hearing_untold(decision: Decision, on: date) -> list[Gap]:
    grounds = notices.hearing_required(decision, on)
    if not grounds:
        return []
    return [
        Gap(
            "hearing",
            _("应当告知听证权利而未告知：%(why)s") % {"why": "；".join(grounds)},
            "行政处罚法第六十三条",
            _("请重新告知并载明听证权利。"),
        )
    ]
