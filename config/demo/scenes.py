"""Scenes of the demo beside the usual course: measures, a hearing, an execution, visits, a draw.

Each begins with a story of play.py and goes on through the real services. All of it is made up.
"""

import io
import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from config.demo.cast import CERTIFIED_FROM, Staff
from config.demo.days import Days
from config.demo.play import Player, at
from core import calendar, workdays
from core.errors import RuleError
from enforcement.models import (
    Application,
    Case,
    Decision,
    InspectionTask,
    Item,
    RandomCheckItem,
    RandomCheckPlan,
    User,
)
from enforcement.models.kinds import PartyKind
from enforcement.services import (
    cases,
    draws,
    hearings,
    inspection_tasks,
    measures,
    notices,
    random_checks,
)
from enforcement.services import relief as deferrals
from enforcement.services.draws import Listed
from enforcement.services.hearings import Sitting
from enforcement.services.incident_requests import Request
from enforcement.services.incidents import Verdict
from enforcement.services.measures import Thing
from recording.models import Evidence, Step
from recording.services import coverage, devices, evidence, execution, incidents, permits
from recording.services import hearings as hearing_papers
from recording.services import measures as measure_papers
from recording.services.measures import Scene

CARRIERS = (
    "云岭市北辰运输有限公司",
    "云岭市南枝渣土运输有限公司",
    "云岭市东篱物流有限公司",
    "云岭市西楼土石方有限公司",
    "云岭市沧浪货运有限公司",
    "云岭市采薇清运有限公司",
)
LATE = "云岭市落霞运输有限公司"
PLACE = "云岭市示范大道"
DEVICES = ("示录0001", "示录0002", "示录0003")
DUMPING = {
    "agency": "urban",
    "procedure": "ordinary",
    "cause": "未按规定处置建筑垃圾",
    "facts": "当事人使用未经核准的车辆运输建筑垃圾，沿途遗撒。",
    "measure": "40",
    "fine": 30000,
}
STREET = {
    "agency": "urban",
    "procedure": "permit",
    "cause": "临时占用城市道路",
    "facts": "申请人因外墙维修申请临时占用道路，提交申请材料。",
}


@dataclass
class Stage:
    """The bureau of the scenes and the day they are shown on."""

    staff: Staff
    today: date
    serial: int = 900

    def back(self, count: int) -> date:
        """So many working days before today; after it when negative."""
        return workdays.add_workdays(calendar.load(), self.today, -count).date

    def played(self, story: dict[str, Any], party: str, *, end: str, ago: int) -> Case:
        """The case of a story as it stands after its ending."""
        self.serial += 1
        days = Days(self.today, end, ago)
        return Player({**story, "party": party}, self.staff, end, days, self.serial).play()

    @property
    def officer(self) -> User:
        """Who handles every scene."""
        return self.staff.by_role["officer"][0]

    def item(self, kind: str) -> Item:
        """The bureau's item of the kind."""
        return Item.objects.filter(agency=self.staff.agency, kind=kind)[0]


def equipped(stage: Stage) -> None:
    """Three body cameras: one taken this morning, one free, one at fault."""
    by = stage.staff.one("listadmin")
    taken, _free, broken = (
        devices.register(
            by=by,
            agency=stage.staff.agency,
            number=number,
            kind="body",
            model="示范二型",
            registered_on=CERTIFIED_FROM,
        )
        for number in DEVICES
    )
    devices.take(
        taken,
        by=stage.officer,
        officer=stage.staff.officers[0],
        at=at(stage.back(1), 8),
        battery=96,
        free_minutes=410,
        clock_off=2,
    )
    devices.report_fault(broken, by=stage.officer, at=at(stage.back(2), 17), text="夹扣断裂")


def seized(stage: Stage) -> None:
    """A lorry to be given back within days, one newly seized, one still before the head."""
    measure(stage, "云岭市扶摇运输有限公司", ago=18)
    measure(stage, "云岭市长汀运输有限公司", ago=2)
    measure(stage, "云岭市暮云运输有限公司", ago=1, judged=False)


def measure(stage: Stage, party: str, *, ago: int, judged: bool = True) -> None:
    """Seized so many working days ago, or still before the head."""
    by, on = stage.officer, stage.back(ago)
    case = stage.played(DUMPING, party, end="filed", ago=ago)
    row = measures.plan(
        case,
        by=by,
        on=on,
        kind="seize",
        basis=stage.item("coercion").basis_text,
        reason="有证据表明该车辆继续用于违法运输，需要扣押以制止违法行为。",
        days=30,
    )
    thing = Thing(
        name="自卸货车",
        mark=f"示A{stage.serial:05d}",
        quantity=Decimal(1),
        unit="辆",
        state="车况良好，随车钥匙一把",
        place=f"{PLACE}停车场",
        owner=party,
        relevance="系运输建筑垃圾的车辆，属于涉案工具，不属于生活必需品。",
    )
    measures.list_item(row, by=by, thing=thing)
    if not judged:
        return
    head = stage.staff.one("head")
    row = measure_papers.judge(
        row, by=head, at=at(on, 9), agree=True, opinion="情况属实，可以扣押。"
    )
    text = "出示证件，告知理由、依据和权利，听取陈述申辩，当场清点并交付清单。"
    scene = Scene(at=at(on), place=PLACE, text=text, receiver="温示人")
    measure_papers.enforce(row, by=by, scene=scene)
    recorded(stage, Step.objects.get(case=case, kind="seizure"))


def recorded(stage: Stage, step: Step) -> None:
    """The seizure recorded in two parts, with half a minute between them nobody explained yet."""
    begun = step.at
    parts = [(begun, timedelta(minutes=2)), (begun + timedelta(seconds=150), timedelta(minutes=1))]
    for no, (begins, length) in enumerate(parts, start=1):
        row = evidence.seal(
            step.case,
            by=stage.officer,
            stream=io.BytesIO(sound(stage.serial * 10 + no, length)),
            file_name=f"扣押现场{no}.wav",
            kind=Evidence.Kind.AUDIOVISUAL,
            media=Evidence.Media.AUDIO,
            title=f"扣押现场录音{no}",
            stage=step.stage,
            at=uploaded(begun),
            taking=evidence.Taking(
                step=step,
                full_recording=True,
                device_no=DEVICES[0],
                place=PLACE,
                started_at=begins,
                ended_at=begins + length,
            ),
        )
        if no == 1:
            coverage.mark(row, by=stage.officer, segment="announcement", second=2)
            coverage.mark(row, by=stage.officer, segment="certificate", second=15)


def uploaded(begun: datetime) -> datetime:
    """Some hours after the recording, on the same day."""
    return begun + timedelta(hours=6)


def sound(pitch: int, length: timedelta) -> bytes:
    """A faint tone of that length, 4,000 samples of one byte a second."""
    rate, period = 4000, 10 + pitch % 20
    whole = bytes(128 + (8 if at % period < period // 2 else -8) for at in range(period))
    count = rate * int(length.total_seconds())
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes((whole * (count // period + 1))[:count])
    return buffer.getvalue()


def hearing(stage: Stage) -> None:
    """The party asked for a hearing yesterday; it is set for the first lawful day."""
    case = stage.played(
        {**DUMPING, "offered": True}, "云岭市晴川渣土运输有限公司", end="told", ago=2
    )
    notice = case.notices.latest("pk")
    by, on = stage.officer, stage.back(1)
    notice = notices.request_hearing(notice, by=by, on=on)
    sitting = Sitting(
        scheduled_on=hearings.earliest(case, on).date,
        starts_at=time(9, 30),
        place="云岭市城市管理综合执法局听证室",
        host=stage.staff.one("reviewer"),
        clerk=stage.staff.one("publisher"),
    )
    hearing_papers.schedule(
        notice,
        by=stage.staff.one("unithead"),
        on=on,
        sitting=sitting,
        method="direct",
        receiver="温示人",
        delivered_at=PLACE,
    )


def unpaid(stage: Stage) -> None:
    """A fine not paid in time, urged; and another whose party asks to pay later."""
    by = stage.officer
    late = stage.played(DUMPING, LATE, end="served", ago=15)
    decision = Decision.objects.get(case=late)
    execution.urge(
        decision, by=by, on=stage.back(1), receiver="温示人", place=PLACE, method="direct"
    )
    poor = stage.played(DUMPING, "云岭市孤舟货运有限公司", end="served", ago=6)
    reason = "受灾停产，附受灾证明和近三个月账户流水。"
    until = stage.back(-60)
    decision = Decision.objects.get(case=poor)
    deferrals.apply(decision, by=by, on=stage.back(1), reason=reason, until=until)


def visits(stage: Stage) -> None:
    """A visit that awaits approval, and one approved, with the code the enterprise scans.

    The first is to the company whose fine is not paid: its file shows both.
    """
    planned(stage, LATE)
    task = planned(stage, "云岭市归雁运输有限公司")
    cases.file(task.case, by=stage.staff.one("unithead"), on=stage.back(1))


def planned(stage: Stage, name: str) -> InspectionTask:
    """A visit planned on the last working day, for this week."""
    days = Days(stage.today, "open", 1)
    story = {**DUMPING, "party": name}
    visit = inspection_tasks.Visit(
        party=Player(story, stage.staff, "open", days, 0).party(),
        kind="routine",
        source="other",
        source_note="本季度巡查安排",
        items=[stage.item("inspection")],
        officers=stage.staff.officers[:2],
        visit_from=stage.today,
        visit_to=stage.back(-5),
        place=PLACE,
    )
    return inspection_tasks.plan(
        visit, by=stage.officer, agency=stage.staff.agency, on=stage.back(1)
    )


def planned_checks(stage: Stage, year: int) -> RandomCheckPlan:
    """The bureau's line of random checks, planned for the year and made public."""
    by, agency, item = stage.staff.one("listadmin"), stage.staff.agency, stage.item("inspection")
    line = random_checks.keep_item(
        by=by,
        agency=agency,
        item=item,
        name="建筑垃圾运输企业经营行为抽查",
        basis=item.basis_text,
        target="建筑垃圾运输企业",
        content="车辆密闭装置、运输台账、核准文件",
        ratio="不低于5%",
        way=RandomCheckItem.Way.OPEN,
        method="现场检查",
        frequency="每年一次",
        effective_from=CERTIFIED_FROM,
        published_on=CERTIFIED_FROM,
    )
    return random_checks.keep_plan(
        by=by,
        agency=agency,
        check_item=line,
        year=year,
        base=len(CARRIERS),
        count=2,
        first_month=1,
        last_month=12,
        published_on=stage.back(20),
    )


def draw(stage: Stage) -> None:
    """A draw whose lists are ready to be committed to by the head of the unit."""
    opened = stage.back(-3)
    row = draws.prepare(
        by=stage.officer,
        agency=stage.staff.agency,
        on=stage.today,
        title=f"{opened.year}年建筑垃圾运输企业双随机抽查",
        plans=[planned_checks(stage, opened.year)],
        take={"": 2},
        officers_each=2,
        seed_day=opened,
        seed_mask="9999.99",
        source_name="云岭综合指数收盘价",
        source_url="https://example.org/index",
        source_how="当日收盘点数，保留两位小数",
        rule_text="本年度已检查过的不再抽取。",
    )
    rows = [Listed(name, f"YS{number:03}") for number, name in enumerate(CARRIERS, start=1)]
    draws.list_objects(row, by=stage.officer, kind=PartyKind.ORG, rows=rows)
    draws.list_officers(row, by=stage.officer, on=stage.today, officers=stage.staff.officers)


def measures_of_procedure(stage: Stage) -> None:
    """A case that rests, and one whose suspected crime awaits the head's word."""
    rests = stage.played(DUMPING, "云岭市远岫渣土运输有限公司", end="filed", ago=9)
    on = stage.back(3)
    gone = Request(kind="suspension", ground="party_missing", reason="当事人下落不明，正在查找。")
    asked = incidents.ask(rests, by=stage.officer, on=on, request=gone)
    verdict = Verdict(approved=True, opinion="情况属实。")
    incidents.decide(asked, by=stage.staff.one("head"), on=on, verdict=verdict)
    suspected = stage.played(DUMPING, "云岭市寒汀土石方有限公司", end="filed", ago=4)
    crime = Request(
        kind="crime_transfer",
        ground="suspected",
        reason="倾倒的废物经初步检测含有毒物质，涉嫌污染环境。",
        verified_by=tuple(stage.staff.officers[:2]),
        target_name="云岭市公安局示范分局",
    )
    incidents.ask(suspected, by=stage.officer, on=stage.back(1), request=crime)


def application(stage: Stage) -> None:
    """An application that lacks a paper: the applicant was told once, and the clock rests."""
    case = stage.played(STREET, "云岭市听松幕墙工程有限公司", end="open", ago=2)
    row = Application.objects.get(case=case)
    missing = ["占道施工交通组织方案", "施工单位营业执照复印件"]
    permits.ask_correction(row, by=stage.officer, on=stage.back(1), items=missing)


def play_all(staff: Staff, today: date) -> list[str]:
    """Play every scene with one bureau; returns what was refused, in words (none is expected)."""
    stage = Stage(staff, today)
    scenes: tuple[Callable[[Stage], None], ...] = (
        equipped,
        seized,
        hearing,
        unpaid,
        visits,
        draw,
        measures_of_procedure,
        application,
    )
    refused: list[str] = []
    for scene in scenes:
        try:
            scene(stage)
        except RuleError as error:
            refused.append(f"{scene.__name__}: {error}")
    return refused
