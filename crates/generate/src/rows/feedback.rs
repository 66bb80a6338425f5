//! `feedback.csv`: surveys and reviews.

use std::fmt::Write as _;

use crate::facts::case::Case;
use crate::facts::feedback::{CSAT, Feedback, KINDS, NPS, REVIEW};
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rng::Stream;
use crate::rows::ids;
use crate::table::column::{Column, Kind, export_only, optional, required, truth_only};
use crate::table::row::Row;
use crate::words::reasons::REASONS;
use crate::words::speech;

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("反馈编号", "feedback_id", Kind::Id),
    required("反馈类型", "kind", Kind::Code(KINDS)),
    optional("订单编号", "order_id", Kind::Id),
    optional("退款编号", "case_id", Kind::Id),
    optional("商品ID", "product_id", Kind::Id),
    export_only("买家会员名", Kind::Text),
    truth_only("customer_key", Kind::Text),
    optional("评分", "score", Kind::Integer),
    optional("最低分", "scale_min", Kind::Integer),
    optional("最高分", "scale_max", Kind::Integer),
    required("发送时间", "sent_at", Kind::Time),
    optional("评价时间", "responded_at", Kind::Time),
    optional("评价内容", "text", Kind::Free),
    truth_only("pii", Kind::Text),
];

/// Fills a row.
pub(crate) fn fill(world: &World, order: &Order, cases: &[Case], feedback: &Feedback, row: &mut Row) {
    let case = feedback.case.map(|index| &cases[index]);
    let product = &world.catalogue.products[order.lines[feedback.line].product];
    let mut rng = world.rng(Stream::Text, order.n * 64 + 32 + feedback.part);
    let answered = feedback.responded.is_some();
    row.clear();
    row.with(|out| write!(out, "F{:011}{}", order.n, feedback.part + 1)).ok();
    row.code(feedback.kind);
    row.with(|out| ids::order_id(out, order));
    match case {
        Some(case) => row.with(|out| ids::case_id(out, order, case.round)),
        None => row.null(),
    }
    if feedback.kind == NPS {
        row.null();
    } else {
        row.text(&product.id);
    }
    row.with(|out| order.customer.push_member(out));
    row.with(|out| order.customer.push_key(out));
    row.number(answered.then_some(feedback.score));
    row.number(if feedback.kind == NPS { 0 } else { 1 });
    row.number(if feedback.kind == NPS { 10 } else { 5 });
    row.number(feedback.sent);
    row.number(feedback.responded);
    let speaks = answered && (feedback.kind == REVIEW || (feedback.kind == CSAT && rng.chance(0.25)));
    let wrong = cases.first().map(|case| REASONS[case.incident.reason].profile);
    let pii = if speaks {
        row.with(|out| speech::review(out, feedback.score, wrong, product.noun, &order.customer, &mut rng))
    } else {
        row.null();
        ""
    };
    row.word(pii);
}
