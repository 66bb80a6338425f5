use aftersight_sdk::{
    Categories, Derivation, Derived, Field, Kind, KpiBridge, Money, NO_GROUP, Table, Text, Value, Values,
};

use super::*;

fn params(formula: &str, time: &[&str]) -> Params {
    Params::new(vec![
        ("formula".to_owned(), Value::Text(formula.to_owned())),
        ("table".to_owned(), Value::Text("cases".to_owned())),
        ("time".to_owned(), Value::Texts(time.iter().map(|text| (*text).to_owned()).collect())),
    ])
}

fn tables() -> Vec<Table> {
    let table = |name: &str, fields: &[(&str, Kind)]| Table {
        name: name.to_owned(),
        fields: fields.iter().map(|(name, kind)| Field { name: (*name).to_owned(), kind: *kind }).collect(),
    };
    vec![
        table(
            "cases",
            &[
                ("refund_minor", Kind::Money),
                ("is_quality", Kind::Boolean),
                ("created_at", Kind::Timestamp),
                ("closed_at", Kind::Timestamp),
            ],
        ),
        table("orders", &[("paid_minor", Kind::Money), ("created_at", Kind::Timestamp)]),
    ]
}

fn plan(formula: &str, time: &[&str]) -> Result<Vec<Input>> {
    OwnFormula::plan(&params(formula, time), Tables(&tables()))
}

fn open(formula: &str) -> KpiBridge<OwnFormula> {
    let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
    KpiBridge::new(OwnFormula::open(&params(formula, &[]), &context).unwrap())
}

fn money(name: &str, cells: &[(i64, u32)]) -> Batch {
    let currency =
        Categories { codes: cells.iter().map(|(_, code)| *code).collect(), names: Text::from_iter(["CNY", "USD"]) };
    let minor = cells.iter().map(|(minor, _)| *minor).collect();
    Batch { rows: cells.len() as u32, columns: vec![Column::new(name, Values::Money(Money { minor, currency }))] }
}

#[test]
fn one_role_for_each_table() {
    let inputs = plan("sum(refund_minor where is_quality) / sum(orders.paid_minor) + count() * 0", &[]).unwrap();
    let shown: Vec<_> =
        inputs.iter().map(|input| (input.role.as_str(), input.time.as_deref(), input.columns.join(" "))).collect();
    let cases = ("cases", Some("created_at"), "refund_minor is_quality".to_owned());
    assert_eq!(shown, [cases, ("orders", Some("created_at"), "paid_minor".to_owned())]);
    let closed = plan("count()", &["cases.closed_at"]).unwrap();
    assert_eq!(closed[0].time.as_deref(), Some("closed_at"));
    assert_eq!(plan("count() / count(shipments)", &[]).unwrap(), [Input::new("shipments", "shipments")]);
}

#[test]
fn kilobytes_have_a_role_of_their_own() {
    let formula = "distinct(refund_minor where is_quality) / distinct(refund_minor) + count() + count(orders)";
    let roles: Vec<_> = plan(formula, &[]).unwrap().into_iter().map(|input| (input.role, input.table)).collect();
    let expected = [("cases", "cases"), ("cases-2", "cases"), ("orders", "orders")];
    assert_eq!(roles, expected.map(|(role, table)| (role.to_owned(), table.to_owned())));
}

#[test]
fn hours_of_service_are_planned() {
    let formula = "mean(service(created_at, closed_at) where service(created_at, closed_at) >= 0 s) / 1 h";
    let [input] = &plan(formula, &[]).unwrap()[..] else { panic!() };
    assert_eq!(input.columns, ["service(created_at, closed_at)"]);
    let kind = Derived::ServiceTime("created_at".to_owned(), "closed_at".to_owned());
    assert_eq!(input.derive, [Derivation { name: "service(created_at, closed_at)".to_owned(), kind }]);
}

#[test]
fn estimates_say_how_far_off() {
    let values: Vec<(i64, u32)> = (1..=2000).map(|minor| (minor, 0)).collect();
    let quantile = open("p90(refund_minor) / 100");
    quantile.update("cases", &money("refund_minor", &values), &[0; 2000], 1).unwrap();
    let columns = quantile.evaluate(2, &[("cases".to_owned(), vec![0, NO_GROUP])]).unwrap();
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["value", "reason", "error", "currency"]);
    let (Values::Float64(value), Values::Float64(error)) = (&columns[0].values, &columns[2].values) else { panic!() };
    assert!((value[0] - 18.0).abs() <= 0.18);
    assert_eq!(error[0].to_bits(), (value[0] * 0.01).to_bits());
    assert!(!columns[2].is_valid(1));

    let share = open("distinct(refund_minor where refund_minor <= 500) / distinct(refund_minor)");
    for role in ["cases", "cases-2"] {
        share.update(role, &money("refund_minor", &values), &[0; 2000], 1).unwrap();
    }
    let columns = share.evaluate(1, &[("cases".to_owned(), vec![0]), ("cases-2".to_owned(), vec![0])]).unwrap();
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["value", "numerator", "denominator", "n", "error"]);
    let (Values::Float64(value), Values::Float64(error)) = (&columns[0].values, &columns[4].values) else { panic!() };
    assert!((value[0] - 0.25).abs() < 0.02);
    assert_eq!(error[0].to_bits(), (value[0] * 0.01625).to_bits());
    assert_eq!(columns[1].values, Values::Float64(vec![500.0]));
}

#[test]
fn refusals_point_and_suggest() {
    let refuse = |formula: &str, time: &[&str]| plan(formula, time).unwrap_err();
    let error = refuse("sum(cases.refund_miner)", &[]);
    let of = |name: &str| error.args.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    assert_eq!((error.code.as_str(), of("column")), ("formula-wrong", Some(Value::Integer(5))));
    assert_eq!(of("suggestion"), Some(Value::Text("refund_minor".to_owned())));
    assert_eq!(refuse("count(", &[]).code, "formula-wrong");
    assert_eq!(refuse("count(casse)", &[]).code, "formula-wrong");
    assert_eq!(refuse("count()", &["orders.paid_at"]).code, "time-unknown");
    let large: Vec<_> = (0..9).map(|number| format!("distinct(case_id where reopens = {number})")).collect();
    assert_eq!(refuse(&large.join(" + "), &[]).code, "too-many-large");
    let many: Vec<_> = (0..65).map(|number| format!("count(where reopens = {number})")).collect();
    assert_eq!(refuse(&format!("coalesce({})", many.join(", ")), &[]).code, "too-many");
}

#[test]
fn amounts_divide_to_a_ratio_and_add_to_an_amount() {
    let ratio = open("sum(cases.refund_minor) / sum(orders.paid_minor)");
    ratio.update("orders", &money("paid_minor", &[(30_000, 0), (10_000, 0), (500, 1)]), &[0, 0, 1], 2).unwrap();
    ratio.update("cases", &money("refund_minor", &[(5_000, 0)]), &[0], 2).unwrap();
    let links =
        |cases: &[u32], orders: &[u32]| [("cases".to_owned(), cases.to_vec()), ("orders".to_owned(), orders.to_vec())];
    let columns = ratio.evaluate(3, &links(&[0, NO_GROUP, 0], &[0, 0, 1])).unwrap();
    assert_eq!(columns[0], Column::numbers("value", Values::Float64, [Some(0.125), Some(0.0), None]));
    assert_eq!(columns[1], Column::text("reason", [None, None, Some("currencies-mix")]));
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["value", "reason", "numerator", "denominator", "n"], "a ratio has no currency");
    assert_eq!(
        columns[3],
        Column::numbers("denominator", Values::Float64, [Some(40_000.0), Some(40_000.0), Some(500.0)])
    );
    assert_eq!(columns[4], Column::new("n", Values::Int64(vec![2, 2, 1])));

    let sum = open("sum(cases.refund_minor) - mean(cases.refund_minor) * 2");
    sum.update("cases", &money("refund_minor", &[(300, 1), (100, 1), (200, 1)]), &[0, 0, 0], 2).unwrap();
    let columns = sum.evaluate(2, &[("cases".to_owned(), vec![0, 1])]).unwrap();
    assert_eq!(columns[0], Column::numbers("value", Values::Float64, [Some(200.0), None]));
    assert_eq!(columns[2], Column::text("currency", [Some("USD"), None]));
}

#[test]
fn states_merge_whoever_saw_which_table() {
    let formula = "count(orders) + count(cases) + sum(cases.refund_minor)";
    let (left, right, merged) = (open(formula), open(formula), open(formula));
    left.update("cases", &money("refund_minor", &[(1, 0), (2, 0)]), &[0, 1], 2).unwrap();
    right.update("cases", &money("refund_minor", &[]), &[], 2).unwrap();
    for part in [&left, &right, &left] {
        merged.merge("cases", part.state("cases", 0, 2).unwrap(), &[1, 0], 2).unwrap();
    }
    let columns = merged.evaluate(2, &[("cases".to_owned(), vec![0, 1]), ("orders".to_owned(), vec![0, 0])]).unwrap();
    assert_eq!(columns[0].values, Values::Float64(vec![6.0, 4.0]));
}
