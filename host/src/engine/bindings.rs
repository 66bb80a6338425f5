//! Generated from the WIT: one module for the three worlds, so that they share their types. A component exports the
//! interface of its kind only, so nothing instantiates this world: each interface is looked up by itself.
#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated code")]

wasmtime::component::bindgen!({
    path: "../crates/contract/wit/v1",
    inline: "
        package aftersight:host;
        world every {
            export aftersight:plugin/columns@1.0.0;
            export aftersight:plugin/common@1.0.0;
            export aftersight:plugin/cleaning@1.0.0;
            export aftersight:plugin/measuring@1.0.0;
            export aftersight:plugin/analysing@1.0.0;
        }
    ",
    world: "aftersight:host/every",
    // `&[i64]` and `&[u8]` cross to the plugin without a clone; types that also come back exist twice.
    ownership: Borrowing { duplicate_if_necessary: true },
});

pub(crate) use exports::aftersight::plugin::{analysing, cleaning, columns, common, measuring};
