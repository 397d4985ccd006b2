"""What a published penalty decision says, line by line, without a word changed.

Every line of the text falls into exactly one part, so that nothing of a document can be lost on the
way into a case. The parts are those of 行政处罚法 59 and what agencies print beside them.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# In the order in which the rules are asked; the first that fits a line names its part.
HEADING = re.compile(r"^[一二三四五六七]\s*[、．.]\s*[^，。；]{2,45}$")
HEADINGS = (
    ("facts", re.compile(r"事实")),
    ("remedies", re.compile(r"复议|诉讼|权利告知")),
    ("basis", re.compile(r"依据|种类")),
    ("performance", re.compile(r"履行|罚款")),
)
DAY = r"(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
NUMERALS = r"二[〇○0零][一二〇○0零]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
SIGNED = re.compile(rf"^[^，。：:]{{0,40}}?({DAY}|{NUMERALS})\s*(印发)?(<.*)?$")
HEAD = re.compile(
    r"^(当事人|被?处罚(单位|人)|姓名|机构名称|被处罚单位|法定代表|主要负责人|法人|负责人|"
    r"(注册|单位|处罚单位)?\s*地\s*[(（]?住?[)）]?\s*址|[^，。]{0,8}地址|住\s*[所址]|统一社会|营业执照|经营范围|许可证号|"
    r"有效期限|联系|电话|案由|诊疗|分类|登记号|有无走私|处罚单位|组织机构|单位地址|性质)"
)
TITLE = re.compile(
    r"决\s*定\s*书(\[|$)|行政处罚决定$|〔\d{4}〕第?\s*\d+\s*号$|^[^，。]{2,30}(局|厅|海关|监管局)$|字.{0,8}第?\s*\d+\s*号$|^关于"
)
ADDRESSEE = re.compile(r"^[^，。《]{4,40}[:：]$")
PAYEE = re.compile(
    r"^(收款|开户|户\s*名|[账帐]\s*[号户]|名\s*称\s*[:：]|执收单位|[(（]二[)）]处罚期限)"
)
REMEDY = re.compile(
    r"不服|如有异议|有异议|复议或者?提起行政诉讼|逾期不申请|复议或诉讼期间|^嘉峪关市人民政府或者"
)
TOLD = re.compile(
    r"告知.{0,60}(陈述|申辩|处罚的?依据)|告知[书单]》|听证会|^(人保|对你公司|针对).{0,30}申辩|"
    r"[^未没]提出.{0,8}(陈述|申辩|申诉)"
)
PAY = re.compile(
    r"(接到|收到|送达).{0,24}日起?\s*(15|十五)?日|逾期不(缴纳|履行)|逾期未|罚款.{0,12}(15|十五)日内|"
    r"^起十五日内|缴纳罚款|处罚期限|缴款|发生法律效力"
)
PROOF = re.compile(
    r"^(以上|上述|2\.上述)[^，。]{0,14}(事实|行为|违法行为).{0,4}[，,]?\s*(主要)?(有|由)|有?(下列|以下)(主要)?证据|证据为证[:：]|"
    r"^证据|^以上(有关)?证据|提取了以下证据|证明以上事实|^相关证据|笔录内容证实"
)
ITEM = re.compile(r"^([（(]?[一二三四五六七八九十\d]+[）)]?\s*[、.．:：]?|1份)")
FINDING = re.compile(
    r"(上述|以上|该|的)[^。]{0,6}行为.{0,12}(违反|构成|属|已)|^综上|^鉴于|"
    r"^(你公司|当事人)违反|^上述第\d项行为"
)
REASON = re.compile(
    r"^[^。，《]{2,16}认为|^根据以上查明事实，本厅认为|^综上所述，(我|本)|^针对.*认为"
)
BASIS = re.compile(r"^(根据|依据|依照|《)[^。]{0,40}(《|上述|规定|以上)")
DECIDE = re.compile(
    r"(?:^|(?<=[，,。；、]))(?=[^，。；《]{0,14}(现?决定(对|给予|责令|作出|处罚|如下)|对(当事人|你(公司|单位))[^，。]{0,20}(作出|处罚)如下|"
    r"作出(下列|如下)|对你司的环境违法行为作出行政处罚|责令当事人))"
)
RESULT = re.compile(
    r"^([（(]?[一二三四五\d]+[）)]?\s*[、.．]?\s*)?(对你|给予|并?处|罚款|没收|责令|暂停|撤销|警告|对造成|对.{0,30}(责令|处以))"
)
LAW = re.compile(r"(?<=，)(根据|依据)《")
# What is told of the act before the law is applied to it.
KNOWN = {"evidence", "findings", "told", "reasons", "basis", "result"}
TAIL = re.compile(
    r"^(抄送|附件|备注|（此件|\(此件|我局地址|本机关地址|联系(地址|部门|电话)|邮政编码|[(（]关印|.*印发$|、$|<span|&n|.*\.doc)"
)
ORGAN = re.compile(r"^[^，。：:]{4,24}(局|厅|海关|支队|委员会)(（代章）)?$")


@dataclass
class Text:
    """One decision as published. `parts` holds the lines of each part in their order."""

    uid: str
    agency: str
    number: str
    party: str
    decided: str
    parts: dict[str, list[str]] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)

    def put(self, part: str, line: str) -> None:
        """Add a line, or a piece of one, to a part."""
        self.parts.setdefault(part, []).append(line)
        self.order.append((part, line))

    def said(self, *parts: str) -> str:
        """The lines of the parts, one below the other."""
        return "\n".join(line for part in parts for line in self.parts.get(part, []))


def lines_of(text: str) -> list[str]:
    """The lines that say something; the rest of a web page's markup is no line."""
    rows = (re.sub(r"<span.*$|&n\w*;?$|\?{2,}", "", row).strip() for row in text.splitlines())
    return [row for row in rows if row and row != "?"]


def read(path: Path, row: dict[str, str]) -> Text:
    """Read one file of the collection with its row of INDEX.csv."""
    found = Text(row["uid"], row["agency"], row["doc_no"], row["party_name"], row["decision_date"])
    part, begun = "head", False
    for line in lines_of(path.read_text(encoding="utf-8")):
        part, begun = _place(found, line, part, begun)
    return found


def sentences(line: str) -> list[str]:
    """A line cut after each full stop that is not inside a quotation; joined they are the line."""
    rows, depth, start = [], 0, 0
    for place, char in enumerate(line):
        depth += {"“": 1, "”": -1}.get(char, 0)
        if char == "。" and depth <= 0 and line[place + 1 : place + 2] not in ("”", "）", ")"):
            rows.append(line[start : place + 1])
            start, depth = place + 1, 0
    return [row for row in [*rows, line[start:]] if row.strip()]


def _place(found: Text, line: str, part: str, begun: bool) -> tuple[str, bool]:
    if not begun and _is_head(line, found.party):
        found.put("head", line)
        return "head", False
    if HEADING.match(line):
        found.put("heading", line)
        names = (name for name, rule in HEADINGS if rule.search(line))
        return next(names, part), True
    for piece in sentences(line):
        part = _put(found, piece, part if part != "head" else "facts")
    return part, True


def _put(found: Text, piece: str, before: str) -> str:
    part = _part(piece, before)
    if part == "basis" and "罚款" not in piece and not KNOWN & set(found.parts):
        part = "facts"
    cut = _cut(piece) if part in ("basis", "reasons", "told", "findings") else None
    if cut is None:
        found.put(part, piece)
        return part
    _put_ground(found, part, cut[0])
    found.put("result", cut[1])
    return "result"


def _put_ground(found: Text, part: str, ground: str) -> None:
    """What comes before the decision in its sentence; the law it names is its basis."""
    place = LAW.search(ground) if part in ("told", "findings") else None
    pieces = [(part, ground)]
    if place is not None:
        pieces = [(part, ground[: place.start()]), ("basis", ground[place.start() :])]
    for name, piece in pieces:
        if piece:
            found.put(name, piece)


def _is_head(line: str, party: str) -> bool:
    if HEADING.match(line):
        return False
    if line.rstrip(":：") == party or ADDRESSEE.match(line) or HEAD.match(line):
        return True
    return len(line) < 60 and (TITLE.search(line) is not None)


def _cut(line: str) -> tuple[str, str] | None:
    """Where a paragraph passes from its ground to what is decided; the last place that fits."""
    places = [found.start() for found in DECIDE.finditer(line)]
    if not places:
        return None
    return line[: places[-1]], line[places[-1] :]


def _part(line: str, before: str) -> str:
    if SIGNED.match(line):
        return "sign"
    for name, rule in RULES:
        if rule.search(line):
            return name
    return _carried(line, before)


RULES = (
    ("tail", TAIL),
    ("sign", ORGAN),
    ("payee", PAYEE),
    ("evidence", PROOF),
)


def _carried(line: str, before: str) -> str:
    if REMEDY.search(line):
        return "remedies"
    if before in ("result", "performance", "payee", "basis") and PAY.search(line):
        return "performance"
    if before == "evidence" and ITEM.match(line) and not TOLD.search(line):
        return "basis" if "，依据《" in line else "evidence"
    if TOLD.search(line) or (before == "told" and ITEM.match(line)):
        return "told"
    if REASON.match(line):
        return "reasons"
    return _ground(line, before)


def _ground(line: str, before: str) -> str:
    if BASIS.match(line) or line.startswith("经查"):
        return "facts" if line.startswith("经查") else "basis"
    if before in ("evidence", "facts", "told", "result") and FINDING.search(line):
        return "findings"
    if before in ("basis", "result") and RESULT.match(line):
        return "result"
    return {"evidence": "facts"}.get(before, before)


def texts(folder: Path) -> Iterator[Text]:
    """Every decision of the collection, in the order of its index."""
    with (folder / "INDEX.csv").open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            yield read(folder / row["file"], row)
