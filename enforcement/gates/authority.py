"""Who may decide, on the day: a confirmed subject, in its own name, on a matter of its list."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.gates.gap import Gap
from enforcement.models import Agency, Decision, Item


def authority(decision: Decision, on: date) -> list[Gap]:
    """The agency is confirmed and no mere delegate, and the item was on its list at filing."""
    return [*_subject(decision.agency), *_item(decision, on)]


def _subject(agency: Agency) -> list[Gap]:
    if agency.status != Agency.Status.CONFIRMED:
        return [
            Gap(
                "subject",
                _("本机关的执法主体资格%(state)s，不能作出行政执法决定。")
                % {"state": agency.get_status_display()},
                "行政处罚法第十七条；国办发〔2018〕118号第四条",
                _("请由清单管理员登记主体资格的确认机关、文号和公告日期。"),
            )
        ]
    if agency.kind == Agency.Kind.DELEGATED:
        return [
            Gap(
                "subject",
                _("受委托组织应当以委托机关的名义实施，不能以自己的名义作出决定。"),
                "行政处罚法第二十条",
                _("请由委托机关立案并作出决定，受委托组织的执法人员可以承办。"),
            )
        ]
    return []


def _item(decision: Decision, on: date) -> list[Gap]:
    item = decision.case.item
    if item is None:
        return []
    day = decision.case.filed_on or on
    if Item.objects.in_force(day).filter(pk=item.pk).exists():
        return []
    return [
        Gap(
            "item",
            _("执法事项“%(name)s”在立案日%(day)s不在本机关的事项清单内。")
            % {"name": item.name, "day": day},
            "行政处罚法第十七条、第十八条",
            _("请核对事项；确有职权的，由清单管理员更正事项的有效期。"),
        )
    ]
