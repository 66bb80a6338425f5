use crate::{Code, Expr};
use aftersight_contract::{Field, Kind};

fn fields() -> Vec<Field> {
    let known = [
        ("b", Kind::Boolean),
        ("i", Kind::Int64),
        ("f", Kind::Float64),
        ("t", Kind::Timestamp),
        ("m", Kind::Money),
        ("s", Kind::Text),
        ("c", Kind::Category),
        ("z", Kind::Binary),
        ("status", Kind::Category),
        ("order.paid_at", Kind::Timestamp),
        ("标题", Kind::Text),
    ];
    known.into_iter().map(|(name, kind)| Field { name: name.to_owned(), kind }).collect()
}

fn kind(text: &str) -> Kind {
    Expr::parse(text).unwrap().check(&fields()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn fails(text: &str) -> (Code, usize) {
    let error = Expr::parse(text).unwrap().check(&fields()).unwrap_err();
    assert!(!error.to_string().contains("{?}") && !error.chinese().contains("{?}"), "{error}");
    (error.code, error.column)
}

#[test]
fn kinds_of_results() {
    let cases = [
        (Kind::Boolean, "i = f and m > 1 and m <= m and c = s and b = true and t < order.paid_at and null = i"),
        (Kind::Boolean, "i in (1, 2.5, null) or t between t and t + 1 d or c like 'x' or z is null or m in (1, 2.5)"),
        (Kind::Boolean, "null"),
        (Kind::Boolean, "not null"),
        (Kind::Int64, "i + 1"),
        (Kind::Int64, "t - t"),
        (Kind::Int64, "null - t"),
        (Kind::Timestamp, "t - null"),
        (Kind::Int64, "length(c)"),
        (Kind::Int64, "-i * abs(i)"),
        (Kind::Float64, "i / 2"),
        (Kind::Float64, "i + 0.5"),
        (Kind::Float64, "m / m"),
        (Kind::Float64, "min(i, f)"),
        (Kind::Float64, "coalesce(null, i, f)"),
        (Kind::Timestamp, "t + 1 d"),
        (Kind::Timestamp, "1 d + t"),
        (Kind::Timestamp, "max(t, null)"),
        (Kind::Money, "m * 2 - m / 0.5"),
        (Kind::Money, "0.5 * m"),
        (Kind::Money, "-m + null"),
        (Kind::Text, "coalesce(c, 'x')"),
        (Kind::Text, "lower(s)"),
        (Kind::Category, "lower(c)"),
        (Kind::Binary, "z"),
    ];
    for (expected, text) in cases {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn each_type_error_has_its_place() {
    let cases = [
        ("标题 = 'x' and stauts = 'x'", Code::UnknownColumn, 14),
        ("b and i", Code::NotBoolean, 7),
        ("not s", Code::NotBoolean, 5),
        ("b or m", Code::NotBoolean, 6),
        ("-s", Code::NotNumber, 2),
        ("-t", Code::NotNumber, 2),
        ("abs(b)", Code::NotNumber, 5),
        ("b and i = 'x'", Code::KindsDiffer, 7),
        ("s < 1", Code::KindsDiffer, 1),
        ("t = 1", Code::KindsDiffer, 1),
        ("b < true", Code::KindsDiffer, 1),
        ("z = z", Code::KindsDiffer, 1),
        ("t >= '2025-01-01'", Code::TimestampText, 1),
        ("i in (1, 'x')", Code::KindsDiffer, 10),
        ("i between 1 and 'x'", Code::KindsDiffer, 17),
        ("t not between t and '2025'", Code::TimestampText, 21),
        ("i like 'x'", Code::WrongKind, 1),
        ("contains(i, 'x')", Code::WrongKind, 10),
        ("length(b)", Code::WrongKind, 8),
        ("lower(t)", Code::WrongKind, 7),
        ("s + 1", Code::KindsDiffer, 1),
        ("t + t", Code::KindsDiffer, 1),
        ("1 - t", Code::KindsDiffer, 1),
        ("t * 2", Code::KindsDiffer, 1),
        ("m + 1", Code::KindsDiffer, 1),
        ("m * m", Code::KindsDiffer, 1),
        ("1 / m", Code::KindsDiffer, 1),
        ("b + b", Code::KindsDiffer, 1),
        ("min(s, s)", Code::KindsDiffer, 1),
        ("max(m, 1)", Code::KindsDiffer, 1),
        ("coalesce(m, 0)", Code::KindsDiffer, 1),
        ("coalesce(z, z)", Code::KindsDiffer, 1),
    ];
    for (text, code, column) in cases {
        assert_eq!(fails(text), (code, column), "{text}");
    }
}

#[test]
fn the_nearest_name_is_suggested() {
    let error = Expr::parse("i = 1 and stauts = 'x'").unwrap().check(&fields()).unwrap_err();
    assert_eq!(error.to_string(), "character 11: no column `stauts`; did you mean `status`?");
    assert_eq!(error.span, 10..16);
    assert_eq!(error.suggestion(), Some("status"));
    let error = Expr::parse("paid_at is null").unwrap().check(&fields()).unwrap_err();
    assert_eq!(error.suggestion(), Some("order.paid_at"));
    let error = Expr::parse("i = 'x'").unwrap().check(&fields()).unwrap_err();
    assert_eq!(error.to_string(), "character 1: `=` cannot join int64 and text");
    assert_eq!(error.chinese(), "第 1 个字符：“=”不能用于数字和文本");
}

#[test]
fn a_condition_is_true_or_false() {
    assert!(Expr::parse("i > 1").unwrap().check_condition(&fields()).is_ok());
    let error = Expr::parse("i + 1").unwrap().check_condition(&fields()).unwrap_err();
    assert_eq!((error.code, error.column), (Code::NotBoolean, 1));
}
