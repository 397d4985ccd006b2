"""Where a matter belongs: the regimes a complaint is told apart from, their ways and periods.

A petition in the dress of another matter is told its own channel (政府信息公开条例 39).
"""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import Period
from disclosure.models.complaint import Complaint
from enforcement.profiles import load

Channel = Complaint.Channel


@dataclass(frozen=True)
class Guide:
    """One channel: what it is for, where to go, its periods with articles, a page of this portal."""

    channel: str
    title: str
    belongs: str
    where: str
    periods: list[Period] = field(default_factory=list)
    url: str = ""
    link: str = ""


KEYS = {
    Channel.REMEDY: ("remedy.reconsideration_days", "remedy.suit_months"),
    Channel.PETITION: (
        *("channel.petition.notice_days", "channel.petition.decide_days"),
        *("channel.petition.extension_days", "channel.petition.recheck_days"),
        "channel.petition.review_days",
    ),
    Channel.MARKET: (
        *("channel.market.accept_days", "channel.market.mediate_days"),
        *("channel.market.clue_days", "channel.market.clue_extension_days"),
    ),
    Channel.INFORMATION: (
        *("channel.information.reply_days", "channel.information.extension_days"),
        *("channel.information.supplement_days", "channel.information.third_party_days"),
    ),
    Channel.CORRECTION: ("pub.correct_error_days",),
}


def guide(channel: str, on: date) -> Guide | None:
    """What to tell somebody whose matter belongs to the channel; None for one that is none."""
    words = _words().get(channel)
    if words is None:
        return None
    rules = load("national")
    periods = [rules.period(key, on=on) for key in KEYS.get(Channel(channel), ())]
    url, link = _page(channel)
    return Guide(channel, str(Channel(channel).label), *words, periods, url, link)


def choices() -> list[tuple[str, str]]:
    """(channel, what belongs there) for a question, in the order of the channels."""
    words = _words()
    pairs = ((Channel(value), words[value][0]) for value in Channel.values if value in words)
    return [
        (channel.value, _("%(what)s（%(way)s）") % {"what": what, "way": channel.label})
        for channel, what in pairs
    ]


def guides(on: date) -> list[Guide]:
    """Every channel but that of complaints itself, in the order they are asked about."""
    found = [guide(value, on) for value in Channel.values]
    return [row for row in found if row is not None]


def _words() -> dict[str, tuple[str, str]]:
    """Channel -> (what belongs there, where to go)."""
    return {
        Channel.REMEDY: (
            _("不服行政处罚、行政强制、行政许可等决定，要求撤销、变更或者赔偿"),
            _(
                "向决定书载明的行政复议机关申请行政复议，或者向人民法院提起行政诉讼。期限从知道决定之日起算，投诉不停止期限的计算。"
            ),
        ),
        Channel.PETITION: (
            _("对政策、工作提出建议、意见，或者反映历史遗留问题等诉求"),
            _("向有权处理的机关、单位的信访机构提出，或者通过国家信访局网上信访平台提出。"),
        ),
        Channel.MARKET: (
            _("与商家的消费纠纷，或者举报企业、个人违法"),
            _(
                "拨打 12315、登录全国 12315 平台，或者向有管辖权的行政机关提出。这里只受理对执法人员和执法行为的投诉举报。"
            ),
        ),
        Channel.INFORMATION: (
            _("想得到行政机关制作、保存的某一份信息"),
            _(
                "向该机关的政府信息公开工作机构提出书面申请。以信息公开申请的形式进行信访、投诉、举报的，行政机关会告知通过相应渠道提出。"
            ),
        ),
        Channel.CORRECTION: (
            _("本平台公开的信息不准确，或者不应当公开"),
            _("在本平台提出更正申请，由公开该信息的机关核实答复。"),
        ),
        Channel.DISCIPLINE: (
            _("公职人员索贿受贿、滥用职权等违纪违法、职务犯罪"),
            _("向纪检监察机关举报：拨打 12388，或者登录纪检监察机关举报网站。"),
        ),
    }


def _page(channel: str) -> tuple[str, str]:
    pages = {
        Channel.REMEDY: ("remedies", _("不服决定怎么办")),
        Channel.CORRECTION: ("correction-new", _("申请更正公开信息")),
    }
    name, words = pages.get(Channel(channel), ("", ""))
    return (reverse(name), words) if name else ("", "")
