"""One portal with something on every page."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import sealed_log
from core.models import Alert, Deadline
from disclosure import ledger
from disclosure.services import corrections, pipeline, sweep
from enforcement.models import (
    Application,
    Case,
    Decision,
    Delegation,
    Discussion,
    Licence,
    ListChange,
    Notice,
)
from enforcement.models.kinds import Register
from enforcement.services import (
    decision_time,
    discussions,
    freshness,
    inspection_lists,
    notices,
    party_links,
    permit_hearings,
    permit_steps,
)
from enforcement.services import registers as registers_service
from legal_review import services as reviews
from legal_review.models import Qualification, Review
from recording.models import Archive, Device, DisposalAppraisal, Document, Evidence
from recording.services import archive, lending, supplements
from recording.services import permits as permit_papers
from tests import coercion, deeds, factories, gauges, hearings
from tests import registers as entries
from tests.base import Cast, day
from tests.browser import doubted
from tests.browser.attached import attached
from tests.browser.stops import Scene
from tests.catalogues import begun
from tests.contents import Days
from tests.disclosure import asking, following
from tests.disclosure import factories as public
from tests.enforcement import carded, fined, listed, prepared_draws, visits
from tests.incidents import asked
from tests.legal_review import filed, loops
from tests.party_links import name_code
from tests.recording import edited
from tests.supervision import prepared, sampled, yearly

TODAY = day(4, 1)
LONG_AGO, JUST_NOW = day(3, 16), day(3, 30)
# The sample of GB 32100.
ORGANISATION = "91350100M000100Y43"
MARKS = [pytest.mark.browser, pytest.mark.sqlite]


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
    sealed_log.take(ledger.LOG, timezone.now(), settled=False)
    assert Alert.objects.exists()
    clock = Deadline.objects.filter(agency_id=cast.bureau.pk).order_by("pk").first()
    assert clock is not None
    scene |= {**inspections(cast), **prepared_draws.scene(cast)}
    scene |= {**prepared.scene(cast, scene), **sampled.scene(cast), **yearly.scene(cast)}
    scene |= {**following.scene(), **listed.of_the_scene(cast, LONG_AGO, JUST_NOW)}
    scene |= doubted.of_the_scene(cast, LONG_AGO, JUST_NOW, TODAY)
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
        **carded.of_the_scene(cast),
        "flowchart": "legal-review",
        "item": str(factories.inspection_item(cast.bureau, on=LONG_AGO).pk),
        **drafted(cast),
        **entered(cast),
        "benchmark": str(gauges.benchmark(cast.bureau, violation="未按规定公示证照").pk),
        "statute": str(statute.pk),
        "article": "1",
        "paper_kind": "inquiry_notice",
        "account": str(cast.publisher2.pk),
        "qualification": str(Qualification.objects.get(account=cast.reviewer).pk),
    }


def drafted(cast: Cast) -> Scene:
    """A catalogue of review that is being written, and one of its rules."""
    row = begun(cast.bureau, cast.listadmin)
    rule = row.rules.get(key="amount")
    return {"catalogue": str(row.pk), "catalogue_rule": str(rule.pk), "rule_test": "amount"}


def entered(cast: Cast) -> Scene:
    """Entries of the registers: a guide with two versions, a board, one withdrawn, one to approve."""
    by, head = cast.listadmin, cast.head
    rows = {
        key: entries.published(
            entries.opened(cast.bureau, by, key), by, head, on=LONG_AGO, valid_from=LONG_AGO
        )
        for key in Register.values
    }
    guide = entries.changed(rows["guide"], by, head, valid_from=JUST_NOW, promised_days=5)
    gone = entries.published(
        entries.opened(cast.bureau, by, "channel"), by, head, on=LONG_AGO, valid_from=LONG_AGO
    )
    registers_service.withdraw(gone.entry, by=by, on=JUST_NOW, reason="渠道合并。")
    return {
        **{f"entry_{key}": str(row.entry_id) for key, row in rows.items()},
        "second": str(guide.number),
        "delegation": str(delegated(cast).pk),
        "list_change": str(
            freshness.note(cast.bureau, ListChange.Cause.OFFICER, "窗口人员调离", on=JUST_NOW).pk
        ),
        "entry_gone": str(gone.entry_id),
        "paper": "a4",
        **{"sheet_kind": "csv", "book": "plans"},
        "entry_draft": str(entries.opened(cast.bureau, by, "sample").pk),
        "register": "guide",
    }


def delegated(cast: Cast) -> Delegation:
    """A deed of the bureau that runs."""
    return deeds.deed(
        cast,
        valid_from=LONG_AGO,
        valid_to=day(12, 31),
        text="委托书\n委托机关：云溪市市场监督管理局",
    )


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
        **contested(cast),
        "review_passed": str(Review.objects.get(decision=passed).pk),
        "passed": str(passed.pk),
        "issued": str(issued.pk),
        "paper_code": str(Document.objects.get(decision=issued, kind="penalty_decision").code),
        "served": str(served.case_id),
        **the_file(cast, archived(cast, factories.served(bureau, on=LONG_AGO))),
        "device": str(a_device(cast).pk),
        "disposal": str(an_appraisal(cast).pk),
        **photographed(cast, told.case),
        **filed.scene(cast, issued, paper=Document.objects.filter(decision=issued)[0].blob),
    }


def an_appraisal(cast: Cast) -> DisposalAppraisal:
    """An appraisal that awaits the second person; its list is in the tests of destruction."""
    return DisposalAppraisal.objects.create(
        agency=cast.bureau,
        appraiser=cast.unithead,
        members="石承方、柏正源",
        grounds="保管期限届满",
        assessment="无继续保存的凭证、参考价值",
        appraised_on=LONG_AGO,
    )


def photographed(cast: Cast, case: Case) -> Scene:
    """The photograph of a case and a copy of it with an area covered."""
    photograph = Evidence.objects.filter(case=case)[0]
    return {"photograph": str(photograph.pk), "edited": str(edited.ready(photograph, cast).pk)}


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
        "cap": str(visits.waiting_cap(cast, LONG_AGO).pk),
        "task": str(visits.planned(cast, visit_to=None).pk),
        **{"coded": str(coded.pk), "code": coded.code},
        "plan": str(plan.pk),
        **visits.announced_lines(cast, item, LONG_AGO),
    }


def heavy(cast: Cast) -> Notice:
    """A notice of a large fine, with the right to a hearing."""
    return factories.notify(
        factories.draft(cast.bureau, on=JUST_NOW, fine_cents=5_000_000), on=day(3, 30)
    )


def contested(cast: Cast) -> dict[str, str]:
    """A review that awaits supplements; a returned one whose objection the heads were asked about."""
    open_one = factories.submitted(cast.bureau, on=JUST_NOW)
    supplement = reviews.ask(
        open_one, by=cast.reviewer, on=open_one.submitted_on, items="检验报告。"
    )
    draft, days = factories.notified(cast.bureau, on=JUST_NOW), Days.before(JUST_NOW)
    returned = loops.returned(draft, sent=days.submitted, on=days.passed)
    objection = loops.objected(returned, on=days.passed)
    failed = loops.negotiated(objection, on=days.passed)
    return {
        "supplement_asked": str(supplement.pk),
        "review_returned": str(returned.pk),
        "objection": str(loops.called(failed, on=days.passed).pk),
    }


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


def the_file(cast: Cast, file: Archive) -> Scene:
    """A sealed file, and a supplementary volume that somebody began."""
    volume = supplements.start(file, by=cast.officer1, reason="判决书在归档后收到。")
    item = supplements.add(
        volume,
        by=cast.officer1,
        stream=io.BytesIO(factories.PAPER),
        file_name="判决书.pdf",
        media="document",
        title="判决书",
        dated_on=day(3, 27),
        source="法院送达。",
    )
    wish = lending.Wish(
        what="whole",
        form="copy",
        borrower="高试",
        unit="云溪市人民法院",
        purpose="审理行政诉讼案件",
        basis="（2026）云法调字3号",
        starts_on=day(3, 28),
        until=day(4, 10),
    )
    loan = lending.request(file, by=cast.officer1, wish=wish)
    return {
        "archived": str(file.case_id),
        "loan": str(loan.pk),
        "archive_row": str(file.pk),
        "supplement": str(volume.pk),
        "supplement_item": str(item.pk),
    }


def publications(cast: Cast) -> Scene:
    """A publication in every state, one of them of a record from elsewhere."""
    bureau = cast.bureau
    shown = factories.published(bureau, on=LONG_AGO)
    gone = factories.published(bureau, on=LONG_AGO)
    pipeline.withdraw(
        gone, by=cast.publisher, on=TODAY, reason="行政复议决定撤销。", ground="content"
    )
    asked_for, _receipt = asking.correction(shown, on=TODAY)
    complaint, _receipt = asking.complaint(
        bureau, on=TODAY, uploads=[SimpleUploadedFile("现场.jpg", factories.PHOTO)]
    )
    return {
        **attached(cast, shown),
        **{"complaint": str(complaint.pk), "complaint_file": str(complaint.files.get().pk)},
        "consultation": str(asking.consultation(bureau, on=TODAY)[0].pk),
        "correction": str(corrections.accept(asked_for, by=cast.publisher).pk),
        "list_correction": str(asking.about_register(f"agency-{bureau.pk}", on=TODAY)[0].pk),
        **{"published": str(shown.pk), "withdrawn": str(gone.pk)},
        "recorded_elsewhere": str(public.published(bureau, on=LONG_AGO, uscc=ORGANISATION).pk),
        "organisation": ORGANISATION,
        "pending": str(factories.duty(factories.served(bureau, on=LONG_AGO)).pk),
        "redacted": str(
            factories.redact(
                factories.duty(factories.served(bureau, on=JUST_NOW)), by=cast.publisher
            ).pk
        ),
    }
