//! `cargo xtask`: builds, demonstrates, tests and checks the project.

mod browser;
mod npm;
mod plugins;
mod shell;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask <command>

  plugins          build every plugin into target/plugins
  browser          build the web application into www/dist
  edge             build the edge module and serve it on loopback
";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["browser"] => browser::build(),
        ["edge"] => browser::edge(),
        ["plugins"] => plugins::build().map(|_| ()),
        _ => bail!("{USAGE}"),
    }
}
