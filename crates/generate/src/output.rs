//! All files in one walk over the orders.

use std::io::{self, Write};

use serde_json::json;

use crate::config::{Config, Encoding, Table};
use crate::facts::case::Case;
use crate::facts::order::Order;
use crate::facts::steps::steps;
use crate::facts::world::World;
use crate::facts::{conversation, feedback, walk};
use crate::rng::{Rng, Stream};
use crate::rows;
use crate::table::column::Column;
use crate::table::dirt::Dirt;
use crate::table::row::{Row, push_yuan};
use crate::table::writer::{FileSummary, Open, TableWriter};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Each export; the truth is not counted.
    pub files: Vec<FileSummary>,
}

impl Summary {
    /// Data rows of all exports.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }
}

/// Writes the exports, `truth/*.csv` and `truth/planted.json`. `open` is called once for each file, with its name relative to
/// the output directory and `/` between the parts; all files stay open until the end.
///
/// # Errors
/// `InvalidInput` if the configuration makes no sense, and whatever `open` and the writers report.
pub fn generate(config: &Config, open: Open<'_>) -> io::Result<Summary> {
    let world = World::new(config)?;
    let mut output = Output::open(config, open)?;
    walk::walk(&world, |order, cases| output.write(&world, order, cases))?;
    let summary = output.finish()?;
    if config.truth {
        let mut file = open("truth/planted.json")?;
        file.write_all(planted(config, &world, &summary).as_bytes())?;
        file.flush()?;
    }
    Ok(summary)
}

/// The writers of the wanted tables, in the order of `Table::ALL`.
struct Output {
    tables: Vec<Option<TableWriter>>,
    row: Row,
    seed: u64,
    /// What the buyers of the first platform paid, for the line below its orders.
    paid: i64,
    dirty: bool,
}

impl Output {
    fn open(config: &Config, open: Open<'_>) -> io::Result<Self> {
        let mut tables = Vec::new();
        for table in Table::ALL {
            let wanted = config.tables.contains(&table);
            let writer = wanted.then(|| TableWriter::open(config, table, columns(table), open)).transpose()?;
            tables.push(writer);
        }
        Ok(Self { tables, row: Row::default(), seed: config.seed, paid: 0, dirty: config.dirt > 0.0 })
    }

    fn write(&mut self, world: &World, order: &Order, cases: &[Case]) -> io::Result<()> {
        if self.wants(Table::Orders) {
            rows::orders::fill(world, order, &mut self.row);
            self.put(Table::Orders, order, 0)?;
            if order.platform == 0 {
                self.paid += rows::orders::amount_paid(world, order);
            }
        }
        if self.wants(Table::OrderLines) {
            for line in 0..order.lines.len() {
                rows::order_lines::fill(world, order, line, &mut self.row);
                self.put(Table::OrderLines, order, line as u64)?;
            }
        }
        if self.wants(Table::Shipments) {
            self.shipments(world, order, cases)?;
        }
        for case in cases {
            if self.wants(Table::Cases) {
                rows::cases::fill(world, order, case, &mut self.row);
                self.put(Table::Cases, order, case.round)?;
            }
            if self.wants(Table::CaseEvents) {
                for (number, step) in (1..).zip(steps(world, case)) {
                    rows::case_events::fill(order, case, number, &step, &mut self.row);
                    self.put(Table::CaseEvents, order, case.round * 16 + number as u64)?;
                }
            }
        }
        if self.wants(Table::Conversations) {
            for chat in conversation::conversations(world, order, cases) {
                rows::conversations::fill(world, order, cases, &chat, &mut self.row);
                self.put(Table::Conversations, order, chat.part)?;
            }
        }
        if self.wants(Table::Feedback) {
            for feedback in feedback::feedback(world, order, cases) {
                rows::feedback::fill(world, order, cases, &feedback, &mut self.row);
                self.put(Table::Feedback, order, feedback.part)?;
            }
        }
        Ok(())
    }

    fn shipments(&mut self, world: &World, order: &Order, cases: &[Case]) -> io::Result<()> {
        if rows::shipments::forward(world, order, &mut self.row) {
            self.put(Table::Shipments, order, 0)?;
        }
        for case in cases {
            if rows::shipments::back(world, order, case, &mut self.row) {
                self.put(Table::Shipments, order, 1 + case.round)?;
            }
        }
        Ok(())
    }

    fn wants(&self, table: Table) -> bool {
        self.tables[table as usize].is_some()
    }

    /// Writes the row in hand. Its dirt depends on the table and its place in the order only, not on which tables are written.
    fn put(&mut self, table: Table, order: &Order, part: u64) -> io::Result<()> {
        let Some(writer) = &mut self.tables[table as usize] else { return Ok(()) };
        let file = if table.files().len() > 1 { order.platform } else { 0 };
        let test = order.test && matches!(table, Table::Orders | Table::OrderLines);
        let rng = Rng::new(self.seed ^ ((table as u64 + 1) << 56), Stream::Dirt, order.n * 64 + part);
        writer.write(file, &mut self.row, test, rng)
    }

    fn finish(mut self) -> io::Result<Summary> {
        if let Some(orders) = self.tables[Table::Orders as usize].as_mut().filter(|_| self.dirty) {
            let mut paid = String::new();
            push_yuan(&mut paid, self.paid);
            orders.tail(0, &[("订单编号", "合计".to_owned()), ("买家实际支付金额", paid)])?;
        }
        let mut files = Vec::new();
        for writer in self.tables.into_iter().flatten() {
            files.extend(writer.finish()?);
        }
        Ok(Summary { files })
    }
}

fn columns(table: Table) -> &'static [Column] {
    match table {
        Table::Orders => rows::orders::COLUMNS,
        Table::OrderLines => rows::order_lines::COLUMNS,
        Table::Cases => rows::cases::COLUMNS,
        Table::CaseEvents => rows::case_events::COLUMNS,
        Table::Shipments => rows::shipments::COLUMNS,
        Table::Conversations => rows::conversations::COLUMNS,
        Table::Feedback => rows::feedback::COLUMNS,
    }
}

fn planted(config: &Config, world: &World, summary: &Summary) -> String {
    let files: Vec<_> = summary
        .files
        .iter()
        .map(|file| {
            let dirt: serde_json::Map<_, _> =
                file.dirt.iter().map(|(kind, rows)| (kind.name().to_owned(), json!(rows))).collect();
            let fates: serde_json::Map<_, _> =
                file.fates.iter().map(|(fate, rows)| (fate.name().to_owned(), json!(rows))).collect();
            json!({ "name": file.name, "rows": file.rows, "tail_rows": file.tail_rows, "dirt": dirt, "fates": fates })
        })
        .collect();
    let kinds: serde_json::Map<_, _> =
        Dirt::ALL.iter().map(|kind| (kind.name().to_owned(), json!({ "fate": kind.fate().name() }))).collect();
    let value = json!({
        "schema": 1,
        "seed": config.seed,
        "rows": config.rows,
        "orders_per_case": config.orders_per_case,
        "timezone": "Asia/Shanghai",
        "encoding": match config.encoding { Encoding::Gb18030 => "gb18030", Encoding::Utf8 => "utf-8" },
        "from": config.start.to_string(),
        "to": config.end.to_string(),
        "snapshot": format!("{}T00:00:00+08:00", crate::calendar::Day(config.end.0 + 1)),
        "dirt": { "share": config.dirt, "kinds": kinds },
        "facts": config.planted.facts(&world.catalogue),
        "files": files,
    });
    format!("{value:#}\n")
}
