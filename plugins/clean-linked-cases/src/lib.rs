//! Cases of one matter: the same order, item and type by several channels within a few days.

mod matter;

use std::collections::BTreeMap;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Kind, Params, Read, Result, Table};

use matter::{Filed, roots};

/// Names the first case of the matter.
const LINKED: &str = "linked_case_id";

/// Links cases of one matter.
#[derive(Debug)]
pub struct LinkedCases {
    key: Vec<String>,
    item: Vec<String>,
    window: i64,
    across: bool,
}

impl Cleaner for LinkedCases {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let readable = |name: &str| table.kind(name).is_some_and(Kind::is_text);
        let dated = table.kind("created_at") == Some(Kind::Timestamp);
        let key = params.texts("key")?;
        if !dated || !readable("case_id") || !readable("case_type") || !key.iter().all(|name| readable(name)) {
            return Ok(Vec::new());
        }
        let mut columns: Vec<String> = Vec::new();
        let own = ["case_id", "case_type", "created_at", "channel"].map(str::to_owned);
        for name in key.iter().chain(&own).chain(params.texts("item")?) {
            if (readable(name) || name == "created_at") && !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self {
            key: params.texts("key")?.to_vec(),
            item: params.texts("item")?.to_vec(),
            window: params.duration("window")?,
            across: params.boolean("across")?,
        })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let (ids, types, times) = (batch.texts("case_id")?, batch.texts("case_type")?, batch.integers("created_at")?);
        let channel = batch.column("channel");
        let key = self.key.iter().map(|name| batch.texts(name)).collect::<Result<Vec<_>>>()?;
        let item =
            |row: usize| self.item.iter().find_map(|name| Some((name.as_str(), batch.column(name)?.text_at(row)?)));
        let mut matters: BTreeMap<_, Vec<Filed<'_>>> = BTreeMap::new();
        for row in 0..rows {
            let of_key: Option<Vec<&str>> = key.iter().map(|column| column.get(row)).collect();
            if let (Some(of_key), Some(id), Some(kind), Some(at)) =
                (of_key, ids.get(row), types.get(row), times.get(row))
            {
                let channel = channel.and_then(|channel| channel.text_at(row));
                matters.entry((of_key, item(row), kind)).or_default().push(Filed { at, id, channel, row });
            }
        }
        let mut linked: Vec<Option<&str>> = vec![None; rows];
        // Without channels nothing can come by two of them.
        let across = self.across && channel.is_some();
        for filed in matters.values_mut() {
            for (row, root) in roots(filed, self.window, across) {
                linked[row] = Some(root);
            }
        }
        for row in (0..rows).filter(|row| linked[*row].is_some()) {
            out.note(row, LINKED, Action::Flag, "same-matter", "");
        }
        out.set(Column::text(LINKED, linked));
        Ok(())
    }
}

aftersight_sdk::export!(cleaner LinkedCases);
