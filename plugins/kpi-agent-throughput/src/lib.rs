//! Agent throughput: cases closed per active agent.

use aftersight_sdk::shape::{Definition, PerDistinct, only, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Closed cases, and who was at work.
#[derive(Debug)]
pub struct AgentThroughput;

impl Definition for AgentThroughput {
    type Shape = PerDistinct;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let closed = |role: &str| -> Result<Input> {
            Ok(only(rows(params, role, "cases", "closed_at")?, "agent_id is not null").columns(["agent_id"]))
        };
        let active = match params.text("active")? {
            "log" => Input::new("whole", "case_events").time("at").filter("actor_type = 'agent'").columns(["actor_id"]),
            _ => closed("whole")?,
        };
        Ok(vec![closed("part")?, active])
    }
}

aftersight_sdk::export!(definition AgentThroughput);
