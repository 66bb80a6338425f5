use aftersight_sdk::{Field, Kind, KpiBridge, NO_GROUP, Table, Value, Values};

use super::*;

fn params(population: &str) -> Params {
    let text = |text: &str| Value::Text(text.to_owned());
    Params::new(vec![
        ("population".to_owned(), text(population)),
        ("case_filter".to_owned(), text("case_type = 'return_refund'")),
        ("void_statuses".to_owned(), Value::Texts(vec!["rejected".to_owned(), "won't".to_owned()])),
        ("time".to_owned(), text("created_at")),
        ("lag".to_owned(), Value::Duration(7)),
    ])
}

fn table(name: &str, columns: &[&str]) -> Table {
    let field = |name: &&str| Field { name: (*name).to_owned(), kind: Kind::Text };
    Table { name: name.to_owned(), fields: columns.iter().map(field).collect() }
}

fn plan(population: &str, tables: &[Table]) -> Input {
    ReturnRate::plan(&params(population), Tables(tables)).unwrap().swap_remove(0)
}

fn filters(input: &Input) -> Vec<&str> {
    let lookup = |kind: &'_ Derived| match kind {
        Derived::Exists(lookup) => lookup.filter.clone(),
        _ => None,
    };
    let found: Vec<_> = input.derive.iter().filter_map(|derivation| lookup(&derivation.kind)).collect();
    found.into_iter().map(|text| &*text.leak()).collect()
}

#[test]
fn plans_fit_the_tables() {
    let bare = [table("orders", &["order_id"]), table("cases", &["order_id", "case_type"])];
    let orders = plan("orders", &bare);
    assert_eq!((orders.table.as_str(), orders.time.as_deref(), orders.lag), ("orders", Some("created_at"), 7));
    assert_eq!(filters(&orders), ["(case_type = 'return_refund')"]);

    let linked = [table("order_lines", &["order_id", "line_id"]), table("cases", &["order_id", "line_id", "status"])];
    let lines = plan("lines", &linked);
    assert_eq!(
        (lines.time.as_deref(), &lines.columns[..]),
        (Some("order.created_at"), &["by_order", "by_line"].map(str::to_owned)[..])
    );
    let void = "(case_type = 'return_refund') and (status is null or status not in ('rejected', 'won''t'))";
    assert_eq!(filters(&lines), [format!("{void} and line_id is null").as_str(), void]);

    let superstore = [table("order_lines", &["order_id", "line_id", "created_at"]), table("cases", &["order_id"])];
    let lines = plan("units", &superstore);
    assert_eq!(
        (lines.time.as_deref(), &lines.columns[..]),
        (Some("created_at"), &["by_order", "quantity"].map(str::to_owned)[..])
    );
}

#[test]
fn units_weigh_and_states_merge() {
    let batch = |by_line: [Option<bool>; 3], units: [Option<i64>; 3]| {
        let none = Column::booleans("by_order", [Some(false); 3]);
        let columns =
            vec![none, Column::booleans("by_line", by_line), Column::numbers("quantity", Values::Int64, units)];
        Batch { rows: 3, columns }
    };
    let first = KpiBridge::new(ReturnRate);
    first.update("sold", &batch([Some(true), Some(false), None], [Some(3), Some(1), Some(4)]), &[0, 0, 1], 2).unwrap();
    let second = KpiBridge::new(ReturnRate);
    second.update("sold", &batch([Some(true); 3], [Some(5), None, Some(0)]), &[1, 1, 1], 2).unwrap();
    let merged = KpiBridge::new(ReturnRate);
    for part in [&first, &second] {
        merged.merge("sold", part.state("sold", 0, 2).unwrap(), &[0, 1], 2).unwrap();
    }
    let columns = merged.evaluate(3, &[("sold".to_owned(), vec![1, 0, NO_GROUP])]).unwrap();
    assert_eq!(columns[0], Column::numbers("value", Values::Float64, [Some(5.0 / 9.0), Some(0.75), None]));
    assert_eq!(columns[2].values, Values::Int64(vec![5, 3, 0]));
    assert_eq!(columns[3].values, Values::Int64(vec![9, 4, 0]));
}
