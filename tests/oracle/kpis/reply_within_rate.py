"""Rounds of chats that a person answered in time: from messages, or as conversations count them.

The generated shop exports no messages. `prepare` writes some beside its exports: chats with several rounds, bots, systems,
answers in the same second, too late or never, and rows that lack something."""

import csv
import datetime as dt
import re
import zlib

from cube import source, timed, weighed
from service import in_service

STEPS = [
    dict(grain='day', params={'seconds': 45}),
    dict(grain='week', by=['conversation.channel', 'agent_id'], params={'preset': 'jd'}),
    dict(grain='month', by=['conversation.agent_id']),
    dict(grain='day', params={'source': 'conversations'}),
    dict(grain='week', by=['customer_tier', 'channel'], params={'source': 'conversations', 'population': "rounds > 2"}),
]


def draw(name, below):
    return zlib.crc32(name.encode()) % below


def chat(number, begin):
    """The messages of a chat: sender, seconds since the beginning."""
    found, at = [], 0
    for turn in range(1 + draw(f"{number} turns", 4)):
        seed = f"{number} {turn}"
        at += draw(f"{seed} pause", 300) if turn else 0
        found.append(("买家", at))
        for more in range(draw(f"{seed} more", 3)):
            found.append(("顾客", at + 4 * (more + 1)))
        if draw(f"{seed} bot", 4) == 0:
            found.append(("店小蜜", at + 1))
        if draw(f"{seed} system", 6) == 0:
            found.append(("系统消息", at + 2))
        if draw(f"{seed} stranger", 40) == 0:
            found.append(("", at + 3))
        if draw(f"{seed} answered", 12):
            wait = draw(f"{seed} wait", 90) if draw(f"{seed} slow", 5) else draw(f"{seed} wait", 1_200)
            at = max(at + wait, found[-1][1] if wait else at)
            found += [("客服", at)] * (1 + (draw(f"{seed} twice", 5) == 0))
    return [(sender, begin + dt.timedelta(seconds=seconds)) for sender, seconds in found]


def prepare(folder):
    with (folder / "conversations.csv").open(encoding="gb18030", newline="") as lines:
        rows = [(row["会话编号"], row["客服账号"], row["会话开始时间"]) for row in csv.DictReader(lines)]
    with (folder / "messages.csv").open("w", encoding="gb18030", newline="") as lines:
        out, count = csv.writer(lines), 0
        out.writerow(["消息编号", "会话编号", "发送方", "客服账号", "发送时间", "消息内容"])
        for number, agent, begin in dict((row[0], row) for row in rows).values():
            if not re.fullmatch(r"S\d+", number) or not re.fullmatch(r"[-\d]{10} [:\d]{8}", begin) or draw(number, 4):
                continue
            try:
                messages = chat(number, dt.datetime.strptime(begin, "%Y-%m-%d %H:%M:%S"))
            except ValueError:
                continue
            # Some exports have the newest message first.
            for sender, at in reversed(messages) if draw(f"{number} order", 8) == 0 else messages:
                count += 1
                missing = draw(f"{count} missing", 300)
                shown = "" if missing == 1 else at.strftime("%Y-%m-%d %H:%M:%S")
                out.writerow([f"M{count:08}", number, sender, agent, shown, "您好" if sender == "客服" else "在吗"])


def roles(db, dims, grain, as_of, params):
    where, platform = params.get("population", "true"), params.get("source") == "conversations"
    finish = lambda cells: weighed(cells) | {"seconds_by_platform": platform}
    if platform:
        counts = "filter (where replied_in_time_rounds >= 0 and replied_in_time_rounds <= rounds)"
        gather = f"sum(replied_in_time_rounds) {counts}, sum(rounds) {counts}"
        where = f"({where}) and {in_service(db, 'started_at')}"
        columns = ", replied_in_time_rounds, rounds"
        return [timed(db, "conversations", "started_at", dims, grain, as_of, where, columns, gather)], finish, 0
    seconds = 30 if params.get("preset") == "jd" else params.get("seconds", 180)
    # `at` is a keyword of SQL.
    spoken = f"""select rn, conversation_id, sender, "at" as moment from messages where sender in ('customer', 'agent') and conversation_id is not null and "at" <= {as_of}"""
    turns = "partition by conversation_id order by moment, rn"
    answer = f"min(case when sender = 'agent' then moment end) over ({turns} rows between 1 following and unbounded following)"
    told = f"select rn, sender, moment, lag(sender) over ({turns}) as before, {answer} as answer from ({spoken})"
    rounds = f"select rn, moment, answer - moment <= {seconds} * 1000000 as hit from ({told}) where sender = 'customer' and before is distinct from 'customer' and {in_service(db, 'moment')}"
    base = f"(select * from {source('messages', dims)} join ({rounds}) using (rn))"
    gather = "count(*) filter (where hit), count(*)"
    return [timed(db, "messages", "moment", dims, grain, as_of, where, ", hit", gather, base)], finish, seconds * 1_000_000
