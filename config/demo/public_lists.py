"""What else the public of the demo finds: a plan and a cap of inspections, the scan of a deed, questions."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.cast import CERTIFIED_FROM, Staff
from config.demo.registers import DEED
from config.demo.scenes import Stage
from core import pdf
from core.receipts import Receipt
from disclosure.models import Consultation, FrequentQuestion, PublicFile
from disclosure.services import consultations, faq, public_files
from enforcement.models import Delegation, Item
from enforcement.models.kinds import ActionKind
from enforcement.services import inspection_lists

QUESTIONS = (
    ("临街店铺换招牌，需要提交哪些材料？", "沈示例", "示例信箱"),
    ("夜间占道摆摊有没有划定的区域？", "", ""),
)
ANSWER = "更换招牌按户外招牌设置办理：提交申请表、营业执照和效果图，可以在办事指南中下载示范文本。"
SCAN = "委托书扫描件"


def play(staff: dict[str, Staff], today: date) -> list[Receipt]:
    """All of it; the receipt of the question that waits."""
    urban = staff["urban"]
    planned(urban, today)
    scanned(urban, today)
    return consulted(Stage(urban, today, serial=900))


def planned(staff: Staff, today: date) -> None:
    """The plan of the year, and how often at most one enterprise is visited."""
    by, agency = staff.one("listadmin"), staff.agency
    item = Item.objects.filter(agency=agency, kind=ActionKind.INSPECTION).order_by("pk").first()
    if item is None:
        return
    plan = inspection_lists.add_plan(
        by=by,
        agency=agency,
        item=item,
        year=today.year,
        target="取得核准的建筑垃圾运输企业",
        count=60,
        first_month=1,
        last_month=12,
    )
    inspection_lists.publish_plan(plan, by=by, on=today)
    inspection_lists.add_cap(
        by=by,
        agency=agency,
        item=item,
        times=2,
        basis="云城管发〔2023〕30号",
        valid_from=CERTIFIED_FROM,
        published_on=CERTIFIED_FROM,
    )


def scanned(staff: Staff, today: date) -> PublicFile:
    """The deed that runs, as it was signed: covered by one publisher, approved by the other."""
    deed = Delegation.objects.running(today).filter(delegator=staff.agency).latest("valid_from")
    first = staff.one("publisher")
    upload = SimpleUploadedFile("scan.pdf", paper(deed))
    row = public_files.take(deed, by=first, upload=upload, label=SCAN)
    public_files.cover(row, by=first)
    made = public_files.make(PublicFile.objects.get(pk=row.pk))
    return public_files.approve(made, by=staff.one("publisher", but=first), examined=True)


def paper(deed: Delegation) -> bytes:
    """A page as both sides signed it, with a telephone that the public copy does not show."""
    lines = [
        f"委托机关：{deed.delegator.name}",
        f"受委托组织：{deed.delegate.name}",
        f"委托事项：{deed.matters}",
        f"委托权限：{deed.powers}",
        "联系人手机：13900000000",
    ]
    context: dict[str, Any] = {
        "title": "行政执法委托书",
        "doc_no": deed.number,
        "agency_name": deed.delegator.name,
        "opening": [*lines, *str(DEED["text"]).splitlines()[1:]],
        "date": deed.valid_from.isoformat(),
    }
    return pdf.render("documents/letter.html", context)


def consulted(stage: Stage) -> list[Receipt]:
    """One question that waits, and one that was answered and is now told to everybody."""
    made = [_ask(stage, said, number) for number, said in enumerate(QUESTIONS)]
    (answered, _receipt), (_waits, receipt) = made
    by = stage.staff.one("publisher")
    told = consultations.answer(answered, by=by, on=stage.back(1), answer=ANSWER)
    asked_often(stage, told)
    return [receipt]


def asked_often(stage: Stage, answered: Consultation) -> FrequentQuestion:
    """The answer for everybody: drafted by one publisher, approved by the other."""
    first = stage.staff.one("publisher")
    row = faq.draft(answered, by=first, **faq.proposal(answered))
    second = stage.staff.one("publisher", but=first)
    return faq.approve(row, by=second, on=stage.back(1), examined=True, seen=row.sha256)


def _ask(stage: Stage, said: tuple[str, str, str], number: int) -> tuple[Consultation, Receipt]:
    text, asker, contact = said
    question = consultations.Question(question=text, asker=asker, contact=contact)
    return consultations.submit(
        stage.staff.agency, question=question, seed=f"demo {number}", on=stage.back(3)
    )
