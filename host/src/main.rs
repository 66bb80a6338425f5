//! The `aftersight` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    aftersight::cli::main(std::env::args_os().collect())
}
