//! `conversations.csv`: chats, as 千牛 exports them.

use std::fmt::Write as _;

use crate::facts::case::{CHANNELS, Case};
use crate::facts::conversation::Conversation;
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rng::Stream;
use crate::rows::ids;
use crate::table::column::{Column, Kind, export_only, optional, required, truth_only};
use crate::table::row::Row;
use crate::words::people::AGENTS;
use crate::words::reasons::REASONS;
use crate::words::speech;

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("会话编号", "conversation_id", Kind::Id),
    optional("订单编号", "order_id", Kind::Id),
    export_only("买家昵称", Kind::Text),
    truth_only("customer_key", Kind::Text),
    optional("渠道", "channel", Kind::Code(CHANNELS)),
    optional("客服账号", "agent_id", Kind::Text),
    required("会话开始时间", "started_at", Kind::Time),
    optional("首次人工回复时间", "first_human_reply_at", Kind::Time),
    optional("对话轮次", "rounds", Kind::Integer),
    optional("累计响应时长(秒)", "response_seconds_sum", Kind::Integer),
    optional("及时回复轮次", "replied_in_time_rounds", Kind::Integer),
    optional("未回复轮次", "unreplied_rounds", Kind::Integer),
    optional("是否转接", "transferred", Kind::Flag),
    optional("处理时长(秒)", "handle_seconds", Kind::Integer),
    optional("会话结束时间", "ended_at", Kind::Time),
    optional("聊天内容", "transcript", Kind::Free),
    truth_only("pii", Kind::Text),
];

/// Fills a row.
pub(crate) fn fill(world: &World, order: &Order, cases: &[Case], chat: &Conversation, row: &mut Row) {
    let case = chat.case.map(|index| &cases[index]);
    let about = case.map(|case| (REASONS[case.incident.reason].profile, case.incident.case_type));
    let line = &order.lines[case.map_or(0, |case| case.incident.line)];
    let noun = world.catalogue.products[line.product].noun;
    let answered = chat.first_reply.is_some();
    let mut rng = world.rng(Stream::Text, order.n * 64 + 8 + chat.part);
    row.clear();
    row.with(|out| write!(out, "S{:011}{}", order.n, chat.part + 1)).ok();
    if chat.knows_order {
        row.with(|out| ids::order_id(out, order));
    } else {
        row.null();
    }
    row.with(|out| order.customer.push_member(out));
    row.with(|out| order.customer.push_key(out));
    row.code(chat.channel);
    row.with(|out| {
        out.push_str("青禾:");
        out.push_str(AGENTS[chat.agent]);
    });
    row.number(chat.started);
    row.number(chat.first_reply);
    row.number(chat.rounds);
    row.number(chat.response_seconds);
    row.number(chat.in_time);
    row.number(chat.unreplied);
    row.flag(chat.transferred);
    row.number(chat.handle_seconds);
    row.number(chat.ended);
    let pii = row.with(|out| speech::chat(out, about, noun, chat.agent, answered, &order.customer, &mut rng));
    row.word(pii);
}
