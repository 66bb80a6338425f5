//! A cleaner of the reasons of cases that breaks the contract as `deed` says.

#[path = "../../deeds.rs"]
mod deeds;

use aftersight_sdk::{
    Action, Batch, Categories, Cleaned, Cleaner, Column, Context, Error, Params, Read, Result, Table, Text, Values,
};

use deeds::{deeper, forever, hoard};

const COLUMN: &str = "reason_raw";

/// Does what it was told.
#[derive(Debug)]
pub struct Evil {
    deed: String,
}

impl Cleaner for Evil {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let column = match params.text("deed")? {
            "loop-plan" => forever(),
            "ask-unknown" => "no_such_column",
            _ if !table.has(COLUMN) => return Ok(Vec::new()),
            _ => COLUMN,
        };
        Ok(vec![column.to_owned()])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let deed = params.text("deed")?;
        if deed == "loop-open" {
            forever();
        }
        Ok(Self { deed: deed.to_owned() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let text = |offsets: Vec<u32>, bytes: Vec<u8>| Values::Text(Text { offsets, bytes });
        let values = match self.deed.as_str() {
            "loop-clean" => forever(),
            "memory" => hoard(),
            "recursion" => Values::Int64(vec![deeper(1) as i64]),
            "panic" => panic!("on purpose"),
            "panic-on-word" => {
                let reasons = batch.texts(COLUMN)?;
                assert!((0..rows).all(|row| reasons.get(row) != Some("炸")), "on purpose");
                return Ok(());
            }
            "refuse" => return Err(Error::new("will-not")),
            "huge" => Values::Int64(vec![7; 1 << 20]),
            "short-rows" => Values::Int64(vec![7; rows + 1]),
            "bad-utf8" => text((0..=rows as u32).collect(), vec![0xff; rows]),
            "bad-offsets" => text((1..=rows as u32 + 1).collect(), vec![b'a'; rows + 1]),
            "cut-character" => {
                // One character of three bytes for all rows: the first row takes one of them.
                let mut offsets = vec![3; rows + 1];
                (offsets[0], offsets[1]) = (0, 1);
                text(offsets, "语".as_bytes().to_vec())
            }
            "bad-code" => Values::Category(Categories { codes: vec![1; rows], names: Text::from_iter(["only"]) }),
            "nan" => Values::Float64(vec![f64::NAN; rows]),
            "no-name" => {
                out.set(Column::new("", Values::Int64(vec![7; rows])));
                return Ok(());
            }
            "note-row" => {
                out.note(rows, COLUMN, Action::Flag, "will-not", "");
                return Ok(());
            }
            _ => return Ok(()),
        };
        out.set(Column::new(COLUMN, values));
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Evil);
