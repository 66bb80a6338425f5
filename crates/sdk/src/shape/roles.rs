//! Roles as most KPIs plan them.

use crate::{DAY, Derived, Input, Lookup, Params, Result, Tables, Window};

/// A role over a table by a time column, with the parameters that KPIs have in common where the manifest declares them:
/// `population`, a condition; `window`, days that end with the interval, 0 for the interval itself; `lag`, a waiting time.
///
/// # Errors
/// A parameter of another type.
pub fn rows(params: &Params, role: &str, table: &str, time: &str) -> Result<Input> {
    let mut input = Input::new(role, table).time(time);
    if params.has("population") {
        input = input.filter(params.text("population")?);
    }
    windowed(params, input)
}

/// The parameters `window` and `lag` alone.
pub(super) fn windowed(params: &Params, mut input: Input) -> Result<Input> {
    if params.has("window") {
        let days = params.duration("window")? / DAY;
        if let Some(days) = u32::try_from(days).ok().filter(|days| *days > 0) {
            input = input.window(Window::TrailingDays(days));
        }
    }
    if params.has("lag") {
        input = input.lag(params.duration("lag")?);
    }
    Ok(input)
}

/// The same role with one more condition.
#[must_use]
pub fn only(input: Input, condition: impl AsRef<str>) -> Input {
    let conditions = [input.filter.clone(), Some(condition.as_ref().to_owned())];
    input.filter(all_of(conditions.into_iter().flatten()))
}

/// The same role with every key once, by its first row in time: exports repeat an order on each of its lines. Rows without the
/// key count one by one.
#[must_use]
pub fn each_once(input: Input, key: &str, time: &str) -> Input {
    let same = Lookup::on(&input.table, &[key]).anchor(time, time);
    only(input.derive("earlier", Derived::Previous(same, key.to_owned())), "earlier is null")
}

/// The roles of a [`Share`](super::Share): the rows for which a condition is true, among those for which it is true or false.
/// What it cannot say of a row with a null counts on neither side.
#[must_use]
pub fn parted(rows: Input, condition: impl AsRef<str>) -> Vec<Input> {
    let condition = condition.as_ref();
    let whole = only(Input { role: "whole".to_owned(), ..rows }, format!("({condition}) is not null"));
    vec![Input { role: "part".to_owned(), ..only(whole.clone(), condition) }, whole]
}

/// The role of [`Elapsed`](super::Elapsed) between two times of a row; where the manifest declares a choice `hours` and it is
/// `service`, in hours of service. Times the wrong way round count nowhere, not even if there is no service between them.
///
/// # Errors
/// `hours` is no text.
pub fn elapsed(params: &Params, input: Input, begin: &str, end: &str) -> Result<Input> {
    if params.has("hours") && params.text("hours")? == "service" {
        let input = only(input, format!("{begin} <= {end}"));
        return Ok(input.derive("worked", Derived::ServiceTime(begin.to_owned(), end.to_owned())).columns(["worked"]));
    }
    Ok(input.columns([begin, end]))
}

/// Conditions joined by `and`; `true` if there are none.
#[must_use]
pub fn all_of<S: AsRef<str>>(conditions: impl IntoIterator<Item = S>) -> String {
    let joined: Vec<_> = conditions.into_iter().map(|condition| format!("({})", condition.as_ref())).collect();
    if joined.is_empty() { "true".to_owned() } else { joined.join(" and ") }
}

/// The condition that a column holds none of these texts; a null is none of them.
#[must_use]
pub fn none_of(column: &str, texts: &[String]) -> String {
    if texts.is_empty() {
        return "true".to_owned();
    }
    format!("{column} is null or {column} not in ({})", list(texts))
}

/// The condition that a column holds one of these texts.
#[must_use]
pub fn one_of(column: &str, texts: &[String]) -> String {
    if texts.is_empty() { "false".to_owned() } else { format!("{column} in ({})", list(texts)) }
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<_> = texts.iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    quoted.join(", ")
}

/// The first of these columns that the table has, links included; the first of all where it has none, so that the host names
/// what is missing.
#[must_use]
pub fn first_of<'a>(tables: Tables<'_>, table: &str, columns: &[&'a str]) -> &'a str {
    columns.iter().copied().find(|column| tables.has(table, column)).unwrap_or(columns[0])
}

impl Params {
    /// Does the manifest declare it?
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    #[test]
    fn parameters_that_the_manifest_lacks_change_nothing() {
        let plain = rows(&Params::new(Vec::new()), "whole", "cases", "created_at").unwrap();
        assert_eq!(plain, Input::new("whole", "cases").time("created_at"));
        let params = Params::new(vec![
            ("population".to_owned(), Value::Text("a or b".to_owned())),
            ("window".to_owned(), Value::Duration(30 * DAY)),
            ("lag".to_owned(), Value::Duration(DAY)),
        ]);
        let input = only(rows(&params, "part", "cases", "created_at").unwrap(), "c = 'd'");
        assert_eq!(input.filter.as_deref(), Some("(a or b) and (c = 'd')"));
        assert_eq!((input.window, input.lag), (Window::TrailingDays(30), DAY));
    }

    #[test]
    fn parts_are_of_what_is_known() {
        let roles = parted(Input::new("rows", "cases").filter("a"), "b = 'c'");
        let filters: Vec<_> = roles.iter().map(|input| (input.role.as_str(), input.filter.as_deref())).collect();
        let whole = "(a) and ((b = 'c') is not null)";
        assert_eq!(filters, [("part", Some(&*format!("({whole}) and (b = 'c')"))), ("whole", Some(whole))]);
    }

    #[test]
    fn hours_of_service_are_derived_from_times_in_order() {
        let hours = |hours: &str| Params::new(vec![("hours".to_owned(), Value::Text(hours.to_owned()))]);
        let planned =
            |params: &Params| elapsed(params, Input::new("rows", "cases"), "created_at", "closed_at").unwrap();
        assert_eq!(planned(&Params::new(Vec::new())), planned(&hours("clock")));
        assert_eq!(planned(&hours("clock")).columns, ["created_at", "closed_at"]);
        let service = planned(&hours("service"));
        assert_eq!(service.columns, ["worked"]);
        assert_eq!(service.derive[0].kind, Derived::ServiceTime("created_at".to_owned(), "closed_at".to_owned()));
        assert_eq!(service.filter.as_deref(), Some("(created_at <= closed_at)"));
    }

    #[test]
    fn conditions_survive_quotes_and_nulls() {
        let texts = ["it's".to_owned(), "x".to_owned()];
        assert_eq!(none_of("status", &texts), "status is null or status not in ('it''s', 'x')");
        assert_eq!(one_of("status", &texts), "status in ('it''s', 'x')");
        assert_eq!((none_of("status", &[]), one_of("status", &[])), ("true".to_owned(), "false".to_owned()));
    }
}
