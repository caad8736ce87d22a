"""C1xx: what is wrong with the command line, or between kaohe and the machine it runs on."""

from __future__ import annotations

from engine.messages.entry import Message

COMMAND: dict[str, Message] = {
    "C101": Message(
        "没有这个文件：{path}",
        "no such file: {path}",
        "写出办法文件（.yaml）的路径，或随附办法的代号：{shipped}",
        "give the path of a policy file (.yaml), or the id of a policy that comes with kaohe: {shipped}",
    ),
    "C102": Message(
        "{path} 是文件夹，不是办法文件",
        "{path} is a folder, not a policy file",
        "先写办法文件，再写数据文件夹",
        "give the policy file first, then the folder with the data",
    ),
    "C103": Message(
        "没有这个数据文件夹：{path}",
        "no such data folder: {path}",
        "写出存放各张数据表的文件夹",
        "give the folder that holds the data tables",
    ),
    "C104": Message(
        "没有存放 {path} 的文件夹",
        "the folder for {path} does not exist",
        "先建文件夹，或换一个位置",
        "make the folder first, or choose another place",
    ),
    "C105": Message(
        "{path} 是本次的办法，或者在本次的数据文件夹里",
        "{path} is the policy of this run, or lies in its data folder",
        "结果不放在数据旁边，免得被当成数据：用 -o 写到别处",
        "results do not belong beside the data, or they would be read as data: choose another place for -o",
    ),
    "C106": Message(
        "写不了 {path}：{reason}",
        "cannot write {path}: {reason}",
        "结果没有写出；原有的文件没有改动",
        "nothing was written, and a file that was there is as it was",
    ),
    "C111": Message(
        "--interpret 要写成 事项=读法，不是 {given}",
        "--interpret takes QUESTION=READING, not {given}",
        "例如 --interpret X1=full",
        "for example --interpret X1=full",
    ),
    "C112": Message(
        "待释事项 {question} 给了不止一次",
        "open question {question} is given more than once",
        "每个事项只选一种读法",
        "choose one reading for each question",
    ),
    "C113": Message(
        "看不懂期间 {period}",
        "{period} is not a period",
        "写成 2022Q1（季度）或 2022（年）",
        "write 2022Q1 (a quarter) or 2022 (a year)",
    ),
    "C114": Message(
        "没有 {period} 的结果",
        "there are no results for {period}",
        "有结果的期间：{known}",
        "periods with results: {known}",
    ),
    "C115": Message(
        "办法 {policy} 没有目标（targets）",
        "policy {policy} has no targets",
        "在办法里写 targets；要计分，用 kaohe score",
        "add targets to the policy; to score by it, use kaohe score",
    ),
    "C116": Message(
        "目标按年看，{period} 是季度",
        "targets are looked at by the year, and {period} is a quarter",
        "写成 {year}",
        "write {year}",
    ),
    "C121": Message(
        "没有选项 {option}",
        "no such option: {option}",
        "用 --help 查看可用的选项",
        "see --help for the options there are",
    ),
    "C122": Message(
        "没有命令 {command}",
        "no such command: {command}",
        "可用的命令：{known}",
        "the commands are: {known}",
    ),
    "C123": Message(
        "缺少 {argument}",
        "{argument} is missing",
        "用 --help 查看写法",
        "see --help for how it is written",
    ),
    "C124": Message(
        "选项 {option} 不能是 {given}",
        "option {option} cannot be {given}",
        "可选：{known}",
        "choose one of: {known}",
    ),
    "C125": Message(
        "选项 {option} 的写法不对：要么缺一个值，要么不能带值",
        "option {option} lacks its value, or takes none",
        "用 --help 查看写法",
        "see --help for how it is written",
    ),
    "C126": Message(
        "命令行多出了 {given}",
        "unexpected on the command line: {given}",
        "带空格的路径要加引号；用 --help 查看写法",
        "put a path with spaces in quotes; see --help for how it is written",
    ),
    "C127": Message(
        "命令行不对：{reason}",
        "the command line is wrong: {reason}",
        "用 --help 查看写法",
        "see --help for how it is written",
    ),
    "C131": Message(
        "办法里没有 {word}",
        "the policy has no {word}",
        "写代号、“类别.代号”、“表.列”或名称",
        "give an id, unit_type.id, table.column, or a name",
    ),
    "C132": Message(
        "{start} 影响不到 {end}",
        "{end} does not rest on {start}",
        "去掉 --of 或 --from 中的一个，或加大 --depth",
        "leave out --of or --from, or give a greater --depth",
    ),
    "C133": Message(
        "图较大，打印在一页 A4 上最小的字只有 {size} 磅",
        "the graph is large: on a page of A4 its smallest letters are {size} points",
        "用 --of、--from 或 --depth 只画一部分",
        "draw a part of it with --of, --from or --depth",
        level="warning",
    ),
    "C191": Message(
        "这是 kaohe 自身的错误：{reason}",
        "this is a bug of kaohe: {reason}",
        "请连同命令和输入报告给我们；设 KAOHE_DEBUG=1 可以看到细节。没有给出结果",
        "please report it with the command and its input; KAOHE_DEBUG=1 shows the details. No result was given",
    ),
}
