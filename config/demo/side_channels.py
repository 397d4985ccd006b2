"""What citizens of the demo ask outside a case: corrections and complaints, in several states.

Numbers and codes follow from fixed seeds, so that the pages of progress can be tried: each is printed
by `load_demo`.
"""

from datetime import date

from config.demo.cast import Staff
from config.demo.scenes import Stage
from core.receipts import Receipt
from disclosure.models import Complaint, CorrectionRequest, Publication
from disclosure.services import complaints, corrections
from enforcement.models import Agency

ASKED = (
    ("text", "公开的违法事实写作“堆放建材8平方米”，决定书写明6平方米。", "冯示例", "示例信箱"),
    ("party", "当事人名称少写“有限”二字，见营业执照。", "", ""),
    ("other", "决定日期与送达的决定书不一致。", "褚示例", "示例信箱"),
)
GRIEVANCES = (
    ("conduct", "两名执法人员没有出示执法证，要求当场缴款。", "卫示例", "示例信箱"),
    ("inspection", "同一事项一个月内检查三次，没有检查通知书。", "", ""),
    ("money", "罚款没有出具专用票据。", "", ""),
    ("procedure", "希望调整本路段的停车政策。", "", ""),
)


def play(staff: dict[str, Staff], today: date) -> list[Receipt]:
    """The requests and complaints; the receipts of one of each."""
    stage = Stage(staff["urban"], today, serial=800)
    return [*asked(stage), *complained(stage, staff["justice"])]


def asked(stage: Stage) -> list[Receipt]:
    """One received, one being checked, one refused, about decisions that are public."""
    public = Publication.objects.public(stage.today).filter(agency=stage.staff.agency)
    pages = list(public.filter(decision__isnull=False).order_by("decided_on", "pk")[: len(ASKED)])
    made = [
        _ask(page, said, number, stage.back(3))
        for number, (page, said) in enumerate(zip(pages, ASKED, strict=False))
    ]
    by = stage.staff.one("publisher")
    for row, _receipt in made[1:]:
        corrections.accept(row, by=by)
    for row, _receipt in made[2:]:
        answer = "经核对送达回证和决定书，决定日期无误：公开的是作出日期，不是送达日期。"
        corrections.refuse(row, by=by, on=stage.back(1), answer=answer)
    return [receipt for _row, receipt in made[:1]]


def _ask(
    page: Publication, said: tuple[str, str, str, str], number: int, on: date
) -> tuple[CorrectionRequest, Receipt]:
    what, statement, applicant, contact = said
    wish = corrections.Wish(
        what=what, relation="party", statement=statement, applicant=applicant, contact=contact
    )
    return corrections.submit(page, wish=wish, seed=f"demo {number}", on=on)


def complained(stage: Stage, justice: Staff) -> list[Receipt]:
    """One received, one being looked into, one answered and rated, one sent to its channel."""
    unit = stage.staff.agency
    made = [_complain(unit, said, number, stage.back(4)) for number, said in enumerate(GRIEVANCES)]
    (_new, receipt), (looked, _), (answered, _), (elsewhere, _) = made
    by, on = justice.one("supervisor"), stage.back(2)
    complaints.accept(looked, by=by, on=on)
    complaints.accept(answered, by=by, on=on)
    found = "经调阅案卷和票据存根，当场收缴的罚款已出具专用票据并按期上缴，票据编号已核对。"
    complaints.answer(answered, by=by, on=stage.back(1), answer=found)
    complaints.rate(answered, on=stage.today, satisfaction="partly")
    complaints.decline(
        elsewhere,
        by=by,
        on=on,
        channel=Complaint.Channel.PETITION,
        answer="所反映的是对政策的意见，不是对执法行为的投诉。",
    )
    return [receipt]


def _complain(
    unit: Agency, said: tuple[str, str, str, str], number: int, on: date
) -> tuple[Complaint, Receipt]:
    what, statement, reporter, contact = said
    grievance = complaints.Grievance(
        form=Complaint.Form.COMPLAINT,
        what=what,
        statement=statement,
        reporter=reporter,
        contact=contact,
    )
    return complaints.submit(unit, grievance=grievance, seed=f"demo {number}", on=on)
