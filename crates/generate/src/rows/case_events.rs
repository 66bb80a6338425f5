//! `case_events.csv`: the log of the desk.

use std::fmt::Write as _;

use crate::facts::case::{Case, STATES};
use crate::facts::order::Order;
use crate::facts::steps::{ACTORS, EVENTS, STAGES, Step};
use crate::rows::ids;
use crate::table::column::{Column, Kind, optional, required};
use crate::table::row::Row;
use crate::words::people::AGENTS;

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("事件编号", "event_id", Kind::Id),
    required("退款编号", "case_id", Kind::Id),
    required("操作时间", "at", Kind::Time),
    optional("处理阶段", "stage", Kind::Code(STAGES)),
    optional("操作类型", "event_type", Kind::Code(EVENTS)),
    optional("原状态", "from_status", Kind::Code(STATES)),
    optional("新状态", "to_status", Kind::Code(STATES)),
    optional("操作角色", "actor_type", Kind::Code(ACTORS)),
    optional("操作人", "actor_id", Kind::Text),
    optional("处理组", "team", Kind::Text),
];

/// Fills a row.
pub(crate) fn fill(order: &Order, case: &Case, number: usize, step: &Step, row: &mut Row) {
    row.clear();
    row.with(|out| write!(out, "E{:011}{}{number:02}", order.n, case.round)).ok();
    row.with(|out| ids::case_id(out, order, case.round));
    row.number(step.at);
    row.code(step.stage);
    row.code(step.event);
    row.code(step.from);
    row.code(step.to);
    row.code(step.actor);
    if ACTORS[step.actor].1 == "agent" {
        row.with(|out| {
            out.push_str("青禾:");
            out.push_str(AGENTS[case.agent]);
        });
    } else {
        row.null();
    }
    row.word(step.team);
}
