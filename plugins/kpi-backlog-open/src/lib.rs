//! Open backlog: cases open at the end of an interval.

use aftersight_sdk::shape::{Count, Definition};
use aftersight_sdk::{Input, Params, Result, Tables, Window};

/// Cases created and not yet closed.
#[derive(Debug)]
pub struct BacklogOpen;

impl Definition for BacklogOpen {
    type Shape = Count;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let open = Window::Span { begin: "created_at".to_owned(), end: "closed_at".to_owned() };
        Ok(vec![Input::new("rows", "cases").window(open).filter(params.text("population")?)])
    }
}

aftersight_sdk::export!(definition BacklogOpen);
