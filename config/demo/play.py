"""Walking the stories of the demo through the real services, on days relative to today."""

import io
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.utils import timezone
from PIL import Image

from config.demo.cast import FOLDER, Staff, company_code, item_of
from config.demo.days import Days
from config.demo.weigh import weighed
from core import calendar, workdays
from core.errors import RuleError
from disclosure.models import Publication
from disclosure.services import duties, pipeline, withdrawals
from enforcement.models import Case, Decision, Party
from enforcement.services import cases, decisions, notices, parties, simple_report
from enforcement.statutes import link_citations
from legal_review import catalogue
from legal_review import services as reviews
from legal_review.answers import Answer, questions
from legal_review.models import Review
from recording.models import Evidence, Step
from recording.models.step import Stage
from recording.services import archive, evidence, execution, issuance, service, steps
from recording.services import notices as notice_papers

STEPS = {
    "ordinary": ("inquiry", "site_inspection", "investigation_report"),
    "simple": ("onspot_facts",),
    "permit": ("application", "examination"),
    "inspection": ("inspection_notice", "site_inspection", "inspection_result"),
}
KINDS = {"ordinary": "penalty", "simple": "penalty"}
PAID = "自收到本决定书之日起十五日内到指定银行缴纳。"
WARNED = "警告自本决定书送达之日起执行。"
GENERAL_BASIS = {
    "penalty": "《中华人民共和国行政处罚法》第二十八条第一款",
    "permit": "《中华人民共和国行政许可法》第三十八条第一款",
    "inspection": "《中华人民共和国行政处罚法》第五十四条第一款",
}
LATE_DAYS = 10  # working days after the decision: past the 7 of 国办发〔2018〕118号第六条


@cache
def stories() -> list[dict[str, Any]]:
    """The parsed stories.toml."""
    text = (FOLDER / "stories.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["story"])


def at(on: date, hour: int = 10) -> datetime:
    """A moment of the day, local time."""
    return timezone.make_aware(datetime.combine(on, time(hour)))


def photo(serial: int) -> io.BytesIO:
    """A small real JPEG, different for every serial."""
    image = Image.new("RGB", (480, 320), ((serial * 37) % 256, 120, (serial * 91) % 256))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return io.BytesIO(buffer.getvalue())


class Player:
    """Plays one ending of one story."""

    def __init__(
        self, story: dict[str, Any], staff: Staff, end: str, days: Days, serial: int
    ) -> None:
        self.story, self.staff, self.end, self.days, self.serial = story, staff, end, days, serial
        self.officer = staff.by_role["officer"][0]
        self.procedure: str = story["procedure"]

    def play(self) -> Case:
        """Everything up to the ending."""
        case = self.open()
        if self.end == "open":
            return case
        by = self.officer if cases.may_file(case, self.officer) else self.staff.one("unithead")
        cases.file(case, by=by, on=self.days.filed)
        if self.end == "filed":
            return case
        self.record(case)
        decision = decisions.draft(case, by=self.officer, content=self.content())
        if self.end == "drafted" or not self.prepare(decision):
            return case
        decision = Decision.objects.get(pk=decision.pk)
        head = self.officer if self.procedure == "simple" else self.staff.one("head")
        issuance.issue(decision, by=head, on=self.days.issued)
        self.after(case, Decision.objects.get(pk=decision.pk))
        return case

    def open(self) -> Case:
        kind = KINDS.get(self.procedure, self.procedure)
        item = item_of(self.staff.agency, kind, self.story["cause"])
        return cases.open_case(
            by=self.officer,
            agency=self.staff.agency,
            kind=kind,
            procedure=self.procedure,
            title=f"{self.story['party']}{self.story['cause']}"
            + ("案" if kind == "penalty" else ""),
            cause=self.story["cause"],
            party=self.party(),
            item=item,
            source="依申请" if kind == "permit" else "日常巡查",
            summary=self.story["facts"],
            place="云岭市示范大道",
            discovered_on=self.days.discovered,
            act_to=self.days.discovered,
            officers=self.staff.officers[:2],
        )

    def party(self) -> Party:
        kind = self.story.get("party_kind", "org")
        values: dict[str, Any] = {"address": "云岭市示范大道8号1单元302室", "phone": "13800000000"}
        if kind == "person":
            born = self.days.today.year - (16 if self.end == "minor" else 35)
            values["birth_date"] = date(born, 1, 15)
        else:
            values |= {"legal_rep": "温示人", "uscc": company_code(self.story["party"], kind)}
        return parties.create(
            by=self.officer,
            agency=self.staff.agency,
            kind=kind,
            name=self.story["party"],
            **values,
        )

    def record(self, case: Case) -> None:
        on = self.days.recorded
        for index, kind in enumerate(STEPS[self.procedure]):
            step = steps.record(
                case,
                by=self.officer,
                kind=kind,
                at=at(on, 9 + index),
                text=self.story["facts"],
                place="云岭市示范大道",
                officers=self.staff.officers[:2],
            )
            self.photograph(case, f"现场照片{index + 1}", index, on=on, step=step)

    def photograph(
        self, case: Case, title: str, index: int, *, on: date, step: Step | None = None
    ) -> None:
        """A picture of a step, or of the service when None."""
        evidence.seal(
            case,
            by=self.officer,
            stream=photo(self.serial * 10 + index),
            file_name=f"{title}.jpg",
            kind=Evidence.Kind.AUDIOVISUAL,
            media=Evidence.Media.PHOTO,
            title=title,
            stage=step.stage if step else Stage.SERVICE,
            at=at(on, 16),
            taking=evidence.Taking(
                step=step, full_recording=True, started_at=at(on, 9), returned_at=at(on, 15)
            ),
        )

    def content(self) -> dict[str, Any]:
        """What the draft says."""
        own = {
            "ordinary": self._penalty,
            "simple": self._penalty,
            "permit": self._permit,
            "inspection": self._inspection,
        }[self.procedure]()
        kind = KINDS.get(self.procedure, self.procedure)
        item, general = item_of(self.staff.agency, kind, self.story["cause"]), GENERAL_BASIS[kind]
        basis = f"{item.basis_text}；{general}" if item else general
        return {
            "facts": self.story["facts"],
            "basis": basis,
            "basis_refs": link_citations(basis, self.days.discovered),
            **own,
        }

    def _penalty(self) -> dict[str, Any]:
        fine = int(self.story.get("fine", 0)) * 100
        return {
            "outcome": "penalty",
            "title": "行政处罚决定书",
            "violation": self.story["cause"],
            "evidence": "现场检查笔录、询问笔录、现场照片。",
            "result": f"罚款人民币{fine // 100}元。" if fine else "警告。",
            "penalty_kinds": ["fine"] if fine else ["warning"],
            "fine_cents": fine,
            "discretion": "当事人配合调查，主动改正，按照裁量基准适用一般处罚。",
            "performance": PAID if fine else WARNED,
            **weighed(self.staff.agency, self.story, self.end, self.days.discovered),
        }

    def _permit(self) -> dict[str, Any]:
        refused = self.end == "refused"
        return {
            "outcome": "refused" if refused else "granted",
            "title": "不予行政许可决定书" if refused else "准予行政许可决定书",
            "result": "不予许可。" if refused else "准予许可。",
            "permit_kind": "普通",
            "cert_title": "" if refused else "许可证",
            "permit_no": "" if refused else f"示许{self.serial:05d}",
            "valid_from": None if refused else self.days.issued,
            "valid_to": None if refused else date(self.days.today.year + 3, 12, 31),
        }

    def _inspection(self) -> dict[str, Any]:
        return {
            "outcome": "clean",
            "title": "行政检查结果告知书",
            "result": "未发现问题。",
            "inspection_kind": "日常检查",
            "inspection_method": "现场检查",
        }

    def prepare(self, decision: Decision) -> bool:
        """Tell, review: whatever stands before the decision; whether it may be made now."""
        if self.procedure == "ordinary":
            self.tell(decision)
            if self.end == "told":
                return False
        rules = catalogue.match(decision, self.days.submitted)
        return self.review(decision) if decision.review_required or rules else True

    def tell(self, decision: Decision) -> None:
        notice = notice_papers.serve(
            decision,
            by=self.officer,
            on=self.days.told,
            receiver=self.story["party"],
            place="云岭市示范大道8号",
            method="direct",
            hearing_offered=self.story.get("offered", False)
            or bool(notices.hearing_required(decision, self.days.told)),
        )
        if self.serial % 3 == 0 and self.end != "told":
            notices.waive(
                notice, by=self.officer, on=self.days.told, note="当事人书面声明放弃陈述申辩。"
            )

    def review(self, decision: Decision) -> bool:
        review = reviews.submit(
            decision,
            by=self.officer,
            on=self.days.submitted,
            declared=True,
            answers=self.judged(decision),
        )
        if self.end == "submitted":
            return False
        heads = catalogue.heads(self.staff.agency.rules())
        if self.end == "returned":
            self._return(review, heads)
            return False
        checks = [reviews.Check(key, label, "pass") for key, label in heads.items()]
        reviews.approve(
            review,
            by=self.staff.one("reviewer"),
            on=self.days.passed,
            opinion="事实清楚，证据充分，适用法律正确，程序合法，裁量适当，同意。",
            checks=checks,
        )
        return self.end != "reviewed"

    def judged(self, decision: Decision) -> list[Answer]:
        """The handler's answers to the heads of the jurisdiction: only a hearing held is a yes."""
        heard = decision.notices.filter(hearing_closed_on__isnull=False).exists()
        return [
            Answer(key, key == "hearing" and heard, "依据调查终结报告和告知、听证记录判断。")
            for key in questions(self.staff.agency.rules())
        ]

    def _return(self, review: Review, heads: dict[str, str]) -> None:
        checks = [
            reviews.Check(key, label, "fail", "占道面积没有测量记录。", "evidence.insufficient")
            if key == "evidence"
            else reviews.Check(key, label, "pass")
            for key, label in heads.items()
        ]
        reviews.send_back(
            review,
            by=self.staff.one("reviewer"),
            on=self.days.passed,
            opinion="占道面积缺少测量记录，请补充后重新送审。",
            checks=checks,
        )

    def after(self, case: Case, decision: Decision) -> None:
        """Service, publication, closing."""
        if self.end == "issued":
            return
        served = self.days.issued if self.end in ("redacted", "approved") else self.days.served
        service.serve(
            decision,
            by=self.officer,
            on=served,
            method="direct",
            receiver=self.story["party"],
            place="云岭市示范大道8号",
        )
        self.photograph(case, "送达照片", len(STEPS[self.procedure]), on=served)
        if simple_report.awaited(decision):
            simple_report.report(decision, by=self.officer, on=self.days.issued, receiver="法制科")
        duties.open_duty(decision)
        if self.end in ("served", "withheld", "minor"):
            return
        publication = Publication.objects.get(decision=decision)
        if publication.status != Publication.Status.WITHHELD:
            self.publish(publication)
        ending: dict[str, Callable[[], object]] = {
            "revoked": lambda: self.revoke(decision),
            "closed": lambda: self.close(case),
            "archived": lambda: self.archive(case),
        }
        ending.get(self.end, lambda: None)()

    def publish(self, publication: Publication) -> None:
        first = self.staff.one("publisher")
        pipeline.redact(publication, by=first)
        publication.refresh_from_db()
        if self.end == "redacted":
            return
        second = self.staff.one("publisher", but=first)
        pipeline.approve(publication, by=second, examined=True)
        publication.refresh_from_db()
        if self.end == "approved":
            return
        on = self.days.published
        if self.end == "published_late":
            late = workdays.add_workdays(calendar.load(), publication.decided_on, LATE_DAYS).date
            on = min(late, self.days.today)
        pipeline.publish(publication, by=second, on=on)

    def revoke(self, decision: Decision) -> None:
        decisions.revoke(
            Decision.objects.get(pk=decision.pk),
            by=self.staff.one("head"),
            on=self.days.today,
            ground="行政复议决定撤销原处罚决定。",
        )
        withdrawals.take_down(Publication.objects.get(decision=decision).pk, self.days.today)

    def close(self, case: Case) -> None:
        if self.procedure == "ordinary":
            self.perform(case)
        ground = "executed" if self.procedure == "ordinary" else "completed"
        archive.close_case(
            Case.objects.get(pk=case.pk), by=self.officer, on=self.days.closed, ground=ground
        )

    def perform(self, case: Case) -> None:
        """The party paid in time, into the bank: recorded before the case is closed."""
        decision = case.decisions.get(status=Decision.Status.SERVED)
        execution.record_payment(
            decision,
            by=self.officer,
            on=self.days.closed,
            kind="fine",
            cents=decision.fine_cents,
            way="bank",
            receipt_no=f"示{self.serial:08d}",
        )

    def archive(self, case: Case) -> None:
        self.close(case)
        archive.seal(Case.objects.get(pk=case.pk), by=self.officer, on=self.days.archived)


def play_all(staff: dict[str, Staff], today: date) -> list[str]:
    """Play every ending of every story; returns what was refused, in words (none is expected)."""
    refused: list[str] = []
    serial = 0
    for story in stories():
        for place, ending in enumerate(story["ends"]):
            serial += 1
            end, ago = ending.split(":")
            party = story["parties"][place % len(story["parties"])]
            fines = story.get("fines") or [story.get("fine", 0)]
            player = Player(
                {**story, "party": party, "fine": fines[place % len(fines)]},
                staff[story["agency"]],
                end,
                Days(today, end, int(ago)),
                serial,
            )
            try:
                player.play()
            except RuleError as error:
                refused.append(f"{story['agency']} {ending}: {error}")
    return refused
