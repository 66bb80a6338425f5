//! Every reference leads somewhere, and every story runs forward.

use std::collections::HashSet;

use aftersight_generate::Config;

use crate::memory::{run, truth};

#[test]
fn references_lead_somewhere() {
    let (_, files) = run(&Config { rows: 1_500, dirt: 0.05, ..Config::default() });
    let (orders, lines, cases) = (truth(&files, "orders"), truth(&files, "order_lines"), truth(&files, "cases"));
    let order_ids: HashSet<&str> = orders.column("order_id").collect();
    let line_ids: HashSet<&str> = lines.column("line_id").collect();
    let case_ids: HashSet<&str> = cases.column("case_id").collect();
    assert_eq!(order_ids.len(), 12_000, "eight orders for each case, each with its own id");
    assert_eq!(case_ids.len(), 1_500, "as many cases as asked for");
    assert!((14_500..17_000).contains(&line_ids.len()), "{} lines", line_ids.len());
    assert!(cases.column("line_id").all(|id| line_ids.contains(id)));
    for table in ["order_lines", "cases", "shipments", "feedback"] {
        assert!(truth(&files, table).column("order_id").all(|id| order_ids.contains(id)), "{table}");
    }
    let chats = truth(&files, "conversations");
    assert!(chats.column("order_id").all(|id| id.is_empty() || order_ids.contains(id)));
    assert!(truth(&files, "case_events").column("case_id").all(|id| case_ids.contains(id)));
    assert!(truth(&files, "feedback").column("case_id").all(|id| id.is_empty() || case_ids.contains(id)));
    for (table, id) in [
        ("shipments", "tracking_no"),
        ("case_events", "event_id"),
        ("conversations", "conversation_id"),
        ("feedback", "feedback_id"),
    ] {
        let table_ = truth(&files, table);
        let kept = table_.rows.iter().filter(|row| table_.get(row, "fate") != "duplicate");
        let ids: Vec<&str> = kept.map(|row| table_.get(row, id)).collect();
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{id} is unique");
    }
    let per_case = |table: &str| truth(&files, table).rows.len() as f64 / 1_500.0;
    assert!((3.0..6.0).contains(&per_case("case_events")), "{}", per_case("case_events"));
    assert!((1.7..2.3).contains(&per_case("conversations")), "{}", per_case("conversations"));
    assert!((0.8..1.2).contains(&per_case("feedback")), "{}", per_case("feedback"));
    assert!((7.0..9.0).contains(&per_case("shipments")), "{}", per_case("shipments"));
}

#[test]
fn time_runs_forward_and_ends_with_the_period() {
    let (_, files) = run(&Config { rows: 1_500, dirt: 0.0, ..Config::default() });
    let chains: [(&str, &[&str]); 4] = [
        ("orders", &["created_at", "paid_at", "shipped_at", "completed_at"]),
        ("shipments", &["picked_at", "signed_at"]),
        (
            "cases",
            &[
                "created_at",
                "first_action_at",
                "audited_at",
                "return_shipped_at",
                "return_received_at",
                "refund_finished_at",
                "closed_at",
            ],
        ),
        ("conversations", &["started_at", "first_human_reply_at", "ended_at"]),
    ];
    for (name, chain) in chains {
        let table = truth(&files, name);
        for row in &table.rows {
            let times: Vec<&str> =
                chain.iter().map(|column| table.get(row, column)).filter(|time| !time.is_empty()).collect();
            assert!(times.is_sorted(), "{name}: {times:?}");
            assert!(times.iter().all(|time| *time < "2025-06-30T16:00:00Z"), "{name}: {times:?}");
        }
    }
    let cases = truth(&files, "cases");
    for row in &cases.rows {
        let amount = |name: &str| cases.get(row, name).parse::<i64>().unwrap_or(0);
        assert!(amount("refund_minor") <= amount("requested_minor"));
        assert_eq!(
            cases.get(row, "status") == "refunded",
            amount("refund_minor") > 0 && !cases.get(row, "closed_at").is_empty()
        );
    }
}
