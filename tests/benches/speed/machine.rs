//! Where the figures come from.

use std::process::Command;

pub(crate) fn print() {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse::<u64>().ok());
    println!(
        "Machine: {model}, {cores} cores, {} GiB, {}. {}, wasmtime {}, profile `release`; plugins with profile `plugin`.\n",
        kib.unwrap_or(0) >> 20,
        said("uname", &["-sr"]),
        said("rustc", &["--version"]),
        wasmtime_version(),
    );
}

fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output();
    output.map_or_else(|_| "?".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The one that the lock file names.
fn wasmtime_version() -> String {
    let lock = std::fs::read_to_string(crate::root().join("Cargo.lock")).unwrap_or_default();
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"wasmtime\"").skip(1);
    lines.next().and_then(|line| line.split('"').nth(1)).unwrap_or("?").to_owned()
}
