//! Repeat contact rate: contacts that come again with the same issue.

use aftersight_sdk::shape::{Definition, Occurred, all_known, only, rows, same_issue};
use aftersight_sdk::{Derived, Input, Lookup, Params, Result, Tables};

/// Contacts, and when the same customer last came with the same issue.
#[derive(Debug)]
pub struct RepeatContactRate;

impl Definition for RepeatContactRate {
    type Shape = Occurred;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let (table, time) = match params.text("contacts")? {
            "conversations" => ("conversations", "started_at"),
            _ => ("cases", "created_at"),
        };
        let (contacts, wanted) = (rows(params, "rows", table, time)?, params.texts("key")?);
        let Some(key) = same_issue(tables, table, wanted) else {
            // Nothing says who wrote: planning what is missing makes the host name it.
            return Ok(vec![contacts.columns(wanted)]);
        };
        let names: Vec<&str> = key.iter().map(String::as_str).collect();
        let last = Lookup::on(table, &names).anchor(time, time).within(params.duration("within")?);
        // A row whose key has a null cannot be judged.
        let contacts = only(contacts, all_known(&key)).derive("last_at", Derived::Previous(last, time.to_owned()));
        Ok(vec![contacts.columns(["last_at"])])
    }
}

aftersight_sdk::export!(definition RepeatContactRate);
