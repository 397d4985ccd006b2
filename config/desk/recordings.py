"""What the docking stations sent, on the desks of the officers who recorded it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue
from enforcement.models import User
from recording.arrivals import Arrival, arrivals, device_of


def of(user: User) -> Queue | None:
    """Recordings that no case has taken yet; None when nothing waits."""
    found = arrivals(user)
    if not found:
        return None
    return Queue(
        key="recordings",
        title=_("待归入案件的音像资料"),
        entries=[entry(one) for one in found[:LIMIT]],
        total=len(found),
        empty=_("没有待归入的音像资料"),
        hint=_("采集站上传并校验完毕的音像资料会列在这里，由承办人员归入案件。"),
    )


def entry(one: Arrival) -> Entry:
    """One recording with its station, its device and who held that."""
    known = [one.row.station.name if one.row.station else "", device_of(one.row)]
    known.append(one.holder.name if one.holder else _("领用人不明"))
    return Entry(
        title=one.row.file_name,
        detail=" · ".join(word for word in known if word),
        url=reverse("recording-choose", args=[one.row.pk]),
        step=_("归入案件"),
    )
