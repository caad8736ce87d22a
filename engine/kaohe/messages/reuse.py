"""Findings about files that policies share (K801 to K810), own methods (K811, K812) and amendments (K820 to K835)."""

from __future__ import annotations

from kaohe.messages.entry import Message

_OTHER_FILES: dict[str, Message] = {
    "K801": Message(
        "不能引用 {path}",
        "{path} may not be named here",
        "写从本文件出发、不出文件夹 {folder} 的路径，例如 common.yaml、../common.yaml；或者写随附办法的标识。",
        "Write a path from this file that stays inside {folder}, such as common.yaml or ../common.yaml; or the id of a "
        "policy that ships with kaohe.",
    ),
    "K802": Message(
        "没有文件 {path}",
        "there is no file {path}",
        "路径从本文件所在的文件夹算起；随附的办法写标识，不写路径。",
        "A path begins in the folder of this file; a policy that ships with kaohe goes by its id.",
    ),
    "K803": Message(
        "{path} 自己又引用或修订别的文件（第 {line} 行的 {key}）",
        "{path} takes from another file itself ({key} in line {line})",
        "只能引用不引用别人的文件：请直接引用写着那些内容的文件。",
        "What is used may use no other file: name the file that holds it.",
    ),
    "K804": Message(
        "{file} 的 {section} 里没有“{id}”",
        "{file} has no “{id}” under {section}",
        "请核对那个文件里的标识。",
        "Check the ids of that file.",
    ),
    "K805": Message(
        "“{id}”已经有了（{first}）",
        "there is an “{id}” already ({first})",
        "不要引用它，或把自己的那一个改名。",
        "Do not take it, or give your own another id.",
    ),
    "K806": Message(
        "“{id}”（{at}）要用到那个文件 {section} 里的“{needed}”，它没有一起引用",
        "“{id}” ({at}) rests on “{needed}” under {section} of its file, which is not taken with it",
        "在 take 里加上 {section}: [{needed}]。",
        "Add {section}: [{needed}] to take.",
    ),
    "K807": Message(
        "方法“{id}”（{at}）写了 for，要用到它自己那份办法的数值，不能引用",
        "the method “{id}” ({at}) has `for`: it rests on values of its own policy and cannot be taken",
        "把要用的数值改成参数，去掉 for；或者在本办法里另写一个。",
        "Make parameters of those values and leave out `for`; or write a method of your own.",
    ),
    "K808": Message(
        "这个文件是供别的办法引用的，自己不是办法：没有 units",
        "this file is for other policies to use and no policy itself: it has no units",
        "请检查引用它的办法；如果它本来是办法，请补上 policy、title 和 units。",
        "Check the policy that uses it; if it is a policy, write policy, title and units.",
    ),
    "K809": Message(
        "{path} 就是本文件",
        "{path} is this file itself",
        "请写别的文件。",
        "Name another file.",
    ),
    "K810": Message(
        "表“{id}”（{at}）是要填报的数据表，不能引用",
        "the table “{id}” ({at}) is one of data, and cannot be taken",
        "只能引用文件自带数字的表（grid）；数据表请写在本办法的 tables 里。",
        "Only a table of the document itself (grid) can be taken; write a table of data under tables.",
    ),
}

_METHODS: dict[str, Message] = {
    "K811": Message(
        "方法“{name}”是为“{own}”写的，不能用在“{other}”的规则里",
        "the method “{name}” is for “{own}”, and this is a rule of “{other}”",
        "把它要用的数值改成参数，去掉 for；或者给这类单位另写一个。",
        "Make parameters of the values that it names and leave out `for`; or write another for this unit type.",
    ),
    "K812": Message(
        "方法里套着方法，展开以后超过 {most} 次调用",
        "methods that call methods come to more than {most} calls",
        "把反复要用的中间结果写成单独的数值（values），方法里只引用它。",
        "Make values of the steps that are needed again and again.",
    ),
}

_AMENDMENTS: dict[str, Message] = {
    "K820": Message(
        "{path} 自己又是修订（第 {line} 行）",
        "{path} amends another policy itself (line {line})",
        "amends 写最近一次修订后的全文；全文可以用 kaohe consolidate 写出来。",
        "Let `amends` name the last consolidated text; kaohe consolidate writes it.",
    ),
    "K821": Message(
        "底本里没有“{path}”",
        "the base has no “{path}”",
        "这里有：{known}。",
        "What there is: {known}.",
    ),
    "K822": Message(
        "“{path}”可以指几处：{fitting}",
        "“{path}” fits several: {fitting}",
        "写其中一个。",
        "Write one of them.",
    ),
    "K823": Message(
        "“{path}”在第 {line} 行已经改过或废止了",
        "“{path}” is changed or repealed by line {line} already",
        "一处只改一次：把两项修改合成一项。",
        "A thing is changed once: make one change of the two.",
    ),
    "K824": Message(
        "“{path}”是一个值或一个列表，不是有键的条目",
        "“{path}” is a value or a list, and no entry with keys",
        "{write}",
        "{write}",
    ),
    "K829": Message(
        "“{path}”是修订文件自己写的，不从底本来",
        "“{path}” is what the amending file says of itself, and does not come from the base",
        "把它直接写在修订文件开头，不写成修改。",
        "Write it at the top of the amending file, and not as a change.",
    ),
    "K825": Message(
        "一项修改要有 at + set、repeal、add + to、settle 里的一种，这里是：{found}",
        "a change is one of at + set, repeal, add + to and settle; here: {found}",
        "几种分成几项写，每项各写 clause 和 say。",
        "Write one change for each, with its own clause and say.",
    ),
    "K826": Message(
        "{to} 里已经有“{id}”",
        "there is an “{id}” under {to} already",
        "要改它，写 at 和 set；要新增，换一个标识。",
        "To change it, write at and set; to add another, choose another id.",
    ),
    "K827": Message(
        "不能这样加到 {to}",
        "this cannot be added to {to}",
        "to 写一个列表或一节（如 scores、tables.chain.let）；往一节里加的写成“标识: 内容”；给条目加键用 at 和 set。",
        "`to` is a list or a section (such as scores, tables.chain.let); what is added to a section is written “id: "
        "content”; a key of an entry is written with at and set.",
    ),
    "K828": Message(
        "{to} 里没有“{id}”，不知道加在哪里",
        "{to} has no “{id}” to stand behind",
        "after 写其中一项的标识；不写就加在最后。",
        "Let `after` be the id of one of its items; left out, it is added at the end.",
    ),
    "K830": Message(
        "这里废止了“{name}”，可是还有地方用它：{uses}",
        "“{name}” is repealed here, but still named: {uses}",
        "把那些地方也改掉或一并废止。",
        "Change or repeal those places too.",
    ),
    "K831": Message(
        "这里用的“{name}”已由 {at} 废止",
        "“{name}”, named here, is repealed by {at}",
        "在修订文件里把这里也改掉（at 和 set）。",
        "Change this place in the amending file too (at and set).",
    ),
    "K832": Message(
        "底本的这个算例修改以后不再成立：{why}；改它的是 {changes}",
        "this example of the base no longer holds: {why}; what changed it: {changes}",
        "如果正是要这样改，请在修订文件里写上新的算例，并用 repeal: examples.{number} 废止它。",
        "If that is what the change means, write a new example in the amending file, and repeal: examples.{number}.",
        level="warning",
    ),
    "K833": Message(
        "{path} 的 {key} 与底本一样，什么也没有改",
        "{key} of {path} is what the base says: nothing is changed",
        "请核对要改的数；不改就删去这一项。",
        "Check what is to be changed; else leave it out.",
        level="warning",
    ),
    "K835": Message(
        "修订文件里不能直接写 {key}",
        "{key} cannot stand in a policy that amends another",
        "写成 changes 里的一项：新增写 add 和 to: {key}，改动写 at 和 set，删去写 repeal。",
        "Make it one of changes: add and to: {key} for what is new, at and set for what changes, repeal for what goes.",
    ),
}

_CONSOLIDATION: dict[str, Message] = {
    "K840": Message(
        "这份修订的全文没有写出来：写成一份文件以后，意思会与修订不同",
        "the whole text of this policy was not written: as one file it would say something else",
        "请照修订文件手工改底本；也请把这两份文件告诉 kaohe 的维护者。",
        "Write the changes into the base by hand; and let those who maintain kaohe have both files.",
    ),
    "K841": Message(
        "这份办法没有修订别的办法，它自己就是全文",
        "this policy amends no other one: it is the whole text itself",
        "给出写有 amends 的文件。",
        "Name a file that has `amends`.",
    ),
}

REUSE: dict[str, Message] = {**_OTHER_FILES, **_METHODS, **_AMENDMENTS, **_CONSOLIDATION}
