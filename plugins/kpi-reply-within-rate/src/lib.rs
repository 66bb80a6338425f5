//! Reply-within rate: rounds of a chat that a person answered soon enough.

use aftersight_sdk::accumulate::Ratio;
use aftersight_sdk::shape::{only, rows};
use aftersight_sdk::{
    Batch, Column, Context, Derived, Input, Kpi, Links, Lookup, Params, Read, Result, SECOND, Tables,
};

/// Rounds, and whether they were answered in time.
#[derive(Debug)]
pub struct ReplyWithinRate {
    /// Microseconds.
    within: i64,
}

impl Kpi for ReplyWithinRate {
    type State = Ratio;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let told = ["conversation_id", "at", "sender"].iter().all(|name| tables.has("messages", name));
        let input = match params.text("source")? {
            "conversations" => conversations(params)?,
            "auto" if !told => conversations(params)?,
            _ => messages(params)?,
        };
        Ok(vec![input])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { within: params.integer("seconds")? * SECOND })
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Ratio) -> Result<()> {
        if role == "messages" {
            let (asked, answered) = (batch.integers("at")?, batch.integers("answered_at")?);
            let in_time = |row| Some(answered.get(row)? - asked.get(row)? <= self.within);
            state.add(groups, |row| Some(in_time(row).unwrap_or(false)));
        } else {
            let (in_time, rounds) = (batch.integers("replied_in_time_rounds")?, batch.integers("rounds")?);
            state.add_weighted(groups, |row| {
                let pair = (in_time.get(row)?, rounds.get(row)?);
                (0 <= pair.0 && pair.0 <= pair.1).then_some(pair)
            });
        }
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Ratio>) -> Result<Vec<Column>> {
        let messages = links.role("messages");
        let platform = messages.is_err();
        let mut columns = Ratio::outcome(messages.or_else(|_| links.role("conversations"))?);
        columns.push(Column::booleans("seconds_by_platform", (0..links.rows()).map(|_| Some(platform))));
        Ok(columns)
    }
}

/// The first messages of rounds: what a customer writes first, or after an agent. Who else speaks does not matter.
fn messages(params: &Params) -> Result<Input> {
    let said = |by: &str| Lookup::on("messages", &["conversation_id"]).anchor("at", "at").filter(by);
    let first = "sender = 'customer' and conversation_id is not null and (before is null or before = 'agent') and open";
    let input = only(rows(params, "messages", "messages", "at")?, first)
        .derive("before", Derived::Previous(said("sender in ('customer', 'agent')"), "sender".to_owned()))
        .derive("answered_at", Derived::Next(said("sender = 'agent'"), "at".to_owned()))
        .derive("open", Derived::InService("at".to_owned()));
    Ok(input.columns(["at", "answered_at"]).lag(params.integer("seconds")? * SECOND))
}

/// Conversations whose rounds the platform has counted, by its own limit.
fn conversations(params: &Params) -> Result<Input> {
    let input = only(rows(params, "conversations", "conversations", "started_at")?, "open");
    let columns = ["replied_in_time_rounds", "rounds"];
    Ok(input.derive("open", Derived::InService("started_at".to_owned())).columns(columns))
}

aftersight_sdk::export!(kpi ReplyWithinRate);

#[cfg(test)]
mod tests;
