use aftersight_sdk::{Field, Kind, KpiBridge, Table, Value, Values};

use super::*;

fn params(source: &str) -> Params {
    Params::new(vec![
        ("seconds".to_owned(), Value::Integer(30)),
        ("source".to_owned(), Value::Text(source.to_owned())),
        ("population".to_owned(), Value::Text("true".to_owned())),
    ])
}

fn planned(source: &str, columns: &[&str]) -> Input {
    let field = |name: &&str| Field { name: (*name).to_owned(), kind: Kind::Text };
    let table = Table { name: "messages".to_owned(), fields: columns.iter().map(field).collect() };
    ReplyWithinRate::plan(&params(source), Tables(&[table])).unwrap().swap_remove(0)
}

#[test]
fn messages_serve_where_they_say_who_spoke() {
    let all = ["conversation_id", "at", "sender"];
    assert_eq!(planned("auto", &all).role, "messages");
    assert_eq!(planned("auto", &all[..2]).role, "conversations");
    assert_eq!(planned("messages", &[]).role, "messages");
    assert_eq!(planned("conversations", &all).role, "conversations");
    assert_eq!(planned("auto", &all).lag, 30 * SECOND);
}

#[test]
fn the_last_second_is_in_time() {
    let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
    let kpi = KpiBridge::new(ReplyWithinRate::open(&params("auto"), &context).unwrap());
    let times = |name: &str, times: [Option<i64>; 4]| {
        Column::numbers(name, Values::Timestamp, times.map(|time| time.map(|time| time * SECOND)))
    };
    let columns = vec![times("at", [Some(0); 4]), times("answered_at", [Some(0), Some(30), Some(31), None])];
    kpi.update("messages", &Batch { rows: 4, columns }, &[0; 4], 1).unwrap();
    let columns = kpi.evaluate(1, &[("messages".to_owned(), vec![0])]).unwrap();
    assert_eq!(columns[0].values, Values::Float64(vec![0.5]));
    assert_eq!(columns.last(), Some(&Column::booleans("seconds_by_platform", [Some(false)])));
}

#[test]
fn more_in_time_than_rounds_is_no_count() {
    let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
    let kpi = KpiBridge::new(ReplyWithinRate::open(&params("auto"), &context).unwrap());
    let numbers = |name: &str, numbers: [Option<i64>; 4]| Column::numbers(name, Values::Int64, numbers);
    let columns = vec![
        numbers("replied_in_time_rounds", [Some(3), Some(5), Some(-1), None]),
        numbers("rounds", [Some(4), Some(4), Some(4), Some(4)]),
    ];
    kpi.update("conversations", &Batch { rows: 4, columns }, &[0; 4], 1).unwrap();
    let columns = kpi.evaluate(1, &[("conversations".to_owned(), vec![0])]).unwrap();
    assert_eq!(columns[0].values, Values::Float64(vec![0.75]));
    assert_eq!(columns.last(), Some(&Column::booleans("seconds_by_platform", [Some(true)])));
}
