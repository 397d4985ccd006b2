"""Major penalties of the demo and their filing: one overdue, one in the inbox, one with a question."""

from datetime import date

from config.demo.cast import Staff
from config.demo.scenes import Stage
from enforcement.models import Case, User
from legal_review.models import PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings

# Working days since service: past the fifteen days, and twice within them.
OVERDUE, SENT, ASKED = 16, 3, 6
DIGGING = {
    "agency": "urban",
    "procedure": "ordinary",
    "cause": "擅自挖掘城市主干道路",
    "facts": "当事人未经批准在云岭市示范大道挖掘沟槽86米，造成交通中断两日，经责令后仍继续施工。",
    "fine": 120000,
}
PARTIES = ("云岭市惊蛰管线工程有限公司", "云岭市清明基础工程有限公司", "云岭市夏至市政工程有限公司")
QUESTION = "决定书写明交通中断两日，案卷中以何证据认定？请说明裁量时是否考虑了恢复路面的费用。"


class Desk:
    """The bureau that files and the justice bureau that takes it."""

    def __init__(self, staff: dict[str, Staff], today: date) -> None:
        self.stage = Stage(staff["urban"], today, serial=700)
        self.files: User = staff["urban"].one("reviewer")
        self.takes: User = staff["justice"].one("supervisor")

    def due(self, party: str, ago: int) -> PenaltyFiling:
        """A major penalty that was served so many working days ago, and its filing."""
        case: Case = self.stage.played(DIGGING, party, end="served", ago=ago)
        decision = case.decisions.get()
        penalty_filings.open_for(decision.pk)
        return PenaltyFiling.objects.get(decision=decision)


def play(staff: dict[str, Staff], today: date) -> None:
    """The three filings."""
    desk = Desk(staff, today)
    overdue, sent, asked = PARTIES
    desk.due(overdue, OVERDUE)
    penalty_filings.send(desk.due(sent, SENT), by=desk.files, on=desk.stage.back(1))
    row = desk.due(asked, ASKED)
    penalty_filings.send(row, by=desk.files, on=desk.stage.back(4))
    filing_inbox.receive(row, by=desk.takes, on=desk.stage.back(3))
    filing_inbox.ask(row, by=desk.takes, on=desk.stage.back(2), text=QUESTION, days=5)
