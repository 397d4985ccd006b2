"""Whose a telephone or an e-mail is: the agency's own, which is public, or somebody's.

The word for the agency has to own the contact: 举报电话 and 财务室（电话：…） do by themselves, otherwise the sentence
must speak of the agency and of nobody else. A bare field (联系电话：…) belongs to what stands before it: walking
back sentence by sentence, a person outranks the agency.
"""

import re
from collections.abc import Collection, Iterator

from disclosure.redaction.lexicon import any_of, characters, words

_NOT_OWNERS = frozenset(  # also said of the agency, or of nobody
    {
        "联系人",
        "经办人",
        "收件人",
        "法人",
        "第三人",
        "主任",
        "主管",
        "部长",
        "书记",
        "会长",
        "会计",
        "出纳",
    }
    | {"委托", "询问", "询问了", "翻译", "用户", "中介", "签收人"}
)
_PARTIES = words("party_roles") | {"被处罚单位", "受处罚单位"}
_OTHERS = words("representative_roles") | words("other_roles")
_OF_THE_COURT = "(?!民)"  # 申请人民法院强制执行 names no 申请人
# A party told what to do at the agency owns no telephone there: 当事人可以向……申请行政复议，电话：….
_TOLD_TO = (
    r"(?:名称|单位|个人)?(?:如|若|可|应|须|需|有权|享有|逾期|拒不|不服|依法|凭|持本|携带|履行|既不|未在|到期"
    r"|(?:自|在)?(?:收到|接到)(?:本|此|该|上述)|在(?:规定|法定|本|上述|\d|[一二三四五六七八九十])"
    r"|(?:认为|对)(?:本|此|该|上述|我|行政|处罚|以上|这))"
)
_SOMEBODY = re.compile(
    rf"(?>{any_of(_PARTIES)})(?!{_TOLD_TO}){_OF_THE_COURT}"
    rf"|(?>{any_of(_OTHERS - _PARTIES - _NOT_OWNERS)})(?!可以?(?:向|拨打|到)){_OF_THE_COURT}"
    rf"|[{''.join(sorted(characters('common_surnames')))}](?>某{{1,2}})(?![市区县省州镇乡村街路大局委厅公银行支人政医学]|{_TOLD_TO})"
    r"|法\s?定\s?代\s?表|身\s?份\s?证|姓\s{0,4}名|住\s{0,4}址|家中|家里|家庭|自家|宅电|住宅|本人|先生|女士|[男女]，"
    r"|其(?=[家宅妻夫父母子女个联电手邮座固微]|本人)|该[店户]|店[里内]|[店摊]主"
)
# Whom the agency names as its own: 联系人：…
_OFFICER = re.compile(
    r"(?:联\s{0,4}系\s{0,4}人|经办人|收件人)[：\s]{0,4}[^\s，。；：（）]{0,2}\s?[^\s，。；：（）]{1,3}"
)
_AGENCYS_LABEL = re.compile(
    r"(?:举报|投诉|监督|咨询|信访|受理|廉政|纪检|热线)[^，。；：（人者]{0,8}(?:电\s{0,4}话|热线|专线|邮箱|信箱|传真|方式)(?:号码)?[：为是\s（]{0,4}$"
)
_ROOM = re.compile(
    r"(?:局|委员会|厅|[支大中]队|海关|窗口|大厅|[科室股处所])）?（(?:联系|办公|咨询)?(?:电\s{0,4}话|邮箱)?[：\s]{0,4}$"
)
_AT_OFFICE = re.compile(
    r"(?:局|委员会|厅|支队|大队|海关|窗口|大厅|科|股)）?，?\s?(?:联系)?(?:电话)?[：\s]{0,3}$"
)
_AGENCY = re.compile(
    r"(?:我[局委厅会关队所站办部]|本[局委厅机会关队所站]关?)(?:的|地址|联系|办公|电话|邮箱|[^，。；\n]{0,16}(?:[科室股处队]|窗口|大厅))"
    r"|(?:请|可|应|须)[^，。；\n]{0,20}与[^，。；\n]{0,20}联系"
    r"|复议|诉讼|起诉|强制执行|陈述、?和?申辩|申辩|听证|法院|咨询|热线|联系(?:部门|单位|科室|处室)|缴款|缴纳|缴[到至入]|财务室|法规[科处股]|办公室"
    r"|执法机关|处罚机关|机关地址|作出机关|(?:举报|投诉|监督)[^，。；：人者]{0,8}(?:电话|邮箱|信箱)"
)
_FIELD = re.compile(
    r"[\s（\d.、]*(?:联\s{0,4}系|经办|咨询|地\s{0,4}址|邮|传\s{0,4}真|电\s{0,4}话|办公|[本我]?(?:机关|单位|局)地址|[Tt][Ee][Ll]|[Ee]-?mail|电子|承办|[处科]室|$)"
)
_STOP = re.compile(r"[。；！？\n]")
_REACH = 300


def agencys_own(text: str, start: int, names: Collection[str] = ()) -> bool:
    """Whether the contact at `start` of folded text is the agency's; `names` are those of known people."""
    own, *earlier = _sentences_back(text, start)
    clause = own.rsplit("，", 1)[-1]
    if _ROOM.search(own) or (_AGENCYS_LABEL.search(own) and not _somebodys(clause, names)):
        return True
    if _somebodys(own, names):
        return False
    if _AGENCY.search(own) or _AT_OFFICE.search(own):
        return True
    if not _FIELD.match(own):
        return False
    for sentence in earlier:
        if _somebodys(sentence, names):
            return False
        if _AGENCY.search(sentence):
            return True
    return False


def _sentences_back(text: str, start: int) -> Iterator[str]:
    """What stands before `start`, from its own sentence backwards."""
    begin = max(0, start - _REACH)
    before = text[begin:start]
    ends = [0, *(match.end() for match in _STOP.finditer(before))]
    yield before[ends[-1] :]
    for left, right in zip(reversed(ends[:-1]), reversed(ends[1:]), strict=True):
        yield before[left:right]


def _somebodys(sentence: str, names: Collection[str]) -> bool:
    rest = _OFFICER.sub("", sentence)
    if _SOMEBODY.search(rest):
        return True
    return any(
        re.search(re.escape(name) + f"(?!{_TOLD_TO})", rest) for name in names if name in rest
    )
