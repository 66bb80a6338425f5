//! A KPI that counts cases, and breaks the contract as `deed` says.

#[path = "../../deeds.rs"]
mod deeds;
mod memory;

use std::hint::black_box;

use aftersight_sdk::accumulate::State;
use aftersight_sdk::{
    Batch, Categories, Column, Context, Derived, Error, Input, Kpi, Links, Lookup, Params, Read, Result, Tables, Text,
    Values, Window,
};

use deeds::{deeper, forever, hoard};
use memory::{grab, hold, shrug};

const ROLE: &str = "cases";

/// Does what it was told.
#[derive(Debug)]
pub struct Evil {
    deed: String,
}

/// Rows per group, and the deed: merging has no other way to know it.
#[derive(Debug, Default)]
pub struct Ledger {
    counts: Vec<i64>,
    deed: String,
}

impl State for Ledger {
    fn resize(&mut self, groups: usize) {
        self.counts.resize(groups, 0);
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        match self.deed.as_str() {
            "loop-state" => forever(),
            "huge-state" => return vec![Column::new("count", Values::Int64(vec![7; 1 << 20]))],
            "short-state" => return vec![Column::new("count", Values::Int64(vec![7; count + 1]))],
            _ => {}
        }
        let counts = self.counts[first..first + count].to_vec();
        vec![
            Column::new("count", Values::Int64(counts)),
            Column::text("deed", (0..count).map(|_| Some(self.deed.as_str()))),
        ]
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        let (counts, deeds) = (stored.integers("count")?, stored.texts("deed")?);
        for (row, group) in groups.iter().enumerate() {
            if deeds.get(row) == Some("loop-merge") {
                forever();
            }
            self.counts[*group as usize] += counts.get(row).unwrap_or_default();
        }
        Ok(())
    }
}

impl Kpi for Evil {
    type State = Ledger;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        match params.text("deed")? {
            "loop-plan" => forever(),
            "huge-plan" => Ok((0..100_000).map(|number| Input::new(&format!("role-{number}"), "cases")).collect()),
            "plan-days" => Ok(vec![counted().window(Window::TrailingDays(i32::MAX as u32))]),
            "plan-lag" => Ok(vec![counted().lag(i64::MIN)]),
            "plan-roles" => Ok(vec![counted(), counted()]),
            "plan-condition" => Ok(vec![counted().filter("case_type = ")]),
            "plan-condition-column" => Ok(vec![counted().filter("no_such_column = 'x'")]),
            "plan-condition-kind" => Ok(vec![counted().filter("case_type > 3")]),
            "plan-lookup" => {
                let earlier = Lookup::on("cases", &["order_id"]).filter("created_at = 'yesterday'");
                Ok(vec![counted().derive("earlier", Derived::Exists(earlier))])
            }
            "plan-anchor" => {
                let earlier = Lookup::on("cases", &["order_id"]).anchor("case_type", "case_type");
                Ok(vec![counted().derive("earlier", Derived::Exists(earlier))])
            }
            "plan-calendar" => Ok(vec![counted().derive("open", Derived::InService("case_type".to_owned()))]),
            _ => Ok(vec![counted()]),
        }
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let deed = params.text("deed")?;
        if deed == "loop-open" {
            forever();
        }
        Ok(Self { deed: deed.to_owned() })
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Ledger) -> Result<()> {
        state.deed.clone_from(&self.deed);
        groups.iter().for_each(|group| state.counts[*group as usize] += 1);
        match self.deed.as_str() {
            "loop-update" => forever(),
            "memory" => hoard(),
            "memory-held" => hold(),
            "memory-at-once" => grab(),
            "memory-shrugged" => shrug(),
            "recursion" => drop(black_box(deeper(1))),
            "panic" => panic!("on purpose"),
            "refuse" => return Err(Error::new("will-not")),
            "huge-refusal" => return Err(Error::new("will-not").with("why", "x".repeat(1 << 20))),
            _ => {}
        }
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Ledger>) -> Result<Vec<Column>> {
        let (rows, role) = (links.rows(), links.role(ROLE)?);
        let counts = role.each(|state, group| state.counts[group] as f64);
        let value = Column::numbers("value", Values::Float64, counts);
        let text = |offsets: Vec<u32>, bytes: &[u8]| Values::Text(Text { offsets, bytes: bytes.to_vec() });
        let bad = match self.deed.as_str() {
            "loop-evaluate" => forever(),
            "short-rows" => return Ok(vec![Column::new("value", Values::Float64(vec![1.0; rows + 1]))]),
            "nan" => return Ok(vec![Column::new("value", Values::Float64(vec![f64::NAN; rows]))]),
            "infinity" => return Ok(vec![Column::new("value", Values::Float64(vec![f64::INFINITY; rows]))]),
            "no-value" => return Ok(vec![Column::new("worth", Values::Float64(vec![1.0; rows]))]),
            "huge-evaluate" => Column::new("bad", Values::Int64(vec![7; 1 << 20])),
            "bad-utf8" => Column::new("bad", text((0..=rows as u32).collect(), &vec![0xff; rows])),
            "bad-offsets" => Column::new("bad", text((1..=rows as u32 + 1).collect(), b"abc")),
            "bad-code" => {
                let codes = vec![1; rows];
                Column::new("bad", Values::Category(Categories { codes, names: Text::from_iter(["only"]) }))
            }
            "no-name" => Column::new("", Values::Int64(vec![1; rows])),
            "twice" => Column::new("value", Values::Int64(vec![1; rows])),
            _ => return Ok(vec![value]),
        };
        Ok(vec![value, bad])
    }
}

fn counted() -> Input {
    Input::new(ROLE, "cases").time("created_at")
}

aftersight_sdk::export!(kpi Evil);
