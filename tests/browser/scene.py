"""One portal with something on every page, and the pages that stand for all of them."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Alert, Deadline
from disclosure.services import pipeline, sweep
from enforcement.models import Application, Case, Decision, Discussion, Licence, Notice
from enforcement.services import (
    decision_time,
    discussions,
    inspection_lists,
    notices,
    party_links,
    permit_hearings,
    permit_steps,
)
from legal_review.models import Review
from recording.models import Archive, Device, Evidence
from recording.services import archive
from recording.services import permits as permit_papers
from tests import coercion, factories, gauges, hearings
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.enforcement import fined, prepared_draws, visits
from tests.incidents import asked
from tests.party_links import name_code

TODAY = day(4, 1)
LONG_AGO, JUST_NOW = day(3, 16), day(3, 30)
Scene = dict[str, str]
MARKS = [pytest.mark.browser, pytest.mark.sqlite]


@dataclass(frozen=True)
class Stop:
    """A page of a family: URL name, who opens it ("" is anybody), which row of the scene."""

    name: str
    who: str = ""
    row: str = ""
    query: str = ""
    status: int = 200

    def path(self, scene: Scene) -> str:
        """Where the page is."""
        args = [scene[key] for key in self.row.split()]
        return reverse(self.name, args=args) + self.query

    @property
    def label(self) -> str:
        """Its name in the list of tests."""
        return "-".join(part for part in (self.name, self.query[1:], self.row, self.who) if part)


PUBLIC = [
    Stop("home"),
    Stop("decision-list"),
    Stop("decision-list", query="?q=过期食品&kind=penalty"),
    Stop("decision-list", query="?q=没有这样的词"),
    Stop("decision-list", query="?from=2026-13-01", status=400),
    Stop("decision-detail", row="published"),
    Stop("decision-detail", row="recorded_elsewhere"),
    Stop("decision-detail", row="withdrawn", status=410),
    Stop("decision-derivation", row="published"),
    Stop("agency-list"),
    Stop("agency-detail", row="agency"),
    Stop("officer-list"),
    Stop("officer-detail", row="officer"),
    Stop("item-list"),
    Stop("item-detail", row="item"),
    Stop("benchmark-list"),
    Stop("benchmark-detail", row="benchmark"),
    *(Stop(name) for name in ("random-check-list", "random-check-items")),
    Stop("random-check-item", row="random_item"),
    Stop("random-check-detail", row="drawn"),
    Stop("statute-article", row="statute article"),
    Stop("verify"),
    Stop("verify-code", row="certificate"),
    Stop("verify-code", row="code"),
    Stop("party-page", row="link"),
    Stop("remedies"),
    Stop("open-data"),
    Stop("login"),
]
DESKS = [
    *(Stop("desk", who) for who in ("officer1", "unithead", "reviewer", "head", "publisher")),
    *(Stop("desk", who) for who in ("listadmin", "supervisor", "admin")),
]
CASEWORK = [
    Stop("case-list", "officer1"),
    Stop("case-open", "officer1"),
    Stop("case-detail", "officer1", "told"),
    Stop("case-detail", "officer1", "archived"),
    Stop("case-file", "unithead", "unfiled"),
    Stop("case-reassign", "unithead", "told"),
    Stop("case-amend", "officer1", "told"),
    Stop("case-finding", "officer1", "told"),
    Stop("decision-draft", "officer1", "told"),
    Stop("decision-read", "head", "issued"),
    Stop("decision-discretion", "officer1", "told_draft"),
    Stop("decision-weigh", "officer1", "told_draft"),
    Stop("departure-approve", "head", "told_draft"),
    Stop("decision-comparison", "officer1", "told_draft"),
    Stop("decision-revoke", "head", "issued"),
    Stop("decision-abandon", "officer1", "told_draft"),
    Stop("case-incidents", "officer1", "told"),
    Stop("recusal-apply", "officer1", "told"),
    Stop("incident-decide", "head", "incident"),
    Stop("case-record", "officer1", "told"),
    Stop("case-party", "officer1", "told"),
    Stop("step-create", "officer1", "told"),
    Stop("paper-list", "officer1", "told"),
    Stop("paper-write", "officer1", "told paper_kind"),
    Stop("evidence-list", "officer1", "told"),
    Stop("evidence-detail", "officer1", "photograph"),
    Stop("evidence-upload", "officer1", "told"),
    Stop("case-coverage", "officer1", "told"),
    Stop("device-list", "unithead"),
    Stop("device-create", "unithead"),
    Stop("device-detail", "officer1", "device"),
    Stop("device-take", "officer1", "device"),
    Stop("coverage-explain", "officer1", "told"),
    Stop("evidence-mark", "officer1", "photograph"),
    Stop("notice-serve", "officer1", "told_draft"),
    Stop("case-procedure", "unithead", "heard"),
    Stop("hearing-reschedule", "unithead", "hearing"),
    Stop("hearing-hold", "reviewer", "hearing"),
    Stop("discussion-hold", "head", "discussion"),
    Stop("extension-answer", "head", "extension"),
    Stop("defence-answer", "officer1", "defence"),
    Stop("decision-issue", "head", "passed"),
    Stop("decision-serve", "officer1", "issued"),
    Stop("case-execution", "officer1", "executing"),
    Stop("case-execution", "head", "told"),
    Stop("payment-record", "officer1", "fined"),
    Stop("deferral-apply", "officer1", "fined"),
    Stop("deferral-grant", "head", "deferral"),
    Stop("urging-serve", "officer1", "fined"),
    Stop("court-apply", "head", "fined"),
    Stop("case-close", "officer1", "served"),
    Stop("task-list", "officer1"),
    Stop("task-plan", "officer1"),
    Stop("task-detail", "unithead", "coded"),
    Stop("task-approve", "unithead", "task"),
    Stop("task-notify", "officer1", "coded"),
    Stop("task-counts", "supervisor"),
    Stop("plan-list", "listadmin"),
    Stop("plan-create", "listadmin"),
    Stop("cap-create", "listadmin"),
    Stop("archive-detail", "officer1", "archived"),
    Stop("archive-export", "officer1", "archived"),
    Stop("case-measures", "officer1", "held"),
    Stop("measure-plan", "officer1", "held"),
    Stop("measure-list", "officer1", "measure_planned"),
    Stop("measure-judge", "head", "measure_planned"),
    Stop("measure-enforce", "officer1", "measure_approved"),
    Stop("measure-freeze", "officer1", "measure_freezing"),
    Stop("forced-urge", "officer1", "coerced"),
    Stop("substitution-order", "head", "coerced"),
    Stop("case-review", "officer1", "told"),
    Stop("case-publication", "officer1", "served"),
    Stop("case-permit", "officer1", "permit"),
    Stop("case-permit", "officer1", "permit_granted"),
    Stop("case-permit", "officer1", "applied"),
    Stop("application-refuse", "officer1", "applied"),
    Stop("permit-paper-serve", "officer1", "permit_paper"),
    Stop("licence-end", "officer1", "licence"),
]
OFFICE = [
    Stop("review-queue", "reviewer"),
    Stop("review-detail", "reviewer", "review"),
    Stop("review-detail", "reviewer", "review_passed"),
    Stop("qualification-list", "admin"),
    Stop("publication-queue", "publisher"),
    Stop("publication-detail", "publisher", "pending"),
    Stop("publication-detail", "publisher2", "redacted"),
    Stop("publication-detail", "publisher", "published"),
    Stop("registry-home", "listadmin"),
    Stop("agency-admin-list", "listadmin"),
    Stop("agency-admin-create", "listadmin"),
    Stop("delegation-admin-list", "listadmin"),
    Stop("officer-admin-list", "listadmin"),
    Stop("officer-admin-edit", "listadmin", "officer"),
    Stop("item-admin-list", "listadmin"),
    Stop("item-admin-edit", "listadmin", "item"),
    Stop("item-import", "listadmin"),
    Stop("benchmark-admin-list", "listadmin"),
    Stop("benchmark-admin-create", "listadmin"),
    Stop("benchmark-admin-detail", "listadmin", "benchmark"),
    Stop("benchmark-end", "listadmin", "benchmark"),
    *(Stop(name, "listadmin") for name in ("random-item-list", "random-item-create")),
    Stop("random-plan-edit", "listadmin", "random_plan"),
    *(Stop(name, "officer1") for name in ("draw-list", "draw-create")),
    *(Stop("draw-detail", "officer1", row) for row in ("draw", "drawn")),
    Stop("draw-objects", "officer1", "draw"),
    Stop("draw-commit", "unithead", "draw"),
    Stop("draw-seed", "unithead", "draw_committed"),
    Stop("statute-list", "listadmin"),
    Stop("number-list", "listadmin"),
    Stop("statute-detail", "listadmin", "statute"),
    Stop("party-list", "officer1"),
    Stop("party-edit", "officer1", "party"),
    Stop("party-detail", "officer1", "party"),
    Stop("alert-list", "supervisor"),
    Stop("supervision", "supervisor"),
    Stop("audit-list", "supervisor"),
    Stop("fixity-list", "admin"),
    Stop("calendar-list", "admin"),
    Stop("calendar-import", "admin"),
    Stop("calendar-year", "admin", "year"),
    Stop("deadline-detail", "officer1", "deadline"),
    Stop("password-change", "officer1"),
    Stop("account-list", "admin"),
    Stop("account-create", "admin"),
    Stop("account-edit", "admin", "account"),
]
STOPS = [*PUBLIC, *DESKS, *CASEWORK, *OFFICE]


def build(cast: Cast) -> Scene:
    """Cases in every state, what the public may read of them, and the registers."""
    scene = {
        **registers(cast),
        **casework(cast),
        **permits(cast),
        **fined.executing(cast, on=LONG_AGO),
        **publications(cast),
        **coercion.of_the_scene(cast),
    }
    sweep.run(TODAY)
    assert Alert.objects.exists()
    clock = Deadline.objects.filter(agency_id=cast.bureau.pk).order_by("pk").first()
    assert clock is not None
    scene |= {**inspections(cast), **prepared_draws.scene(cast)}
    return {**scene, "deadline": str(clock.pk), "year": str(TODAY.year)}


def registers(cast: Cast) -> Scene:
    """An item, a statute with an article, and the people and bodies of the cast."""
    statute = public.statute(
        "中华人民共和国食品安全法", (date(2021, 4, 29), None, {1: "为了保证食品安全，制定本法。"})
    )
    officer = cast.officers[0]
    return {
        "agency": str(cast.bureau.pk),
        "officer": str(officer.pk),
        "certificate": officer.certificates.get().number,
        "item": str(factories.inspection_item(cast.bureau, on=LONG_AGO).pk),
        "benchmark": str(gauges.benchmark(cast.bureau, violation="未按规定公示证照").pk),
        "statute": str(statute.pk),
        "article": "1",
        "paper_kind": "inquiry_notice",
        "account": str(cast.publisher2.pk),
    }


def casework(cast: Cast) -> Scene:
    """A case at each stage before its decision is public."""
    bureau = cast.bureau
    told = factories.draft(bureau, on=JUST_NOW)
    notice = factories.notify(told, on=day(3, 30))
    name_code(told.case)
    link, token = party_links.issue(told.case, by=cast.officer1, at=timezone.now())
    defence = notices.defend(notice, by=cast.officer1, on=day(3, 31), text="请求从轻处罚。")
    hearing = hearings.schedule(hearings.ask(heavy(cast), on=day(3, 30)))
    review = factories.submitted(bureau, on=JUST_NOW)
    passed = factories.reviewed(bureau, on=JUST_NOW)
    issued = factories.issued(bureau, on=JUST_NOW)
    served = factories.served(bureau, on=JUST_NOW)
    return {
        "unfiled": str(factories.case(bureau, on=JUST_NOW).pk),
        "told": str(told.case_id),
        "told_draft": str(told.pk),
        "defence": str(defence.pk),
        "incident": str(asked(told.case, "recusal", on=day(3, 31), officer=cast.officers[1]).pk),
        "hearing": str(hearing.pk),
        "heard": str(hearing.case_id),
        **waiting(cast, hearing.case),
        "discussion": str(called(cast, hearing.notice.decision).pk),
        "party": str(told.case.party_id),
        "link": token,
        "link_row": str(link.pk),
        "review": str(review.pk),
        "review_passed": str(Review.objects.get(decision=passed).pk),
        "passed": str(passed.pk),
        "issued": str(issued.pk),
        "served": str(served.case_id),
        "archived": str(archived(cast, factories.served(bureau, on=LONG_AGO)).case_id),
        "device": str(a_device(cast).pk),
        "photograph": str(Evidence.objects.filter(case=told.case)[0].pk),
    }


def a_device(cast: Cast) -> Device:
    """A body camera of the bureau that nobody holds."""
    return Device.objects.create(
        agency=cast.bureau, number="示录0001", kind="body", registered_on=LONG_AGO
    )


def inspections(cast: Cast) -> Scene:
    """A visit that awaits its approval, one with a code, and a line of the yearly plan."""
    coded = visits.approved(cast, visit_to=None)
    item = factories.inspection_item(cast.bureau, on=LONG_AGO)
    plan = inspection_lists.add_plan(
        by=cast.listadmin,
        agency=cast.bureau,
        item=item,
        year=TODAY.year,
        target="食品经营企业",
        count=20,
        first_month=1,
        last_month=12,
    )
    return {
        "task": str(visits.planned(cast, visit_to=None).pk),
        "coded": str(coded.pk),
        "code": coded.code,
        "plan": str(plan.pk),
    }


def heavy(cast: Cast) -> Notice:
    """A notice of a large fine, with the right to a hearing."""
    return factories.notify(
        factories.draft(cast.bureau, on=JUST_NOW, fine_cents=5_000_000), on=day(3, 30)
    )


def called(cast: Cast, decision: Decision) -> Discussion:
    """A discussion that the heads were asked for."""
    return discussions.call(decision, by=cast.head, on=day(3, 31), ground="涉及公共利益。")


def waiting(cast: Cast, case: Case) -> Scene:
    """More time asked for, and days left out that still run."""
    by = cast.officer1
    more = decision_time.request(case, by=by, on=day(3, 31), reason="案情复杂。")
    away = decision_time.exclude(
        case, by=by, on=day(3, 31), ground="testing", paper="检测委托书1号"
    )
    return {"extension": str(more.pk), "exclusion": str(away.pk)}


def permits(cast: Cast) -> Scene:
    """An application with a third party and a hearing, and a licence."""
    case = factories.case(cast.bureau, kind="permit", procedure="permit", filed=True, on=JUST_NOW)
    told = permit_steps.tell(
        case, by=cast.officer1, on=day(3, 24), name="邻里小区业主委员会", interest="采光通风。"
    )
    hearing = permit_hearings.request(
        case, by=cast.officer1, on=day(3, 25), origin="third_party", subject="油烟排放。"
    )
    granted = factories.issued(cast.bureau, procedure="permit", on=JUST_NOW)
    applied = factories.case(cast.bureau, kind="permit", procedure="permit", on=JUST_NOW)
    receipt = permit_papers.receive(
        Application.objects.get(case=applied),
        by=cast.officer1,
        on=JUST_NOW,
        channel="window",
        materials=["申请书", "营业执照"],
        joint=False,
    )
    return {
        "permit": str(case.pk),
        "third_party": str(told.pk),
        "permit_hearing": str(hearing.pk),
        "special": str(hearing.procedure.pk),
        "applied": str(applied.pk),
        "permit_paper": str(receipt.pk),
        "permit_granted": str(granted.case_id),
        "licence": str(Licence.objects.get(decision=granted).pk),
    }


def archived(cast: Cast, decision: Decision) -> Archive:
    """The sealed file of a decision that was carried out."""
    factories.pay(decision, on=day(3, 18))
    case = archive.close_case(decision.case, by=cast.officer1, on=day(3, 25), ground="executed")
    return archive.seal(case, by=cast.officer1, on=day(3, 27))


def publications(cast: Cast) -> Scene:
    """A publication in every state, one of them of a record from elsewhere."""
    bureau = cast.bureau
    shown = factories.published(bureau, on=LONG_AGO)
    gone = factories.published(bureau, on=LONG_AGO)
    pipeline.withdraw(gone, by=cast.publisher, on=TODAY, reason="行政复议决定撤销。")
    return {
        "published": str(shown.pk),
        "withdrawn": str(gone.pk),
        "recorded_elsewhere": str(public.published(bureau, on=LONG_AGO).pk),
        "pending": str(factories.duty(factories.served(bureau, on=LONG_AGO)).pk),
        "redacted": str(
            factories.redact(
                factories.duty(factories.served(bureau, on=JUST_NOW)), by=cast.publisher
            ).pk
        ),
    }
