//! Open backlog: cases open at the end of an interval.

use aftersight_sdk::accumulate::{Counts, counted};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables, Window};

/// Cases created and not yet closed.
#[derive(Debug)]
pub struct BacklogOpen;

impl Kpi for BacklogOpen {
    type State = Counts;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let open = Window::Span { begin: "created_at".to_owned(), end: "closed_at".to_owned() };
        Ok(vec![Input::new("open", "cases").window(open).filter(params.text("population")?)])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        Ok(counted(links.role("open")?))
    }
}

aftersight_sdk::export!(kpi BacklogOpen);
