"""Names that the form of a text tells, whatever they are made of.

Behind a label with a colon, in a list of people, in a column headed 姓名, in the salutation, and where somebody
says what he is called.
"""

import re
from collections.abc import Iterator

from disclosure.redaction.lexicon import HAN, MIDDLE_DOTS, any_of, characters, words
from disclosure.redaction.transliterated import SOUND

_DOT = f"[{MIDDLE_DOTS}]"
ITEM = rf"(?:{HAN}{{1,8}}(?:{_DOT}{HAN}{{1,12}}){{1,3}}|{HAN}{{2,4}})"
_SURNAMES = characters("common_surnames") | characters("rare_surnames")
_COMPOUND = words("compound_surnames")
_NOT_GIVEN = frozenset("的了未不无已拒签将被把某并均请或与系")
_SELDOM_GIVEN = characters("not_given") - characters("given_characters")
_ROLES = words("party_roles") | words("representative_roles") | words("other_roles")
_OFFICERS = words("officer_roles")
_NO_NAMES = words("not_names") | words("place_names") | words("no_values") | _ROLES | _OFFICERS
_LIKE_A_ROLE = characters("role_endings")
_ORGANISATION = tuple(words("organisation_endings"))
_SOUNDED = re.compile(f"{SOUND}{{3,6}}|(?:{any_of(words('name_parts'), spaced=False)}){{1,3}}")
_PERSON_LABEL = rf"(?:{HAN}{{0,8}}[人者员工户]|姓名|{any_of(_ROLES, spaced=False)})(?:姓名)?"
_LABELLED = re.compile(
    rf"(?<!{HAN})(?P<role>{_PERSON_LABEL})(?:（[^）\n]{{1,14}}）)?[ \t]{{0,4}}：[ \t]{{0,4}}(?P<one>{ITEM})(?=[ \t]*(?:\n|$|[ \t，。；、]|（(?!集团|中国|[^）\n]{{1,12}}）{HAN})))"
)
_SALUTED = re.compile(
    rf"(?:^|\n)[ \t]{{0,4}}(?P<one>{ITEM})(?:（[^）\n]{{1,40}}）)?：[ \t]*\n[ \t]*(?:经查|因?你(?![公单企厂店局合院校社])|本机关|本局|我局)"
)
_CALLED = re.compile(
    rf"(?:真名|本名|原名|又名|亦名|我叫|(?<![土地])名叫|叫做|名为|[我他她]是|自称是?)(?:叫|是|为)?[“：]?(?P<one>{ITEM})(?=[，。；、）”（\s]|[的在与于]|$)"
)
# 押运员温泉因: behind a word for a person even what is a word otherwise, if the sentence can go on behind it.
_ANNOUNCED = re.compile(
    rf"(?:{any_of(_ROLES, spaced=False)}|(?<=[，、：；。（])[妻子女母父夫兄弟姐妹])(?P<one>{HAN}{{2,4}}?)(?=[，。；、（）]|[于在因从受将把向驾称系患](?!其)|的(?:证|陈|询|笔|妻|丈|儿|女|父|母|家|住|身|车|手))"
)
_ACCOUNTS = re.compile(rf"(?:“{ITEM}”[、和及与]?){{1,20}}等?[^，。；“”]{{0,10}}账户")
_RELATED = re.compile(
    rf"(?<!{HAN})(?P<one>{ITEM}?)[与和](?P<two>{ITEM}?)(?:系|是|为|之间是|二人系)(?:同胞)?(?:夫妻|夫妇|父子|父女|母子|母女|兄弟|姐妹|兄妹|姐弟|朋友|同事|同学|同乡|邻居|亲属|亲戚|恋人|情侣|师徒|雇佣|合伙|上下级)"
)
_GOES_ON = frozenset("存应向对会可将系在于因为并")  # 当事人张三存在: the verb, not the name
_SEPARATOR = "[、和与及]"
_TERMINATOR = (
    r"(?=(?:、?等)?\s?(?:\d{1,3}|[一二三四五六七八九十两几数余多]{1,3})\s?[名人户位]|等(?:人|村民|员工|工人|患者|居民|业主|游客|消费者"
    r"|职工|学生|同学|农户|群众|当事人|证人|家庭)|夫妇|夫妻|兄弟|姐妹|姊妹|父子|母子|父女|母女|婆媳|兄妹|姐弟|[二两三四五六七八九十]人)"
)
_LISTED = re.compile(rf"(?P<list>(?:{_SEPARATOR}\s?{ITEM}){{1,20}}){_TERMINATOR}")
_FIRST_OF_SOME = re.compile(
    rf"[对由为向有给](?P<one>{ITEM}?)(?=等(?:[一二三四五六七八九十两几多]|\d{{1,3}})[人名])"
)
_IN_LIST = re.compile(rf"{_SEPARATOR}\s?({ITEM})(?={_SEPARATOR}|$)")
_NEXT = re.compile(rf"、\s?(?P<one>{ITEM})(?=[、，。；（）\s]|[和与及等]|$)")
_BEFORE = re.compile(rf"(?:^|[、，。；：（）\s])(?P<one>{ITEM})\s?、$")
_CELLS = re.compile(r"[ \t|]+")
_ROWS = 200
_NAME_HEADS = frozenset(
    {
        "姓名",
        "名字",
        "人员姓名",
        "举报人",
        "投诉人",
        "证人",
        "受害人",
        "被害人",
        "户主",
        "业主",
        "村民",
    }
) | words("party_roles")


def find_told(text: str) -> Iterator[tuple[str, bool]]:
    """(name, whether a punished party's) for each name in folded text that its form tells."""
    for match in _LABELLED.finditer(text):
        role = match["role"].removesuffix("姓名")
        officer = role.endswith(tuple(_OFFICERS)) and not role.startswith(("被", "受"))
        if not officer and could_be_name(match["one"]):
            yield match["one"], role in words("party_roles")
    yield from ((m["one"], True) for m in _SALUTED.finditer(text) if could_be_name(m["one"]))
    yield from ((m["one"], False) for m in _CALLED.finditer(text) if _begins_like_one(m["one"]))
    for match in _RELATED.finditer(text):
        yield from ((m, False) for m in (match["one"], match["two"]) if _begins_like_one(m))
    for match in _ACCOUNTS.finditer(text):
        names = re.findall(f"“({ITEM})”", match[0])
        yield from ((name, False) for name in names if _begins_like_one(name))
    for match in _LISTED.finditer(text):
        yield from (
            (one, False) for one in _IN_LIST.findall(match["list"]) if _begins_like_one(one)
        )
    yield from (
        (m["one"], False) for m in _FIRST_OF_SOME.finditer(text) if _begins_like_one(m["one"])
    )
    yield from ((name, False) for name in _columns(text))


def find_announced(text: str) -> Iterator[str]:
    """Names behind a word for a person, in texts that speak of natural persons."""
    for match in _ANNOUNCED.finditer(text):
        one = match["one"]
        whole = len(one) < 3 or one[-1] not in _GOES_ON
        if whole and one[0] not in _LIKE_A_ROLE and _begins_like_one(one, strict=len(one) < 3):
            yield one


def find_listed(text: str, known: str) -> Iterator[str]:
    """What stands on either side of a known name in a list: 张三、李四."""
    for match in re.finditer(re.escape(known), text):
        following = _NEXT.match(text, match.end())
        if following and _begins_like_one(following["one"]):
            yield following["one"]
        before = _BEFORE.search(text, max(0, match.start() - 14), match.start())
        if before and _begins_like_one(before["one"]):
            yield before["one"]


def could_be_name(run: str) -> bool:
    """Whether nothing speaks against it where a label asks for a name."""
    if re.search(_DOT, run):
        return not re.search(r"公司|[某×]", run)
    if len(run) < 2 or run in _NO_NAMES or run.endswith(_ORGANISATION) or "某" in run:
        return False
    whole = len(run) < 4 or run[:2] in _COMPOUND or bool(_SOUNDED.fullmatch(run))
    return whole and _NOT_GIVEN.isdisjoint(run[1:])


def _begins_like_one(run: str, *, strict: bool = True) -> bool:
    """The same where no label asks: with a surname, or of the sounds of a name without one.

    `strict`: it does not begin like an ordinary word.
    """
    if (
        not could_be_name(run)
        or not _SELDOM_GIVEN.isdisjoint(run[1:])
        or run[-1:] in _LIKE_A_ROLE
        or (strict and run[:2] in words("not_names"))
    ):
        return False
    return run[0] in _SURNAMES or bool(_SOUNDED.fullmatch(run) or re.search(_DOT, run))


def _columns(text: str) -> Iterator[str]:
    """The cells of a table under 姓名 or a word for a person, as long as its rows go on."""
    lines = text.split("\n")
    for no, line in enumerate(lines):
        head = _CELLS.split(line.strip())
        place = next(
            (
                i
                for i, cell in enumerate(head)
                if cell.removesuffix("姓名") in _NAME_HEADS or cell in _NAME_HEADS
            ),
            -1,
        )
        if place < 0 or len(head) < 2:
            continue
        for row in lines[no + 1 : no + 1 + _ROWS]:
            cells = _CELLS.split(row.strip())
            if len(cells) < max(2, place + 1):
                break
            if re.fullmatch(ITEM, cells[place]) and could_be_name(cells[place]):
                yield cells[place]
