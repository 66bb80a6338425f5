//! First contact resolution: closed cases after which the same customer did not come back with the same issue.

use aftersight_sdk::accumulate::Ratio;
use aftersight_sdk::shape::{all_known, same_issue};
use aftersight_sdk::{Batch, Column, Context, Derived, Input, Kpi, Links, Lookup, Params, Read, Result, Tables};

/// Closed cases, and whether anybody came back.
#[derive(Debug)]
pub struct FirstContactResolution;

impl Kpi for FirstContactResolution {
    type State = Ratio;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let within = params.duration("within")?;
        let wanted = params.texts("key")?;
        let solved = Input::new("solved", "cases").time("closed_at").lag(within);
        let Some(key) = same_issue(tables, "cases", wanted) else {
            // Nothing says who wrote: planning what is missing makes the host name it.
            return Ok(vec![solved.columns(wanted)]);
        };
        // A row whose key has a null cannot be judged; one closed before it was made would find itself.
        let population = params.text("population")?;
        let filter = format!("({population}) and closed_at >= created_at and {}", all_known(&key));
        let key: Vec<&str> = key.iter().map(String::as_str).collect();
        let again = Lookup::on("cases", &key).anchor("closed_at", "created_at").within(within);
        Ok(vec![solved.columns(["again"]).filter(filter).derive("again", Derived::Exists(again))])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Ratio) -> Result<()> {
        let again = batch.flags("again")?;
        state.add(groups, |row| Some(!again.get(row)?));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Ratio>) -> Result<Vec<Column>> {
        Ok(Ratio::outcome(links.role("solved")?))
    }
}

aftersight_sdk::export!(kpi FirstContactResolution);

#[cfg(test)]
mod tests {
    use aftersight_sdk::{DAY, Field, Kind, KpiBridge, Table, Value, Values};

    use super::*;

    fn plan(columns: &[&str]) -> Input {
        let texts = |texts: &[&str]| Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect());
        let params = Params::new(vec![
            ("within".to_owned(), Value::Duration(7 * DAY)),
            ("key".to_owned(), texts(&["customer_key", "order_id", "issue_type"])),
            ("population".to_owned(), Value::Text("true".to_owned())),
        ]);
        let field = |name: &&str| Field { name: (*name).to_owned(), kind: Kind::Text };
        let table = Table { name: "cases".to_owned(), fields: columns.iter().map(field).collect() };
        FirstContactResolution::plan(&params, Tables(&[table])).unwrap().swap_remove(0)
    }

    #[test]
    fn the_key_is_what_the_data_have() {
        let input = plan(&["order_id", "issue_type", "order.customer_key"]);
        let Derived::Exists(lookup) = &input.derive[0].kind else { panic!() };
        let own: Vec<_> = lookup.key.iter().map(|(own, _)| own.as_str()).collect();
        assert_eq!(own, ["order.customer_key", "order_id", "issue_type"]);
        assert_eq!((lookup.within, input.lag), (Some(7 * DAY), 7 * DAY));
        let filter = "(true) and closed_at >= created_at and \"order\".\"customer_key\" is not null \
                      and \"order_id\" is not null and \"issue_type\" is not null";
        assert_eq!(input.filter.as_deref(), Some(filter));
        let missing = plan(&["issue_type", "created_at"]);
        assert_eq!((missing.columns.len(), missing.derive.len()), (3, 0));
    }

    #[test]
    fn who_came_back_was_not_helped() {
        let kpi = KpiBridge::new(FirstContactResolution);
        let batch = Batch { rows: 3, columns: vec![Column::booleans("again", [Some(false), Some(true), Some(false)])] };
        kpi.update("solved", &batch, &[0, 0, 1], 2).unwrap();
        let whole = KpiBridge::new(FirstContactResolution);
        whole.merge("solved", kpi.state("solved", 0, 2).unwrap(), &[0, 0], 1).unwrap();
        let columns = whole.evaluate(1, &[("solved".to_owned(), vec![0])]).unwrap();
        assert_eq!(columns[0].values, Values::Float64(vec![2.0 / 3.0]));
    }
}
