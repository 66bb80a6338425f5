//! What the pipeline knows of the canonical data model: types by name, default links.

use aftersight_contract::{Kind, TABLES};

/// The type that a column of a table of the data model is cast to when no cleaner has typed it.
pub(crate) fn cast_kind(table: &str, column: &str) -> Option<Kind> {
    if !TABLES.contains(&table) {
        return None;
    }
    const INTEGERS: [&str; 5] = ["quantity", "rounds", "replies", "reopens", "online_seconds"];
    const NUMBERS: [&str; 5] = ["score", "scale_min", "scale_max", "handle_seconds", "response_seconds_sum"];
    if INTEGERS.contains(&column) || column.ends_with("_rounds") {
        Some(Kind::Int64)
    } else if NUMBERS.contains(&column) || column == "responsibility_confidence" {
        Some(Kind::Float64)
    } else if column.starts_with("is_") || column == "transferred" {
        Some(Kind::Boolean)
    } else {
        None
    }
}

/// Is it the time of something that happened? Promises and deadlines are not.
pub(crate) fn is_event(column: &str) -> bool {
    column.ends_with("_at") && column != "promised_at" && column != "due_at" || column == "at"
}

/// The column that says when a row of a table came to be.
pub(crate) fn born(table: &str) -> &'static str {
    match table {
        "shipments" => "picked_at",
        "conversations" => "started_at",
        "feedback" => "sent_at",
        "case_events" | "messages" => "at",
        _ => "created_at",
    }
}

/// The column that tells the rows of a table apart.
pub(crate) fn identity(table: &str) -> Option<&'static str> {
    Some(match table {
        "orders" => "order_id",
        "order_lines" => "line_id",
        "cases" => "case_id",
        "case_events" => "event_id",
        "shipments" => "tracking_no",
        "conversations" => "conversation_id",
        "messages" => "message_id",
        "feedback" => "feedback_id",
        "products" => "product_id",
        _ => return None,
    })
}

/// The word before the dot of a linked column: `orders` → `order`.
pub(crate) fn singular(table: &str) -> &str {
    match table {
        "order_lines" => "line",
        "case_events" => "event",
        "feedback" => "feedback",
        _ => table.strip_suffix('s').unwrap_or(table),
    }
}

/// A link that is made where both tables and their columns are there.
pub(crate) struct DefaultLink {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) on: &'static [&'static str],
    pub(crate) filter: Option<&'static str>,
}

/// Where an order takes several rows, its first one speaks for it.
const FIRST_ROW: Option<&str> = Some("order_row is null or order_row = 1");

const fn to_order(from: &'static str) -> DefaultLink {
    DefaultLink { from, to: "orders", on: &["order_id"], filter: FIRST_ROW }
}

const fn link(from: &'static str, to: &'static str, on: &'static [&'static str]) -> DefaultLink {
    DefaultLink { from, to, on, filter: None }
}

/// case → line → order → shipment, and what hangs on them.
pub(crate) const DEFAULT_LINKS: [DefaultLink; 12] = [
    link("cases", "order_lines", &["line_id"]),
    to_order("cases"),
    DefaultLink {
        from: "cases",
        to: "shipments",
        on: &["order_id"],
        filter: Some("direction is null or direction <> 'return'"),
    },
    to_order("order_lines"),
    to_order("shipments"),
    DefaultLink {
        from: "orders",
        to: "shipments",
        on: &["order_id"],
        filter: Some("direction is null or direction <> 'return'"),
    },
    link("case_events", "cases", &["case_id"]),
    to_order("feedback"),
    link("feedback", "cases", &["case_id"]),
    to_order("conversations"),
    link("messages", "conversations", &["conversation_id"]),
    link("order_lines", "products", &["product_id"]),
];
