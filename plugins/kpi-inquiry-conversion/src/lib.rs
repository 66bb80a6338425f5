//! Inquiry conversion: customers who asked and then paid.

use aftersight_sdk::shape::{Definition, DistinctQuotient, first_of, only, rows};
use aftersight_sdk::{Derived, Input, Lookup, Params, Result, Tables};

/// Customers who asked, and those of them who paid soon after.
#[derive(Debug)]
pub struct InquiryConversion;

impl Definition for InquiryConversion {
    type Shape = DistinctQuotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let within = params.duration("within")?;
        let customer = first_of(tables, "conversations", &["customer_key", "order.customer_key"]);
        let paid = first_of(tables, "orders", &["paid_at", "created_at"]);
        let mut payment = Lookup::on("orders", &["customer_key"]).anchor("started_at", paid).within(within);
        customer.clone_into(&mut payment.key[0].0);
        let asked = |role: &str| -> Result<Input> {
            let chats = rows(params, role, "conversations", "started_at")?.columns([customer]).lag(within);
            // Who has paid for the order asks about a sale that is made.
            let sold = format!("order.{paid}");
            let before = format!("{sold} is null or {sold} > started_at");
            Ok(if tables.has("conversations", &sold) { only(chats, before) } else { chats })
        };
        let bought = asked("part")?.derive("bought", Derived::Exists(payment));
        Ok(vec![only(bought, "bought"), asked("whole")?])
    }
}

aftersight_sdk::export!(definition InquiryConversion);
