//! `{platform}_refunds.csv`: refunds, and every other case of the desk.

use crate::facts::case::{CHANNELS, Case, PARTIES, RULINGS, STATES, TEAMS};
use crate::facts::incident::{COMPLAINT, GOODS, TYPES};
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rng::Stream;
use crate::rows::{ids, orders};
use crate::table::column::{Column, Kind, export_only, optional, required, truth_only};
use crate::table::row::Row;
use crate::words::people::AGENTS;
use crate::words::reasons::REASONS;
use crate::words::speech;

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("退款编号", "case_id", Kind::Id),
    required("订单编号", "order_id", Kind::Id),
    optional("子订单编号", "line_id", Kind::Id),
    optional("商品ID", "product_id", Kind::Id),
    optional("SKU编号", "sku_id", Kind::Id),
    export_only("买家会员名", Kind::Text),
    truth_only("customer_key", Kind::Text),
    truth_only("platform", Kind::Code(orders::PLATFORMS)),
    optional("来源渠道", "channel", Kind::Code(CHANNELS)),
    required("售后类型", "case_type", Kind::Code(TYPES)),
    required("退款状态", "status", Kind::Code(STATES)),
    optional("货物状态", "goods_status", Kind::Code(GOODS)),
    optional("买家退款原因", "reason_raw", Kind::Text),
    truth_only("reason_code", Kind::Text),
    truth_only("issue_type", Kind::Text),
    truth_only("is_quality", Kind::Flag),
    truth_only("is_complaint", Kind::Flag),
    optional("申请退款金额", "requested_minor", Kind::Money),
    optional("买家退款金额", "refund_minor", Kind::Money),
    required("退款的申请时间", "created_at", Kind::Time),
    optional("商家首次处理时间", "first_action_at", Kind::Time),
    optional("商家首次审核时间", "audited_at", Kind::Time),
    optional("超时时间", "due_at", Kind::Time),
    optional("买家退货时间", "return_shipped_at", Kind::Time),
    optional("商家收货时间", "return_received_at", Kind::Time),
    optional("退款完结时间", "refund_finished_at", Kind::Time),
    optional("售后完结时间", "closed_at", Kind::Time),
    export_only("责任方", Kind::Code(PARTIES)),
    truth_only("responsibility", Kind::Code(PARTIES)),
    optional("平台介入时间", "intervened_at", Kind::Time),
    optional("平台判定结果", "arbitration_result", Kind::Code(RULINGS)),
    optional("升级时间", "escalated_at", Kind::Time),
    optional("是否极速退款", "is_instant", Kind::Flag),
    optional("客服", "agent_id", Kind::Text),
    optional("处理组", "team", Kind::Text),
    optional("重开次数", "reopens", Kind::Integer),
    optional("客服回复次数", "replies", Kind::Integer),
    optional("退货运费", "return_freight_minor", Kind::Money),
    optional("报损金额", "write_off_minor", Kind::Money),
    optional("换货金额", "exchange_value_minor", Kind::Money),
    optional("店铺补偿金额", "store_credit_minor", Kind::Money),
    optional("问题描述", "description", Kind::Free),
    truth_only("pii", Kind::Text),
];

/// Fills a row.
pub(crate) fn fill(world: &World, order: &Order, case: &Case, row: &mut Row) {
    let incident = &case.incident;
    let line = &order.lines[incident.line];
    let product = &world.catalogue.products[line.product];
    let reason = &REASONS[incident.reason];
    let mut rng = world.rng(Stream::Text, order.n * 64 + case.round);
    let seen = |instant: Option<i64>| instant.and_then(|instant| world.seen(instant));
    let closed = seen(Some(case.closed));
    let goods = if seen(case.return_received).is_some() { case.goods } else { incident.goods };
    row.clear();
    row.with(|out| ids::case_id(out, order, case.round));
    row.with(|out| ids::order_id(out, order));
    row.with(|out| ids::line_id(out, order, incident.line));
    row.text(&product.id);
    row.text(&product.skus[line.variant].id);
    row.with(|out| order.customer.push_member(out));
    row.with(|out| order.customer.push_key(out));
    row.code(order.platform);
    row.code(case.channel);
    row.code(incident.case_type);
    row.code(case.state(world));
    row.code(goods);
    row.word(reason.texts[rng.below(reason.texts.len())]);
    row.word(reason.code);
    row.word(reason.issue);
    row.flag(reason.quality);
    row.flag(incident.case_type == COMPLAINT);
    row.number((case.requested > 0).then_some(case.requested));
    // An amount stands there once the refund is paid, or the case ends without one.
    row.number((case.requested > 0 && seen(case.refund_finished).or(closed).is_some()).then_some(case.refund));
    row.number(incident.created);
    row.number(world.seen(case.first_action));
    row.number(world.seen(case.audited));
    row.number(case.due);
    row.number(seen(case.return_shipped));
    row.number(seen(case.return_received));
    row.number(seen(case.refund_finished));
    row.number(closed);
    row.code(case.party_filled.then_some(case.party));
    row.code(case.party);
    row.number(seen(case.intervened));
    row.code(closed.and(seen(case.intervened)).and(case.ruling));
    row.number(seen(case.escalated));
    row.flag(case.instant);
    row.with(|out| {
        out.push_str("青禾:");
        out.push_str(AGENTS[case.agent]);
    });
    row.word(TEAMS[case.team]);
    row.number(if closed.is_some() { case.reopens } else { 0 });
    row.number(if world.seen(case.first_action).is_some() { case.replies } else { 0 });
    row.number(seen(case.return_shipped).and(case.return_freight));
    row.number(closed.and(case.write_off));
    row.number(closed.and(case.exchange_value));
    row.number(closed.and(case.store_credit));
    let pii = row
        .with(|out| speech::describe(out, reason.profile, incident.case_type, product.noun, &order.customer, &mut rng));
    row.word(pii);
}
