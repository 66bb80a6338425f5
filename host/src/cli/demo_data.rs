//! `aftersight demo-data`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use aftersight_generate::{Config, Encoding, Scenario, generate};
use clap::ArgMatches;

use super::Failed;
use super::words::Lang;

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<u8, Failed> {
    let out = Path::new(matches.get_one::<String>("out").map_or("", String::as_str));
    let encoding = matches.get_one::<String>("encoding").map(String::as_str);
    let small = matches.get_one::<String>("scenario").is_some_and(|name| name == "small");
    let config = Config {
        rows: matches.get_one::<u64>("rows").copied().unwrap_or(1),
        seed: matches.get_one::<u64>("seed").copied().unwrap_or(1),
        encoding: if encoding == Some("utf-8") { Encoding::Utf8 } else { Encoding::Gb18030 },
        truth: !matches.get_flag("no-truth"),
        ..Config::of(if small { Scenario::Small } else { Scenario::Standard })
    };
    let summary = generate(&config, &mut |name| open(&out.join(name))).map_err(|error| Failed::writing(out, &error))?;
    let mut stdout = io::stdout().lock();
    for file in &summary.files {
        // A closed pipe is no failure of the data.
        let _ = writeln!(stdout, "{:>12}  {}", file.rows, out.join(&file.name).display());
    }
    let _ = writeln!(stdout, "{} {}", lang.pick("总行数", "rows in all"), summary.rows());
    Ok(0)
}

fn open(path: &Path) -> io::Result<Box<dyn Write>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(Box::new(File::create(path)?))
}
