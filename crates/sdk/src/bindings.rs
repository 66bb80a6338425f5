//! Generated from the WIT: one module for the three worlds, so that they share their types. A component gets the exports
//! of the one world that its `plugin.toml` names.
#![allow(missing_docs, unsafe_code, unreachable_pub, clippy::all, reason = "generated code")]

wit_bindgen::generate!({
    path: "../contract/wit/v1",
    inline: "
        package aftersight:sdk;
        world every {
            export aftersight:plugin/columns@1.0.0;
            export aftersight:plugin/common@1.0.0;
            export aftersight:plugin/cleaning@1.0.0;
            export aftersight:plugin/measuring@1.0.0;
            export aftersight:plugin/analysing@1.0.0;
        }
    ",
    world: "aftersight:sdk/every",
    pub_export_macro: true,
});

pub use exports::aftersight::plugin::{analysing, cleaning, columns, common, measuring};
