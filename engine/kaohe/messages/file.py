"""K1xx: the file, its characters and its YAML.

K101–K109 whether it is a text at all · K110–K113 characters · K120–K138 what YAML allows and a policy does not ·
K140–K158 where YAML itself stops · K160–K161 what YAML reads in another way than it looks (warnings) · K162 no libyaml.
"""

from __future__ import annotations

from kaohe.messages.entry import Message

_FILE: dict[str, Message] = {
    "K101": Message(
        "没有文件 {path}",
        "there is no file {path}",
        "请核对文件名和所在的文件夹。",
        "Check the name and the folder.",
    ),
    "K102": Message(
        "{path} 是文件夹，不是办法文件",
        "{path} is a folder, not a policy file",
        "请指明其中的 .yaml 文件。",
        "Name the .yaml file in it.",
    ),
    "K103": Message(
        "读不了文件 {path}（{reason}）",
        "{path} cannot be read ({reason})",
        "请检查文件的权限，或先关闭占用它的程序。",
        "Check its permissions, and close programs that hold it.",
    ),
    "K104": Message(
        "文件超过 {most} KiB，不像是一份办法",
        "the file is larger than {most} KiB, which no policy is",
        "数据请放在数据文件夹里，办法文件里只写规则。",
        "Put data into the data folder; a policy file holds rules alone.",
    ),
    "K105": Message(
        "这里的字节 {byte} 不是 UTF-8 编码（全文共 {count} 处）",
        "the byte {byte} here is not UTF-8 ({count} in all)",
        "这几个字可能已经损坏：请改正后另存为 UTF-8 编码。",
        "The characters here may be damaged: mend them and save as UTF-8.",
    ),
    "K106": Message(
        "文件不是 UTF-8 编码，看起来是 GBK/GB18030 编码",
        "the file is not UTF-8; it looks like GBK/GB18030",
        "请用编辑器另存为 UTF-8 编码（记事本：另存为，编码选 UTF-8）。",
        "Save it as UTF-8 in your editor (Notepad: Save as, encoding UTF-8).",
    ),
    "K107": Message(
        "文件是 {what} 编码",
        "the file is encoded as {what}",
        "请另存为 UTF-8 编码（save as UTF-8）。",
        "Save it as UTF-8.",
    ),
    "K108": Message(
        "这不是文本文件，而是 {what}",
        "this is no text file but {what}",
        "办法要写成 UTF-8 编码的 .yaml 文本文件；工作簿作为数据给出。",
        "A policy is a .yaml text file in UTF-8; a workbook is given as data.",
    ),
    "K109": Message(
        "这是网页（{what}），不是办法文件",
        "this is a web page ({what}), not a policy file",
        "可能保存下来的是登录页或出错页：请重新下载原始的 .yaml 文件。",
        "A log-in or error page may have been saved: download the raw .yaml file again.",
    ),
    "K110": Message(
        "这里有看不见的控制字符 {character}（共 {count} 处）",
        "there is a control character {character} here ({count} in all)",
        "请删去；如在文件末尾，文件可能没有存完整。",
        "Delete it; at the end of a file it may mean that the file was not saved whole.",
    ),
    "K111": Message(
        "这里有改变书写方向的字符 {character}（共 {count} 处），显示的顺序会与实际不同",
        "there is a character {character} here ({count} in all) that turns the direction of writing",
        "请删去。",
        "Delete it.",
    ),
    "K112": Message(
        "这里有看不见的字符 {character}（共 {count} 处），看起来相同的名称会因此不同",
        "there is an invisible character {character} here ({count} in all); names that look the same would differ",
        "请删去这几个字后重新键入。",
        "Delete the word and type it again.",
    ),
    "K113": Message(
        "这里有特殊的换行字符 {character}（共 {count} 处）",
        "there is an unusual line end {character} here ({count} in all)",
        "请改为普通换行（回车）。",
        "Use an ordinary line end.",
    ),
}

_REFUSED: dict[str, Message] = {
    "K120": Message(
        "办法里不用 YAML 标签（{tag}）",
        "a policy has no YAML tags ({tag})",
        "请去掉以 ! 开头的标签；文字本身以 ! 开头的，加引号。",
        "Remove the tag; put a text that begins with ! in quotes.",
    ),
    "K121": Message(
        "办法里不用 YAML 引用（*{name}）",
        "a policy has no YAML aliases (*{name})",
        "请把内容写出来；算式或文字本身以 * 开头的，加引号。",
        "Write the thing itself; put a text that begins with * in quotes.",
    ),
    "K122": Message(
        "办法里不用 YAML 锚点（&{name}）",
        "a policy has no YAML anchors (&{name})",
        "请去掉；几处相同的规则写成 methods 里的方法，文字以 & 开头的加引号。",
        "Remove it; share a rule as one of `methods`, and put a text that begins with & in quotes.",
    ),
    "K123": Message(
        "办法里不用 YAML 的合并键（<<）",
        "a policy has no YAML merge keys (<<)",
        "请把各项写出来。",
        "Write the entries themselves.",
    ),
    "K124": Message(
        "从这里起是另一份内容：一个文件只写一份办法",
        "another document begins here: one file holds one policy",
        "请去掉 --- 或 ...；办法的各项应从行首写起，缩进一致。",
        "Remove --- or ...; the keys of a policy all begin in the first column.",
    ),
    "K125": Message(
        "办法里不用以 % 开头的 YAML 指令行",
        "a policy has no YAML directives (lines that begin with %)",
        "请删去这一行。",
        "Delete the line.",
    ),
    "K126": Message(
        "文件是空的",
        "the file is empty",
        "办法从 kaohe: 1 写起。",
        "A policy begins with kaohe: 1.",
    ),
    "K127": Message(
        "办法应由“键: 值”组成，这里却是一个列表",
        "a policy is made of “key: value”, but this is a list",
        "请去掉行首的 -，从 kaohe: 1 写起。",
        "Remove the - and begin with kaohe: 1.",
    ),
    "K128": Message(
        "办法应由“键: 值”组成，这里却是一段文字（{text}）",
        "a policy is made of “key: value”, but this is one text ({text})",
        "办法从 kaohe: 1 写起，冒号用半角，后面空一格。",
        "Begin with kaohe: 1, with a blank after the colon.",
    ),
    "K129": Message(
        "嵌套超过 {most} 层",
        "more than {most} levels are nested",
        "请拆成几个有 id 的值，放在 values 里。",
        "Take it apart into `values` with ids of their own.",
    ),
    "K130": Message(
        "内容超过 {most} 项，不像是一份办法",
        "there are more than {most} entries, which no policy has",
        "数据请放在数据文件夹里。",
        "Put data into the data folder.",
    ),
    "K131": Message(
        "键 {key} 重复了，第 {line} 行已经写过",
        "the key {key} stands twice; line {line} has it already",
        "请删去一个，或改名。",
        "Remove one of them, or rename it.",
    ),
    "K132": Message(
        "键 {key} 与第 {line} 行的 {first} 看起来不同，其实是同一个",
        "the key {key} is the same as {first} in line {line}, though written in another way",
        "请统一写法（全角与半角、1 与 1.0），只留一个。",
        "Use one spelling (full-width or half-width, 1 or 1.0) and keep one of them.",
    ),
    "K133": Message(
        "键只能是一个词，这里却是列表或一组键",
        "a key is one word, but this is a list or a mapping",
        "请把词写在冒号前；{{{{ }}}} 模板办法里不用，以 {{ 或 [ 开头的文字加引号。",
        "Write a word before the colon; there are no {{{{ }}}} templates; quote a text that begins with {{ or [.",
    ),
    "K134": Message(
        "冒号前面没有键",
        "there is no key before the colon",
        "请写上键，或删去这一行。",
        "Write the key, or delete the line.",
    ),
    "K135": Message(
        "键里有特殊空格 {character}",
        "there is an unusual blank {character} in this key",
        "请改为半角空格。",
        "Use an ordinary space.",
    ),
    "K136": Message(
        "这里没有写内容",
        "there is nothing here",
        "请写上内容，或删去这一项；表示“没有”写 none，内容写在下面的要缩进。",
        "Write it, or remove the entry; “nothing” is written none, and what stands below has to be indented.",
    ),
    "K137": Message(
        "这个数有 {digits} 位，不会是指标或分值",
        "this number has {digits} digits, more than any figure",
        "请核对；若是编号，加引号。",
        "Check it; put quotes around an identifier.",
    ),
    "K138": Message(
        "引号里的转义写出了不能用的字符 {character}",
        "an escape in these quotes makes the character {character}, which may not stand here",
        "请去掉这个转义；反斜杠本身写在单引号里。",
        "Remove the escape; put a backslash itself into single quotes.",
    ),
}

_SYNTAX: dict[str, Message] = {
    "K140": Message(
        "从这里起 YAML 读不下去（{problem}）",
        "YAML cannot be read on from here ({problem})",
        "请核对这一行和上一行的冒号、引号、括号和缩进。",
        "Check colons, quotes, brackets and indentation here and in the line above.",
    ),
    "K141": Message(
        "第 {line} 行用制表符（Tab）缩进",
        "tab at line {line}: YAML is indented by spaces",
        "请把制表符改为空格，每层两个。",
        "Replace the tab by spaces, two for each level.",
    ),
    "K142": Message(
        "内容不能以 {sign} 开头",
        "a value cannot begin with {sign}",
        "请给整个内容加引号。",
        "Put the whole value in quotes.",
    ),
    "K143": Message(
        "括号 {bracket} 没有关上，到第 {line} 行读不下去",
        "the bracket {bracket} is not closed; line {line} cannot be read any more",
        "请补上 {closing}；各项之间用半角逗号，内容里有 , : {{ }} [ ] 的加引号。",
        "Close it with {closing}; separate entries by commas, and quote what holds , : {{ }} [ ] itself.",
    ),
    "K144": Message(
        "引号没有关上，到第 {line} 行还没有结束",
        "the quote is not closed; line {line} still belongs to it",
        "请在内容末尾补上同样的引号；单引号里的单引号要写两个。",
        "Close it with the same sign; a single quote inside single quotes is written twice.",
    ),
    "K145": Message(
        "一行里有两个冒号，看不出内容从哪里开始",
        "there is a second colon in this line",
        "第二个冒号属于内容的，给整个内容加引号；不属于的，另起一行并缩进。",
        "If the second colon belongs to the value, put the value in quotes; else begin an indented line with it.",
    ),
    "K146": Message(
        "这一行的缩进与上面各行对不上",
        "the indentation of this line agrees with none above",
        "同一层的各行要对齐，下一层再缩进两个空格；列表的各项都以 - 开头。",
        "Align lines of one level, indent the next by two spaces, and begin every item of a list with -.",
    ),
    "K147": Message(
        "{{…}} 或 […] 里的 {sign} 把内容截断了",
        "the {sign} cuts this value in two inside {{…}} or […]",
        '请给整个内容（例如算式）加引号："min(a, b)"。',
        'Put the whole value (a formula, say) in quotes: "min(a, b)".',
    ),
    "K148": Message(
        "这里没有冒号：{text}",
        "there is no colon here: {text}",
        "键后面写半角冒号和一个空格；若是上一行的续行，请写在同一行里。",
        "Write a colon and a blank after the key; if it continues the line above, write it there.",
    ),
    "K149": Message(
        "这里的 {sign} 是全角符号，YAML 不认作标点",
        "{sign} is a full-width sign, which YAML takes for a letter",
        "请改为半角的“{plain}”；属于文字的，给整个文字加引号。",
        "Write “{plain}” instead, or quote the text if it belongs there.",
    ),
    "K150": Message(
        "冒号后面少一个空格：{text}",
        "there is no blank after the colon: {text}",
        "请在冒号后面空一格。",
        "Write a blank after the colon.",
    ),
    "K151": Message(
        "内容以 {sign} 开头，YAML 另有用处",
        "this begins with {sign}, which means something else to YAML",
        '请给整个内容加引号，例如 "{sign} …"。',
        'Put the whole value in quotes, as in "{sign} …".',
    ),
    "K152": Message(
        "双引号里的反斜杠写法不对",
        "a backslash in double quotes begins no escape that YAML knows",
        "请改用单引号，或写两个反斜杠。",
        "Use single quotes, or two backslashes.",
    ),
    "K153": Message(
        "引号或括号关上以后还有内容：{text}",
        "something follows the closing quote or bracket: {text}",
        "请给整个内容加引号，例如 'unit == \"甲\"'；里面的引号用另一种。",
        "Put the whole value in quotes, as in 'unit == \"A\"', with the other kind inside.",
    ),
    "K154": Message(
        "列表的 - 不能写在键的同一行",
        "a list's - cannot stand in the line of its key",
        "请另起一行并缩进，或写成 [甲, 乙]；以 - 开头的算式去掉空格或加引号。",
        "Begin an indented line with it, or write [a, b]; a formula that begins with - is quoted.",
    ),
    "K155": Message(
        "冒号或 - 后面是特殊空格 {character}",
        "an unusual blank {character} follows the colon or dash",
        "请改为半角空格。",
        "Use an ordinary space.",
    ),
    "K156": Message(
        "这一行用特殊空格 {character} 缩进，YAML 把它当作文字",
        "this line is indented by an unusual blank {character}, which YAML takes for a letter",
        "请改为半角空格（全角空格 U+3000 和不间断空格 U+00A0 都不能缩进）。",
        "Use ordinary spaces (neither U+3000 nor U+00A0 indents).",
    ),
    "K157": Message(
        "冒号前面的键超过 {most} 个字",
        "the key before this colon is longer than {most} characters",
        "请写短些，说明放在 note 里。",
        "Shorten it, and explain in a `note`.",
    ),
    "K158": Message(
        "这个 {sign} 没有对应的开括号",
        "no bracket is open that this {sign} could close",
        "请删去，或补上开括号。",
        "Delete it, or open the bracket.",
    ),
}

_WARNINGS: dict[str, Message] = {
    "K160": Message(
        "从 # 起是注释，没有算进去：{text}",
        "from # on this is a comment and counts for nothing: {text}",
        "属于内容的，给整个内容加引号；是注释的，# 后面空一格。",
        "Put the value in quotes if this belongs to it; if it is a comment, write a blank after #.",
        level="warning",
    ),
    "K161": Message(
        "顿号不分隔各项，{text} 是一项",
        "、 does not separate items: {text} is one",
        "是几项的，用半角逗号分开；确是一项的，加引号。",
        "Separate items by commas; put it in quotes if it is one.",
        level="warning",
    ),
}

_INSTALLED: dict[str, Message] = {
    "K162": Message(
        "装着的 PyYAML 没有 libyaml，不能读办法：别的读法会把同一份文件读成别的意思",
        "the installed PyYAML has no libyaml, without which a policy is not read: other readers take it differently",
        "请重新安装：pip install --force-reinstall --only-binary pyyaml pyyaml",
        "Install it again: pip install --force-reinstall --only-binary pyyaml pyyaml",
    ),
}

FILE: dict[str, Message] = {**_FILE, **_REFUSED, **_SYNTAX, **_WARNINGS, **_INSTALLED}
