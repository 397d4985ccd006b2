"""What happens to evidence after it came in: stored late, closed and opened, supplied, its file lent.

Nothing of the demo is old enough to be appraised for destruction: six months count from the upload.
"""

import io
from collections.abc import Callable
from datetime import date, timedelta

from config.demo.cast import Staff
from config.demo.play import at
from config.demo.scenes import DEVICES, DUMPING, Stage, sound
from core.errors import RuleError
from enforcement.models import Case
from recording.models import Archive, Closure, Evidence, Loan, Supply
from recording.services import (
    closures,
    evidence,
    field_returns,
    lending,
    steps,
    supplies,
    supply_copies,
)
from recording.services.supplies import Piece

AFAR = "云岭市北山矿区"
COURT = "云岭市中区人民法院"


def stored_late(stage: Stage) -> None:
    """A night far away: back in the unit the next morning and stored then, with the reason."""
    case = stage.played(DUMPING, "云岭市鹿鸣矿业有限公司", end="filed", ago=4)
    begun, back = at(stage.back(3), 20), at(stage.back(2), 9)
    step = steps.record(
        case,
        by=stage.officer,
        kind="site_inspection",
        at=begun,
        text="夜间检查矿区倾倒点，全程录音，现场堆放建筑垃圾约四十立方米。",
        place=AFAR,
        officers=stage.staff.officers[:2],
    )
    reason = "检查地点距单位一百二十公里，夜间结束后就地宿营，次日返回。"
    field_returns.record(step, by=stage.officer, returned_at=back, reason=reason)
    evidence.seal(
        case,
        by=stage.officer,
        stream=io.BytesIO(sound(stage.serial, timedelta(minutes=1))),
        file_name="夜间检查.wav",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.AUDIO,
        title="夜间检查录音",
        stage=step.stage,
        at=back + timedelta(hours=2),
        taking=evidence.Taking(
            step=step,
            full_recording=True,
            device_no=DEVICES[1],
            place=AFAR,
            started_at=begun,
            ended_at=begun + timedelta(minutes=1),
        ),
    )


def photographs(stage: Stage, status: str) -> list[Evidence]:
    """Those of the penalty case of the bureau in that state that was filed first."""
    case = Case.objects.filter(agency=stage.staff.agency, status=status, kind="penalty")
    first = case.order_by("filed_on", "number")[0]
    return list(Evidence.objects.filter(case=first, media="photo").order_by("title"))


def closed(stage: Stage) -> None:
    """A photograph with passers-by is closed, and opened to the reviewer for some days."""
    item = photographs(stage, "decided")[0]
    group, head = Closure.Group.PRIVATE, stage.staff.one("head")
    reason = "画面中有无关路人的面部和门牌号码。"
    closures.close(item.case, by=stage.officer, group=group, reason=reason, evidence=item)
    closures.grant(
        item.case,
        by=head,
        group=group,
        purpose="法制审核需要核对现场照片。",
        ends_at=at(stage.back(-10), 18),
        at=at(stage.today),
        person=stage.staff.one("reviewer"),
    )


def supplied(stage: Stage) -> None:
    """A court's letter that waits for the head, and an earlier one whose marked copy is ready."""
    waits, ready = photographs(stage, "decided")[1], photographs(stage, "closed")[0]
    asked(stage, waits, paper="（2026）云0102行初31号调取函", applicant="温示法")
    row = asked(stage, ready, paper="（2026）云0102行初27号调取函", applicant="卢示法")
    supplies.approve(row, by=stage.staff.one("head"), at=at(stage.back(1), 15), answer="同意提供。")
    supply_copies.make_waiting()


def asked(stage: Stage, item: Evidence, *, paper: str, applicant: str) -> Supply:
    """The court asks for the photograph."""
    return supplies.ask(
        item.case,
        by=stage.officer,
        at=at(stage.back(1), 10),
        pieces=[Piece(item)],
        due_on=stage.back(-5),
        applicant=applicant,
        organisation=COURT,
        contact="0000-12366",
        paper=paper,
        basis=Supply.Basis.COURT,
        purpose="审理行政诉讼案件",
        channel=Supply.Channel.LINK,
    )


def lent(stage: Stage) -> None:
    """The file of an archived penalty: read by the reviewer at the screen, and copied to a court before."""
    file = Archive.objects.filter(agency=stage.staff.agency, case__kind="penalty")[0]
    reviewer, keeper = stage.staff.one("reviewer"), stage.staff.one("unithead")
    first, last = stage.back(4), stage.back(2)
    copy = lending.Wish(
        what=Loan.What.MAIN,
        form=Loan.Form.COPY,
        borrower="温示法",
        unit=COURT,
        purpose="审理行政诉讼案件",
        basis="（2026）云0102行初31号调卷函",
        starts_on=first,
        until=stage.back(-5),
    )
    row = lending.request(file, by=stage.officer, wish=copy)
    row = lending.approve(row, by=keeper, on=first, opinion="同意。")
    lending.give_back(row, by=stage.officer, on=last, note="复制件已收回销毁。")
    read = lending.Wish(
        what=Loan.What.WHOLE,
        form=Loan.Form.ELECTRONIC,
        borrower=reviewer.name,
        unit=f"{stage.staff.agency.name}法制审核机构",
        purpose="研究同类案件的裁量",
        basis="法制审核工作需要",
        starts_on=stage.today,
        until=stage.back(-10),
        account=reviewer,
    )
    row = lending.request(file, by=stage.officer, wish=read)
    lending.approve(row, by=keeper, on=stage.today, opinion="同意，限在线查阅。")


def play_all(staff: Staff, today: date) -> list[str]:
    """Play every one with the bureau of the stories; what was refused, in words (none is expected)."""
    stage = Stage(staff, today, serial=950)
    refused: list[str] = []
    scenes: tuple[Callable[[Stage], None], ...] = (stored_late, closed, supplied, lent)
    for scene in scenes:
        try:
            scene(stage)
        except RuleError as error:
            refused.append(f"{scene.__name__}: {error}")
    return refused
