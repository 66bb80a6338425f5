//! The command from outside: beside DuckDB on the same files, and on a thousand rows.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aftersight_generate::{Config as Generate, Encoding, Table, generate};
use aftersight_pipeline::Config;

use crate::statistics::{RUNS, Times, ratio, seconds};

/// Files and a pipeline over them.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    pub(crate) title: &'static str,
    pub(crate) name: &'static str,
    pub(crate) cases: u64,
    pub(crate) tables: &'static [Table],
    pub(crate) kpis: &'static str,
}

/// The exports of cases alone.
pub(crate) const CASES: Job = Job {
    title: "1 000 000 cases",
    name: "cases",
    cases: 1_000_000,
    tables: &[Table::Cases],
    kpis: include_str!("cases.toml"),
};

/// Every export of the demo, with its pipeline.
pub(crate) const DEMO: Job = Job {
    title: "the demo, 100 000 cases with all tables",
    name: "demo",
    cases: 100_000,
    tables: &Table::ALL,
    kpis: include_str!("../../../crates/generate/sample/pipeline.toml"),
};

const SMALL: Job = Job { title: "1 000 cases", name: "small", cases: 1_000, ..CASES };

impl Job {
    /// Writes the files, once.
    pub(crate) fn generate(self, home: &Path) {
        let folder = home.join(self.name);
        let done = folder.join("pipeline.toml");
        if fs::read_to_string(&done).is_ok_and(|known| known == self.kpis) {
            return;
        }
        fs::create_dir_all(&folder).expect("a writable target directory");
        let config = Generate {
            rows: self.cases,
            seed: 7,
            encoding: Encoding::Utf8,
            truth: false,
            tables: self.tables.to_vec(),
            ..Generate::default()
        };
        let mut open = |name: &str| -> std::io::Result<Box<dyn Write>> {
            Ok(Box::new(std::io::BufWriter::new(fs::File::create(folder.join(name))?)))
        };
        generate(&config, &mut open).expect("the generator writes");
        fs::write(done, self.kpis).expect("a writable target directory");
    }

    pub(crate) fn config(self, home: &Path) -> (Config, PathBuf) {
        let config = Config::parse(self.kpis).expect("a pipeline file");
        (config, home.join(self.name))
    }

    /// Bytes of its exports.
    pub(crate) fn bytes(self, home: &Path) -> u64 {
        let files = fs::read_dir(home.join(self.name)).expect("it was generated");
        let csv = files.flatten().filter(|file| file.path().extension().is_some_and(|extension| extension == "csv"));
        csv.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }

    /// The whole command, as a user starts it.
    fn run(self, home: &Path) -> f64 {
        let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
        command.args(["aftersight", "run"]).arg(home.join(self.name).join("pipeline.toml"));
        command.args(["--format", "json", "--received-at", "2026-01-01T00:00:00Z", "--jobs", "2"]);
        command.env("AFTERSIGHT_PLUGINS", crate::plugins()).env("XDG_CACHE_HOME", home.join("home"));
        seconds(|| assert!(command.stdout(Stdio::null()).status().expect("it starts").success(), "the run ends well"))
    }
}

pub(crate) fn print(home: &Path) {
    SMALL.generate(home);
    println!("## The command\n");
    against_duckdb(home);
    SMALL.run(home);
    let times = (0..RUNS).map(|_| SMALL.run(home)).collect();
    println!(
        "| `aftersight run`, {}, warm cache of machine code |\n|---|\n| {} |",
        SMALL.title,
        Times::new(times).show()
    );
}

/// DuckDB measures itself, from the connection to the last row, with its own start left out.
fn against_duckdb(home: &Path) {
    let Some(python) = std::env::var_os("AFTERSIGHT_PYTHON") else {
        println!("DuckDB: skipped, AFTERSIGHT_PYTHON names no interpreter.\n");
        return;
    };
    CASES.generate(home);
    let script = crate::root().join("tests/benches/speed/cases.py");
    let theirs = || {
        let output = Command::new(&python).arg(&script).arg(home.join(CASES.name)).output().expect("Python starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut words = said.split_whitespace().map(|word| word.parse::<f64>().expect("seconds"));
        (words.next().expect("seconds of the whole"), words.next().expect("seconds of reading"))
    };
    let (mut ours, mut whole, mut read) = (Vec::new(), Vec::new(), Vec::new());
    CASES.run(home);
    for _ in 0..RUNS {
        ours.push(CASES.run(home));
        let (all, loading) = theirs();
        whole.push(all);
        read.push(loading);
    }
    println!(
        "{} in two UTF-8 CSV files, {} MB, seven KPIs, 2 threads. DuckDB reads with `all_varchar`, casts times and amounts, and computes the same KPIs (`approx_quantile`); it neither masks nor normalises text, nor keeps an account of rows.\n",
        CASES.title,
        CASES.bytes(home) / 1_000_000
    );
    println!("| `aftersight run` | DuckDB | of which reading and casting | ratio |\n|---|---|---|---|");
    let ratio = ratio(&ours, &whole);
    println!(
        "| {} | {} | {} | {ratio} |\n",
        Times::new(ours).show(),
        Times::new(whole).show(),
        Times::new(read).show()
    );
    println!(
        "Slower than DuckDB, because it does more: the rules above, masking and priorities first, take two thirds of the time. Beside a DuckDB that cleans as well, see *Reading and cleaning*.\n"
    );
}
