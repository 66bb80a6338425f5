//! Files that were not recognised: what they hold, and what they could be.

use aftersight_intake::{self as intake, Profiles};
use aftersight_pipeline::Config;
use aftersight_pipeline::config::SourceStep;
use serde_json::{Value, json};

use crate::follow::is_toml;
use crate::run::{File, names};

/// `files`: what no table was recognised in, by name, with its headers and what they would mean in each table. `tables`: those
/// that a file can be, with their columns and the sets of columns one of which a file needs. Where nothing is unknown, or a
/// file cannot be opened at all, the list is shorter: the run has said why. Whoever brings a pipeline file writes it there.
pub(crate) fn unknown(pipeline: &str, files: Vec<File>) -> Value {
    let config = Config::parse(pipeline).unwrap_or_default();
    let brought = pipeline.is_empty() && files.iter().any(|file| is_toml(&file.name));
    let files = if brought { Vec::new() } else { files };
    let plain = SourceStep::default();
    let mut found = Vec::new();
    for file in files.into_iter().filter(|file| !config.profiles.iter().any(|path| names(path, &file.name))) {
        let name = file.name;
        let Ok(mut opened) = intake::File::open(&name, file.blob) else { continue };
        let steps: Vec<_> = config.sources.iter().filter(|step| names(&step.path, &name)).collect();
        let steps = if steps.is_empty() { vec![&plain] } else { steps };
        let unknown = steps.into_iter().filter_map(|step| opened.unknown(step, &Profiles::default()).ok()).flatten();
        let sheets: Vec<Value> = unknown
            .map(|sheet| json!({ "sheet": sheet.sheet, "headers": sheet.headers, "known": sheet.known }))
            .collect();
        if !sheets.is_empty() {
            found.push(json!({ "name": name, "sheets": sheets }));
        }
    }
    let tables = intake::shapes();
    let tables: Vec<Value> = tables
        .into_iter()
        .map(|table| json!({ "name": table.name, "columns": table.columns, "needs": table.needs }))
        .collect();
    json!({ "files": found, "tables": tables })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File { name: name.to_owned(), blob: text.as_bytes().to_vec().into() }
    }

    #[test]
    fn only_unknown_files_are_listed() {
        let files = || {
            vec![
                file("orders.csv", "订单编号,买家实际支付金额,订单创建时间\n1,2,2025-01-01\n"),
                file("mine.csv", "单据,谁\n1,2\n"),
                file("broken.xlsx", "PK\u{3}\u{4}"),
            ]
        };
        let said = unknown("", files());
        assert_eq!(
            said["files"],
            json!([{ "name": "mine.csv", "sheets": [{ "sheet": null, "headers": ["单据", "谁"], "known": {} }] }])
        );
        assert!(said["tables"].as_array().is_some_and(|tables| tables.len() > 5));
        let settled = "[[source]]\npath = 'mine.csv'\ntable = 'orders'\ncolumns = { '单据' = 'order_id' }\n";
        assert_eq!(unknown(settled, files())["files"], json!([]));
        let mut brought = files();
        brought.push(file("pipeline.toml", settled));
        assert_eq!(unknown("", brought)["files"], json!([]));
    }
}
