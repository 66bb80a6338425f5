//! Age of the backlog: how long the cases that are open at the end of an interval have waited.

use aftersight_sdk::shape::{Definition, Elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables, Window};

/// Open cases by their age.
#[derive(Debug)]
pub struct BacklogAge;

impl Definition for BacklogAge {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let open = Window::Span { begin: "created_at".to_owned(), end: "closed_at".to_owned() };
        Ok(vec![rows(params, "rows", "cases", "created_at")?.window(open).columns(["created_at", "interval_end"])])
    }
}

aftersight_sdk::export!(definition BacklogAge);
