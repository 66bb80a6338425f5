use crate::{AggregateKind, Code, Error, Formula, Unit};
use aftersight_contract::{Field, Kind, Table};

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
                ("order.paid_minor", Kind::Money),
                ("case_type", Kind::Category),
                ("reopens", Kind::Int64),
            ],
        ),
        table("order_lines", &[("paid_minor", Kind::Money), ("quantity", Kind::Int64)]),
    ]
}

fn parse(text: &str) -> Result<Formula, Error> {
    Formula::parse(text, "cases", &|name| tables().iter().any(|table| table.name == name))
}

fn fails(text: &str) -> (Code, usize) {
    let error = parse(text).and_then(|formula| formula.check(&tables())).unwrap_err();
    assert!(!error.to_string().contains("{?}") && !error.chinese().contains("{?}"), "{error}");
    (error.code, error.column)
}

const RATE: &str = "sum(cases.refund_minor where is_quality) / sum(order_lines.paid_minor)";

#[test]
fn a_ratio_over_two_tables() {
    let formula = parse(RATE).unwrap();
    assert_eq!(formula.tables(), ["cases", "order_lines"]);
    let [refunds, paid] = formula.aggregates() else { panic!() };
    assert_eq!((refunds.kind, refunds.table.as_str()), (AggregateKind::Sum, "cases"));
    assert_eq!(refunds.argument.as_ref().unwrap().to_string(), "refund_minor");
    assert_eq!(refunds.condition.as_ref().unwrap().to_string(), "is_quality");
    assert_eq!(refunds.columns(), ["refund_minor", "is_quality"]);
    assert_eq!(refunds.to_string(), "sum(cases.refund_minor where cases.is_quality)");
    assert_eq!((paid.table.as_str(), &paid.condition), ("order_lines", &None));
    assert_eq!(formula.check(&tables()), Ok(Unit::Ratio));
    assert_eq!(formula.evaluate(&[Some(30.0), Some(120.0)]), Some(0.25));
    assert_eq!(formula.evaluate(&[Some(30.0), Some(0.0)]), None);
    assert_eq!(formula.evaluate(&[None, Some(1.0)]), None);
    assert_eq!(formula.evaluate(&[]), None);
    assert_eq!(formula.evaluate(&[Some(f64::NAN), Some(1.0)]), None);
}

#[test]
fn where_the_table_comes_from() {
    let table = |text: &str| parse(text).unwrap().aggregates()[0].table.clone();
    assert_eq!(table("count()"), "cases");
    assert_eq!(table("count(order_lines)"), "order_lines");
    assert_eq!(table("count(order_lines where quantity > 1)"), "order_lines");
    assert_eq!(table("count(where order_lines.quantity > 1)"), "order_lines");
    assert_eq!(table("sum(order.paid_minor)"), "cases");
    let linked = parse("sum(cases.order.paid_minor)").unwrap();
    assert_eq!(linked.aggregates()[0].columns(), ["order.paid_minor"]);
}

#[test]
fn equal_aggregates_are_computed_once_and_print_in_full() {
    let formula = parse("1 - (count() - count(cases where is_quality)) / count(cases)").unwrap();
    assert_eq!(formula.aggregates().len(), 2);
    assert_eq!(formula.to_string(), "1 - (count(cases) - count(cases where cases.is_quality)) / count(cases)");
    assert_eq!(parse(&formula.to_string()).unwrap(), formula);
    assert_eq!(formula.evaluate(&[Some(10.0), Some(4.0)]), Some(0.4));
    let functions = parse("coalesce(max(sum(reopens), 2), -1) * abs(-count())").unwrap();
    assert_eq!(parse(&functions.to_string()).unwrap(), functions);
    assert_eq!(functions.evaluate(&[Some(1.0), Some(3.0)]), Some(6.0));
    assert_eq!(functions.evaluate(&[None, Some(3.0)]), Some(-3.0));
}

#[test]
fn units() {
    let cases = [
        ("count()", Unit::Count),
        ("count() * 10000 / count(order_lines)", Unit::Number),
        ("count(where is_quality) / count()", Unit::Ratio),
        ("1 - count(where is_quality) / count()", Unit::Ratio),
        ("sum(refund_minor)", Unit::Money),
        ("sum(refund_minor) / count()", Unit::Money),
        ("mean(refund_minor) * 2", Unit::Money),
        ("mean(closed_at - created_at)", Unit::Duration),
        ("mean(closed_at - created_at where is_quality) / 1 h", Unit::Ratio),
        ("sum(order_lines.quantity)", Unit::Number),
        ("coalesce(sum(refund_minor), 0)", Unit::Money),
        ("sum((closed_at - created_at) / 1 h)", Unit::Number),
    ];
    for (text, unit) in cases {
        assert_eq!(parse(text).unwrap().check(&tables()), Ok(unit), "{text}");
    }
}

#[test]
fn errors_say_where() {
    let cases = [
        ("1 + 2", Code::NoAggregate, 1),
        ("refund_minor", Code::ColumnOutside, 1),
        ("count() / reopens", Code::ColumnOutside, 11),
        ("count() > 3", Code::NotInFormula, 1),
        ("count() in (3)", Code::NotInFormula, 1),
        ("count() + 'x'", Code::NotInFormula, 11),
        ("count() + length('x')", Code::NotInFormula, 11),
        ("sum(sum(reopens))", Code::AggregateHere, 5),
        ("sum()", Code::ValueExpected, 5),
        ("sum(reopens, 1)", Code::TokenExpected, 12),
        ("count(1)", Code::TokenExpected, 7),
        ("count(where)", Code::ValueExpected, 12),
        ("summ(reopens)", Code::UnknownFunction, 1),
        ("sum(cases.reopens + order_lines.quantity)", Code::TwoTables, 21),
        ("count(cases where order_lines.quantity > 1)", Code::TwoTables, 19),
        ("count() / count(case)", Code::UnknownTable, 11),
        ("count() / sum(order_lines.paid where quantity > 1)", Code::UnknownColumn, 15),
        ("sum(case_type)", Code::NotNumber, 5),
        ("mean(reopens where case_type)", Code::NotBoolean, 20),
        ("sum(refund_minor) + count()", Code::UnitsDiffer, 1),
        ("sum(refund_minor) - 100", Code::UnitsDiffer, 1),
        ("sum(refund_minor) * sum(refund_minor)", Code::UnitsDiffer, 1),
        ("max(sum(refund_minor), count())", Code::UnitsDiffer, 1),
    ];
    for (text, code, column) in cases {
        assert_eq!(fails(text), (code, column), "{text}");
    }
    let error = parse("count(case)").unwrap().check(&tables()).unwrap_err();
    assert_eq!(error.suggestion(), Some("cases"));
    let error = parse("sum(order_lines.paid_miner)").unwrap().check(&tables()).unwrap_err();
    assert_eq!(error.suggestion(), Some("paid_minor"));
}

#[test]
fn the_examples_of_the_grammar_page_parse() {
    let page = include_str!("../../GRAMMAR.md");
    let examples = page.split("## Examples").nth(1).and_then(|rest| rest.split("```").nth(1)).unwrap();
    let texts = examples.lines().map(|line| line.split("--").next().unwrap_or_default().trim());
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    assert!(texts.len() >= 8);
    for text in texts {
        if let Err(error) = crate::Expr::parse(text) {
            assert_eq!(error.code, Code::AggregateHere, "{text}: {error}");
            Formula::parse(text, "cases", &|_| true).unwrap();
        }
    }
}
