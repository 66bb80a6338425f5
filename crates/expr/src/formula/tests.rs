use crate::naive::{Wanted, write};
use crate::{AggregateKind, Code, Error, Formula, Top, Unit};
use aftersight_contract::{Field, Kind, Table};
use proptest::prelude::*;

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
        ("p90(refund_minor)", Unit::Money),
        ("median(service(created_at, closed_at)) / 1 h", Unit::Ratio),
        ("max(reopens)", Unit::Number),
        ("distinct(case_type) / count(closed_at - created_at)", Unit::Ratio),
        ("share(is_quality)", Unit::Ratio),
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
        ("count(cases order_lines)", Code::TokenExpected, 13),
        ("quantile(reopens)", Code::TokenExpected, 17),
        ("quantile(reopens, 90)", Code::QuantileRange, 19),
        ("quantile(reopens, reopens)", Code::QuantileRange, 19),
        ("p0(reopens)", Code::UnknownFunction, 1),
        ("median(reopens, 0.5)", Code::TokenExpected, 15),
        ("min(count())", Code::AggregateHere, 5),
        ("min(reopens, 2)", Code::ColumnOutside, 5),
        ("min()", Code::ValueExpected, 5),
        ("distinct(cases)", Code::UnknownColumn, 10),
        ("share(case_type)", Code::NotBoolean, 7),
        ("share(where is_quality)", Code::ValueExpected, 7),
        ("share(is_quality where order_lines.quantity > 1)", Code::UnknownColumn, 7),
        ("service(created_at, closed_at)", Code::ServiceHere, 1),
        ("mean(service(created_at))", Code::ServiceColumns, 6),
        ("mean(service(created_at, closed_at - 1 h))", Code::ServiceColumns, 26),
        ("mean(service(created_at, case_type))", Code::WrongKind, 26),
        ("mean(service(created_at, order_lines.quantity))", Code::UnknownColumn, 14),
        ("max(case_type)", Code::NotNumber, 5),
        ("count(where)", Code::ValueExpected, 12),
        ("summ(reopens)", Code::UnknownFunction, 1),
        ("sum(cases.reopens + order_lines.quantity)", Code::TwoTables, 21),
        ("count(cases where order_lines.quantity > 1)", Code::TwoTables, 19),
        ("count() / count(case)", Code::UnknownTable, 17),
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
}

#[test]
fn errors_suggest_a_name() {
    let cases = [
        ("count(case)", "cases"),
        ("count(closed_at)", "cases.closed_at"),
        ("sum(order_lines.paid_miner)", "paid_minor"),
        ("sum(quantity)", "order_lines.quantity"),
        ("avg(reopens)", "mean"),
        ("quantil(reopens, 0.5)", "quantile"),
        ("p900(reopens)", "p90"),
        ("mean(servise(created_at, closed_at))", "service"),
        ("mean(service(created_at, close_at))", "closed_at"),
    ];
    for (text, near) in cases {
        let error = parse(text).and_then(|formula| formula.check(&tables())).unwrap_err();
        assert_eq!(error.suggestion(), Some(near), "{text}: {error}");
    }
}

#[test]
fn quantiles_extremes_and_distinct() {
    let kind = |text: &str| parse(text).unwrap().aggregates()[0].kind;
    assert_eq!(kind("quantile(reopens, 0.25)"), AggregateKind::Quantile(0.25));
    assert_eq!(kind("median(reopens)"), AggregateKind::Quantile(0.5));
    assert_eq!(kind("P95(reopens where is_quality)"), AggregateKind::Quantile(0.95));
    assert_eq!(kind("min(reopens where case_type in ('a', 'b'))"), AggregateKind::Min);
    assert_eq!(kind("max(coalesce(reopens, 0))"), AggregateKind::Max);
    assert_eq!(kind("max(count(), sum(reopens))"), AggregateKind::Count);
    assert_eq!(kind("distinct(case_type)"), AggregateKind::Distinct);
    let text = "quantile(cases.reopens, 0.9 where cases.is_quality)";
    assert_eq!(parse("p90(reopens where is_quality)").unwrap().to_string(), text);
    assert_eq!(parse(text).unwrap().to_string(), text);
    // A bare name is a table, all else is a value that is counted where it is not null.
    assert_eq!(parse("count(cases.closed_at)").unwrap().aggregates()[0].columns(), ["closed_at"]);
    assert_eq!(parse("count(1 where is_quality)").unwrap().aggregates()[0].columns(), ["is_quality"]);
}

#[test]
fn a_share_is_two_counts_of_one_table() {
    let shown = |text: &str| parse(text).unwrap().to_string();
    assert_eq!(shown("share(is_quality)"), "count(cases where cases.is_quality) / count(cases)");
    assert_eq!(
        shown("share(order_lines.quantity > 1 where paid_minor > 0 or quantity is null)"),
        "count(order_lines where (order_lines.paid_minor > 0 or order_lines.quantity is null) and order_lines.quantity > 1) \
         / count(order_lines where order_lines.paid_minor > 0 or order_lines.quantity is null)"
    );
    assert_eq!(parse("share(is_quality)").unwrap().top(), Top::Quotient(0, 1));
}

#[test]
fn hours_of_service_are_a_column_to_derive() {
    let formula = parse("count(where service(cases.created_at, closed_at) <= 8 h)").unwrap();
    let [count] = formula.aggregates() else { panic!() };
    assert_eq!(count.columns(), ["service(created_at, closed_at)"]);
    assert_eq!(count.services(), [("service(created_at, closed_at)", "created_at", "closed_at")]);
    assert_eq!(count.to_string(), "count(cases where service(cases.created_at, cases.closed_at) <= 8 h)");
    let hours = aftersight_contract::Column::new(
        "service(created_at, closed_at)",
        aftersight_contract::Values::Int64(vec![1, 1 << 40]),
    );
    let condition = count.condition.as_ref().unwrap();
    assert_eq!(condition.select(2, &|name| (name == hours.name).then_some(&hours)), Ok(vec![0]));
}

#[test]
fn what_stands_at_the_top() {
    let top = |text: &str| parse(text).unwrap().top();
    assert_eq!(top("count(where is_quality) * 10000 / count() * 2"), Top::Quotient(0, 1));
    assert_eq!(top("2 * (sum(reopens) / (count() / 3))"), Top::Quotient(0, 1));
    assert_eq!(top("count() / count()"), Top::Quotient(0, 0));
    assert_eq!(top("p90(closed_at - created_at) / 1 h"), Top::One(0));
    assert_eq!(top("1 - share(is_quality)"), Top::Other);
    assert_eq!(top("1 / count()"), Top::Other);
    assert_eq!(top("count() + count(order_lines)"), Top::Other);
}

const NUMBERS: [Wanted; 3] = [Wanted::Int, Wanted::Float, Wanted::Money];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_canonical_text_parses_to_the_same_formula(
        choices in proptest::collection::vec(any::<u8>(), 0..60),
        conditions in proptest::collection::vec(any::<u8>(), 0..40),
        wanted in proptest::sample::select(NUMBERS.to_vec()),
        shapes in proptest::collection::vec((0_usize..10, 0_u8..6, 0.0..=1.0), 1..6),
    ) {
        let value = write(&mut choices.into_iter(), wanted, 3);
        let truth = write(&mut conditions.into_iter(), Wanted::Truth, 3);
        let mut text = "count()".to_owned();
        for (shape, join, quantile) in shapes {
            let aggregate = match shape {
                0 => "count()".to_owned(),
                1 => format!("count(t where {truth})"),
                2 => format!("count(({value}))"),
                3 => format!("quantile({value}, {quantile:?} where {truth})"),
                4 => format!("p9({value})"),
                5 => format!("min({value} where {truth})"),
                6 => format!("share({truth} where ({truth}) or {truth})"),
                7 => format!("distinct(t.q where service(t.a, \"b c\") > 1 h and {truth})"),
                8 => format!("max(mean({value}), 2)"),
                _ => format!("-sum({value})"),
            };
            text = match join {
                0 => format!("{text} + {aggregate}"),
                1 => format!("({text}) * 2.5 - {aggregate}"),
                2 => format!("({text}) / {aggregate}"),
                3 => format!("coalesce({text}, {aggregate})"),
                _ => format!("abs({aggregate})"),
            };
        }
        let read = |text: &str| Formula::parse(text, "t", &|name| name == "t");
        let formula = read(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let canonical = formula.to_string();
        prop_assert_eq!(&read(&canonical).unwrap_or_else(|error| panic!("{canonical}: {error}")), &formula);
        prop_assert_eq!(read(&canonical).unwrap().to_string(), canonical);
    }
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
