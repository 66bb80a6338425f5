//! Repurchase after a case: customers who came back.

use aftersight_sdk::shape::{Definition, DistinctQuotient, first_of, only, rows};
use aftersight_sdk::{Derived, Input, Lookup, Params, Result, Tables};

/// Customers with a closed case, and those of them who bought after it.
#[derive(Debug)]
pub struct RepurchaseAfterCase;

impl Definition for RepurchaseAfterCase {
    type Shape = DistinctQuotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let within = params.duration("within")?;
        let customer = first_of(tables, "cases", &["customer_key", "order.customer_key"]);
        let paid = first_of(tables, "orders", &["paid_at", "created_at"]);
        let mut order = Lookup::on("orders", &["customer_key"]).anchor("closed_at", paid).within(within);
        customer.clone_into(&mut order.key[0].0);
        let closed = rows(params, "whole", "cases", "closed_at")?.columns([customer]).lag(within);
        let again = closed.clone().derive("again", Derived::Exists(order));
        Ok(vec![Input { role: "part".to_owned(), ..only(again, "again") }, closed])
    }
}

aftersight_sdk::export!(definition RepurchaseAfterCase);
