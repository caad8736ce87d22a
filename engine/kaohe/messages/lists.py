"""Findings about lists, `each` and the members of a list (K601 to K699)."""

from __future__ import annotations

from kaohe.messages.entry import Message

LISTS: dict[str, Message] = {
    "K601": Message(
        "没有“{name}”这个清单", "there is no list “{name}”", "写 lists 里的标识。", "write an id from lists."
    ),
    "K602": Message(
        "“{member}”在清单里列了两次",
        "“{member}” stands twice in the list",
        "成员的标识和名称各不相同：去掉重复的。",
        "ids and names of members are all different: remove one of them.",
    ),
    "K603": Message(
        "成员的标识“{member}”里不能有方括号和逗号",
        "the id of a member cannot hold brackets or commas: “{member}”",
        "写成“标识: 名称”，例如 {{a: …}}，名称里可以有。",
        "write “id: name”, as in {{a: …}}; a name may hold them.",
    ),
    "K604": Message(
        "合起来有 {count} 个成员，应在 1 到 {most} 个之间",
        "there are {count} members together, and 1 to {most} can be",
        "缩短清单，或去掉 each 里的一个清单，改用记录表。",
        "make a list shorter, or leave one out of each and use a table of records.",
    ),
    "K605": Message(
        "“{id}”是“{parent}”的分项，不能另写 each",
        "“{id}” is a part of “{parent}” and has no each of its own",
        "分项的成员随合计：把 each 写在“{parent}”上，或把它移到 values 里，这里再折合成一个数。",
        "parts have the members of the whole: write each at “{parent}”, or move it to values and fold it here.",
    ),
    "K606": Message(
        "“{name}”按{list}各有一个值，这里不知道是哪一个",
        "“{name}” has a value for each {list}, and here it is not known which is meant",
        "写明是哪一个，例如 {name}({member})；每个都要的，在这一条写 each: {id}。",
        "say which, as in {name}({member}); if a value for each is meant, write each: {id} at this entry.",
    ),
    "K607": Message(
        "“{id}”对每个{list}都一样：规则里没有用到{list}",
        "“{id}” is the same for each {list}: its rule does not use it",
        "去掉 each 里的 {list_id}，或在规则里用上它。",
        "remove {list_id} from each, or use it in the rule.",
        level="warning",
    ),
    "K612": Message(
        "“{word}”不是{list}的成员",
        "“{word}” is no member of {list}",
        "这一条写了 list，结果写清单里的标识或名称；要写算式，用括号括起来。",
        "the entry has list: write an id or a name from it; a formula goes in brackets.",
    ),
    "K613": Message(
        "{name}(…) 里的“{text}”不合适",
        "“{text}” does not fit in {name}(…)",
        "第一个参数写 list 列，或写了 list 的一条；lower 的清单要有 order，第二个参数写整数，例如 lower(grade, 1)。",
        "the first is a column or an entry with list, for lower of one with order; the second a whole number, as in "
        "lower(grade, 1).",
    ),
    "K611": Message(
        "“{name}”不是办法里以“{id}”为键的表",
        "“{name}” is no table of the document whose key is “{id}”",
        "写一张有 grid 的表，它的 key 写 [{id}]；或把成员写在 members 里。",
        "name a table with a grid whose key is [{id}], or list the members under members.",
    ),
    "K610": Message(
        "办法里对清单成员的汇总合起来超过 {most} 项",
        "all folds over lists of the policy together have more than {most} elements",
        "缩短清单，或把 each 里的清单减少一个，改用记录表。",
        "make lists shorter, or leave one out of each and use a table of records.",
    ),
    "K608": Message(
        "“{name}”不是清单里的成员，或写了两次",
        "“{name}” is no member of the list, or stands twice",
        "写清单里的标识或名称，每个成员一行。",
        "write an id or a name from the list, one line for each member.",
    ),
    "K609": Message(
        "清单里的 {missing} 没有写",
        "nothing is written for {missing} of the list",
        "每个成员写一行；有 cases 的可以写 otherwise。",
        "write a line for each member; beside cases, otherwise may stand.",
    ),
}
