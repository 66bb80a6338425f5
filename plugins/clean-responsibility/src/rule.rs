//! One rule: `damage-carrier: contains(reason, '破损') and shipment.status = 'exception' => logistics @ 0.8`.

use aftersight_sdk::expr::Expr;
use aftersight_sdk::{Column, Error, Field, Kind, Result, Table, Values, bitmap};

/// Who can be responsible.
pub(crate) const PARTIES: [&str; 6] = ["product", "logistics", "service", "customer", "platform", "unknown"];

/// The column that every rule may read beside those of the table.
pub(crate) const REASON: &str = "reason";

/// A rule, read.
#[derive(Debug)]
pub(crate) struct Rule {
    name: String,
    expr: Expr,
    /// The columns that it reads.
    pub(crate) columns: Vec<String>,
    /// A place in [`PARTIES`].
    pub(crate) party: u32,
    /// 0 … 1
    pub(crate) confidence: f64,
}

impl Rule {
    /// Reads a rule; what is wrong with it, in Chinese and English, otherwise.
    pub(crate) fn parse(text: &str) -> std::result::Result<Self, (String, String)> {
        let form = || {
            let form = "name: expression => party @ confidence";
            (format!("请写成 {form}"), format!("write it as {form}"))
        };
        let (rule, verdict) = text.rsplit_once("=>").ok_or_else(form)?;
        let (name, expr) = rule.split_once(':').ok_or_else(form)?;
        let (party, confidence) = verdict.split_once('@').ok_or_else(form)?;
        let party = party.trim();
        let known = PARTIES.iter().position(|known| *known == party).ok_or_else(|| {
            let all = PARTIES.join(", ");
            (format!("“{party}”不是责任方；可用的有：{all}"), format!("`{party}` is no party; there are: {all}"))
        })?;
        let confidence = confidence
            .trim()
            .parse()
            .ok()
            .filter(|value| (0.0..=1.0).contains(value))
            .ok_or_else(|| ("置信度应在 0 与 1 之间".to_owned(), "a confidence lies between 0 and 1".to_owned()))?;
        let expr = Expr::parse(expr).map_err(|error| (error.chinese(), error.to_string()))?;
        let columns = expr.columns().into_iter().map(str::to_owned).collect();
        Ok(Self { name: name.trim().to_owned(), expr, columns, party: known as u32, confidence })
    }

    /// Do its columns go together, those that the table lacks being null?
    pub(crate) fn check(&self, table: &Table) -> Result<()> {
        let mut fields = table.fields.clone();
        fields.push(Field { name: REASON.to_owned(), kind: Kind::Text });
        let absent = self.columns.iter().filter(|name| *name != REASON && !table.has(name));
        fields.extend(absent.map(|name| null(name, 0).field()).collect::<Vec<_>>());
        self.expr.check_condition(&fields).map_err(|error| {
            Error::new("rule-unreadable")
                .with("rule", self.name.as_str())
                .with("zh", error.chinese())
                .with("en", error.to_string())
        })
    }

    /// The rows for which it holds. Columns that are not there are added as nulls.
    pub(crate) fn rows(&self, rows: usize, columns: &mut Vec<Column>) -> Result<Vec<u32>> {
        for name in &self.columns {
            if columns.iter().all(|column| column.name != *name) {
                columns.push(null(name, rows));
            }
        }
        let find = |name: &str| columns.iter().find(|column| column.name == name);
        self.expr.select(rows, &find).map_err(|error| {
            let what = error.to_string();
            Error::new("rule-unreadable")
                .with("rule", self.name.as_str())
                .with("zh", what.as_str())
                .with("en", what.as_str())
        })
    }

    /// `rule=late; reason=delay; shipment.signed_at=2025-01-03T01:00:00Z`: the rule and the facts that it read.
    pub(crate) fn evidence(&self, row: usize, columns: &[Column]) -> String {
        let mut out = format!("rule={}", self.name);
        for name in &self.columns {
            let fact = columns.iter().find(|column| column.name == *name).and_then(|column| show(column, row));
            if let Some(fact) = fact {
                out.push_str(&format!("; {name}={fact}"));
            }
        }
        out
    }
}

/// A column of nulls of the kind that the data model gives to such a name.
fn null(name: &str, rows: usize) -> Column {
    let plain = name.rsplit('.').next().unwrap_or(name);
    let values = if plain.ends_with("_at") || plain == "at" {
        Values::Timestamp(vec![0; rows])
    } else if plain.starts_with("is_") {
        Values::Boolean(bitmap::filled(rows, false))
    } else {
        Column::text(name, vec![None::<&str>; rows]).values
    };
    Column { name: name.to_owned(), values, validity: Some(bitmap::filled(rows, false)) }
}

/// A fact, short enough to be read; none where the cell is null.
fn show(column: &Column, row: usize) -> Option<String> {
    const LONGEST: usize = 40;
    if !column.is_valid(row) {
        return None;
    }
    Some(match &column.values {
        Values::Text(_) | Values::Category(_) => column.text_at(row)?.chars().take(LONGEST).collect(),
        Values::Timestamp(values) => jiff::Timestamp::from_microsecond(values[row]).ok()?.to_string(),
        Values::Boolean(bits) => bitmap::get(bits, row).to_string(),
        Values::Int64(values) => values[row].to_string(),
        Values::Float64(values) => values[row].to_string(),
        Values::Money(money) => format!("{} {}", money.minor[row], money.currency.get(row)),
        Values::Binary(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_say_what_is_allowed() {
        let wrong = |text: &str| Rule::parse(text).unwrap_err().1;
        assert!(wrong("a = 'b' => product").contains("name: expression"));
        assert!(wrong("x: a = 'b' => seller @ 1").contains("`seller` is no party; there are: product"));
        assert!(wrong("x: a = 'b' => product @ 2").contains("between 0 and 1"));
        assert!(!wrong("x: a = => product @ 1").is_empty());
        let rule = Rule::parse("x: a => product @ 1").unwrap();
        assert!(rule.check(&Table::default()).is_err(), "text is no condition");
    }
}
