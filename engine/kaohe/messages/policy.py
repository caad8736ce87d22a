"""K2xx: the shape of a policy (K201–K219), and its names and rules (from K220)."""

from __future__ import annotations

from kaohe.messages.entry import Message

_SHAPE: dict[str, Message] = {
    "K201": Message(
        "{where} 下没有 {key} 这个键",
        "there is no key {key} under {where}",
        "这里还可以写：{allowed}；也请检查缩进，看它是否写错了层。",
        "What else may stand here: {allowed}. Check the indentation too: it may belong to another level.",
    ),
    "K202": Message(
        "{where} 缺少 {key}",
        "{where} has no {key}",
        "请补上 {key}。",
        "Write {key}.",
    ),
    "K203": Message(
        "{key} 应为{wanted_zh}，这里是{found_zh}",
        "{key} has to be {wanted_en}, but this is {found_en}",
        "{write}",
        "{write}",
    ),
    "K204": Message(
        "{key} 应为文字，YAML 会把 {value} 当作数或真假",
        "{key} has to be a text, but YAML takes {value} for a number or a truth value",
        '请加引号："{value}"。',
        'Put it in quotes: "{value}".',
    ),
    "K205": Message(
        "{key} 不能是 {value}",
        "{key} cannot be {value}",
        "可用：{allowed}。",
        "What may stand here: {allowed}.",
    ),
    "K206": Message(
        "{value} 不能作标识",
        "{value} cannot be an id",
        "标识以字母或汉字开头，只有字母、汉字、数字和 _，不超过 80 个字；名称写在 name 里。",
        "An id begins with a letter of any script, holds letters, digits and _ alone, and is no longer than 80; "
        "the name goes into `name`.",
    ),
    "K207": Message(
        "{key} 应为{wanted_zh}，不能是 {value}",
        "{key} has to be {wanted_en}, and cannot be {value}",
        "请写 60、0.5 这样的数，不带单位、引号和千分位；0x1F、1e3、.inf 都不是数。",
        "Write a number like 60 or 0.5, without unit, quotes or thousands signs; 0x1F, 1e3 and .inf are none.",
    ),
    "K208": Message(
        "{value} 不是比例",
        "{value} is no proportion",
        "请写成 3:6:1，每个等次一个整数。",
        "Write 3:6:1, with a whole number for each grade.",
    ),
    "K209": Message(
        "{key} 是空白的",
        "{key} is blank",
        "请写上文字，或删去这一项。",
        "Write a text, or remove the entry.",
    ),
    "K210": Message(
        "{key} 至少要有 {limit} 项",
        "{key} needs at least {limit} items",
        "请补上，或删去这一项。",
        "Add what is missing, or remove the entry.",
    ),
    "K211": Message(
        "{key} 至多有 {limit} 项",
        "{key} has at most {limit} items",
        "请删去多余的。",
        "Remove what is too much.",
    ),
    "K212": Message(
        "{key} 里没有内容",
        "{key} is empty",
        "请写上内容，或删去这一项。",
        "Write something, or remove the entry.",
    ),
    "K213": Message(
        "{key} 不能是 {value}，界限是 {limit}",
        "{key} cannot be {value}; the limit is {limit}",
        "请改正。",
        "Mend it.",
    ),
    "K214": Message(
        "{key} 要有其中一项：{names}",
        "{key} needs one of {names}",
        "请补上一项。",
        "Write one of them.",
    ),
    "K215": Message(
        "有 {key} 就要有 {companion}",
        "{key} needs {companion} beside it",
        "请在同一层补上 {companion}，或删去 {key}。",
        "Write {companion} on the same level, or remove {key}.",
    ),
    "K216": Message(
        "语言的版本 {value} 不认识",
        "the version {value} of the language is not known",
        "请写 kaohe: {limit}。",
        "Write kaohe: {limit}.",
    ),
    "K217": Message(
        "{key} 不合要求（{text}）",
        "{key} is not as it should be ({text})",
        "请对照语言说明改写。",
        "Rewrite it by the reference of the language.",
    ),
    "K218": Message(
        "{key} 里有重复的项",
        "an item of {key} stands twice",
        "请删去重复的。",
        "Remove one of them.",
    ),
    "K219": Message(
        "{key} 与这里别的键不能同时用",
        "{key} cannot stand beside the other keys here",
        "请删去 {key}，或改用另一种写法。",
        "Remove {key}, or one of the keys it excludes.",
    ),
}

POLICY: dict[str, Message] = {**_SHAPE}
