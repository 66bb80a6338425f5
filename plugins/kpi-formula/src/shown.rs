//! From the figures of the aggregates to result columns.

use aftersight_sdk::accumulate::Figure;
use aftersight_sdk::expr::{AggregateKind, Formula, Top};
use aftersight_sdk::{Column, Values};

/// `value` and why there is none; where one aggregate is divided by another, and both add up over rows, the two and n;
/// `error` where estimates go in; `currency` where the value is an amount. `slots` holds for each aggregate one figure per
/// row.
pub(crate) fn columns(formula: &Formula, slots: &[Vec<Figure>], rows: usize) -> Vec<Column> {
    let is_money = is_money(formula, slots);
    let (mut values, mut currencies, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..rows {
        let figures: Vec<&Figure> = slots.iter().map(|figures| &figures[row]).collect();
        let currency = figures.iter().find_map(|figure| figure.currency());
        let other = |figure: &&&Figure| figure.mixes() || figure.currency().is_some_and(|own| Some(own) != currency);
        let mixed = figures.iter().find(other).is_some();
        let found: Vec<_> = figures.iter().map(|figure| figure.value).collect();
        let value = if mixed { None } else { formula.evaluate(&found) };
        reasons.push(value.is_none().then_some(if mixed { "currencies-mix" } else { "no-value" }));
        currencies.push(currency.filter(|_| is_money && !mixed));
        values.push(value);
    }
    let mut columns = vec![Column::numbers("value", Values::Float64, values.iter().copied())];
    if reasons.iter().any(Option::is_some) {
        columns.push(Column::text("reason", reasons));
    }
    let kind = |slot: usize| formula.aggregates()[slot].kind;
    match formula.top() {
        Top::Quotient(above, below) if adds_up(kind(above)) && adds_up(kind(below)) => {
            columns.extend([
                side("numerator", &slots[above], kind(above)),
                side("denominator", &slots[below], kind(below)),
            ]);
            columns.push(Column::new("n", Values::Int64(slots[below].iter().map(|figure| figure.n).collect())));
            if [above, below].iter().any(|slot| kind(*slot) == AggregateKind::Distinct) {
                // Relative errors of a quotient add in squares.
                let relative = |row: usize| {
                    let (above, below) = (slots[above][row].relative_error, slots[below][row].relative_error);
                    (above * above + below * below).sqrt()
                };
                columns.push(error(&values, relative));
            }
        }
        Top::One(slot) if matches!(kind(slot), AggregateKind::Quantile(_) | AggregateKind::Distinct) => {
            columns.push(error(&values, |row| slots[slot][row].relative_error));
        }
        Top::One(_) | Top::Quotient(..) | Top::Other => {}
    }
    if is_money {
        columns.push(Column::text("currency", currencies));
    }
    columns
}

/// Is the figure of all rows that of its parts together? Alerts and charts read numerators and denominators so.
fn adds_up(kind: AggregateKind) -> bool {
    matches!(kind, AggregateKind::Count | AggregateKind::Sum | AggregateKind::Distinct)
}

/// One side of a quotient: counts as integers.
fn side(name: &str, figures: &[Figure], kind: AggregateKind) -> Column {
    match kind {
        AggregateKind::Count => Column::new(name, Values::Int64(figures.iter().map(|figure| figure.n).collect())),
        _ => Column::numbers(name, Values::Float64, figures.iter().map(|figure| figure.value)),
    }
}

/// How far off the values may be.
fn error(values: &[Option<f64>], relative: impl Fn(usize) -> f64) -> Column {
    let error = |(row, value): (usize, &Option<f64>)| value.map(|value| value.abs() * relative(row));
    Column::numbers("error", Values::Float64, values.iter().enumerate().map(error))
}

/// Is the value an amount? It is if it doubles when every amount that goes in doubles; a ratio of amounts does not. The
/// kinds of columns are known where rows come in, not where states are evaluated, so currencies tell what is an amount.
fn is_money(formula: &Formula, slots: &[Vec<Figure>]) -> bool {
    let is_amount = |figures: &Vec<Figure>| figures.iter().any(|figure| figure.currency().is_some());
    let amounts: Vec<bool> = slots.iter().map(is_amount).collect();
    let probe = |factor: f64| {
        let sample =
            |(slot, money): (usize, &bool)| Some((slot as f64 + 1.0).sqrt() * if *money { factor } else { 1.0 });
        formula.evaluate(&amounts.iter().enumerate().map(sample).collect::<Vec<_>>())
    };
    match (probe(1.0), probe(2.0)) {
        (Some(once), Some(twice)) => once != 0.0 && twice.to_bits() == (once * 2.0).to_bits(),
        _ => false,
    }
}
