//! What makes two rows one and the same issue.

use crate::Tables;

/// The columns of `wanted` by which rows of a table can be told to be about the same issue: its own, else those of the order;
/// what neither has is dropped. `None` if nothing but the issue type is left, since nothing says then who came.
#[must_use]
pub fn same_issue(tables: Tables<'_>, table: &str, wanted: &[String]) -> Option<Vec<String>> {
    let column =
        |name: &String| [name.clone(), format!("order.{name}")].into_iter().find(|name| tables.has(table, name));
    let key: Vec<String> = wanted.iter().filter_map(column).collect();
    key.iter().any(|name| !name.ends_with("issue_type")).then_some(key)
}

/// The condition that none of these columns is null, whatever their names hold.
#[must_use]
pub fn all_known(columns: &[String]) -> String {
    let known: Vec<_> = columns.iter().map(|name| format!("{} is not null", quoted(name))).collect();
    if known.is_empty() { "true".to_owned() } else { known.join(" and ") }
}

/// A name as expressions write it.
fn quoted(name: &str) -> String {
    let parts: Vec<_> = name.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Kind, Table};

    #[test]
    fn the_key_is_what_the_data_have() {
        let wanted = ["customer_key", "order_id", "issue_type"].map(str::to_owned);
        let key = |columns: &[&str]| {
            let field = |name: &&str| Field { name: (*name).to_owned(), kind: Kind::Text };
            let table = Table { name: "cases".to_owned(), fields: columns.iter().map(field).collect() };
            same_issue(Tables(&[table]), "cases", &wanted)
        };
        let order = key(&["order_id", "issue_type", "order.customer_key"]).unwrap();
        assert_eq!(order, ["order.customer_key", "order_id", "issue_type"]);
        assert_eq!(key(&["order_id", "created_at"]).unwrap(), ["order_id"]);
        assert_eq!((key(&["issue_type", "created_at"]), key(&[])), (None, None));
    }

    #[test]
    fn names_may_hold_anything() {
        let names = ["order.customer_key", "买家 \"1\""].map(str::to_owned);
        assert_eq!(all_known(&names), "\"order\".\"customer_key\" is not null and \"买家 \"\"1\"\"\" is not null");
        assert_eq!(all_known(&[]), "true");
    }
}
