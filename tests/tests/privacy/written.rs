//! Everything that the program wrote, as text: Parquet through a reader.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use aftersight::engine::WasmEngine;
use aftersight_contract::{Column, Context};
use aftersight_pipeline::engine::{Engine, View};
use parquet::file::reader::{FileReader, SerializedFileReader};

/// Adds every file below a directory, by its name behind `when`.
pub(crate) fn files(folder: &Path, when: &str, written: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, when, written);
            continue;
        }
        let bytes = if path.extension().is_some_and(|end| end == "parquet") {
            let reader = SerializedFileReader::new(File::open(&path).expect("a file")).expect("Parquet");
            let rows = reader.get_row_iter(None).expect("rows");
            let mut bytes: Vec<u8> =
                rows.flat_map(|row| (row.expect("a row").to_string() + "\n").into_bytes()).collect();
            // Statistics and names of columns are written too.
            bytes.extend(fs::read(&path).expect("a file"));
            bytes
        } else {
            fs::read(&path).expect("a file")
        };
        assert!(!bytes.is_empty(), "{}", path.display());
        let parent = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        written.insert(format!("{when} {parent}/{}", path.file_name().unwrap_or_default().to_string_lossy()), bytes);
    }
}

/// The cells of a column after the masker.
pub(crate) fn masked(engine: &WasmEngine, column: &str, given: &[(&str, &str)], texts: &[String]) -> Vec<String> {
    const MASKER: &str = "clean-mask-pii";
    let plugin = engine.plugin(MASKER).expect("the masker");
    let given = given.iter().map(|(name, value)| ((*name).to_owned(), toml::Value::from(*value))).collect();
    let params = aftersight_contract::manifest::resolve(&plugin.manifest, &given).expect("parameters");
    let context = Context { as_of: 0, received_at: 0, timezone: "Asia/Shanghai".to_owned() };
    let column = Column::text(column, texts.iter().map(|text| Some(text.as_str())));
    let view = View { rows: texts.len() as u32, columns: vec![(column.name.as_str(), &column)] };
    let mut cleaner = engine.cleaner(MASKER, &params, &context).expect("it opens");
    let cleaned = cleaner.clean(&view).expect("it runs");
    let after = cleaned.columns.first().unwrap_or(&column);
    (0..texts.len()).map(|row| after.text_at(row).unwrap_or_default().to_owned()).collect()
}
