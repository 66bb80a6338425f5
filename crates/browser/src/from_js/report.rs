//! Findings and sheets.

use aftersight_contract::{Breach, Evidence, Finding, Report, Severity, Sheet};
use wasm_bindgen::JsValue;

use super::columns::batch;
use super::{Result, args, each, field, number, option, pair_of_strings, string, unsigned};
use crate::failure::malformed;

pub(crate) fn report(value: &JsValue) -> Result<Report> {
    Ok(Report { findings: each(&field(value, "findings")?, finding)?, sheets: each(&field(value, "sheets")?, sheet)? })
}

fn finding(value: &JsValue) -> Result<Finding> {
    let figure = |name| option(&field(value, name)?, number);
    Ok(Finding {
        code: string(&field(value, "code")?)?,
        args: args(&field(value, "args")?)?,
        severity: severity(&field(value, "severity")?)?,
        subject: option(&field(value, "subject")?, evidence)?,
        keys: each(&field(value, "keys")?, pair_of_strings)?,
        value: figure("value")?,
        expected: figure("expected")?,
        low: figure("low")?,
        high: figure("high")?,
        confidence: figure("confidence")?,
        impact: figure("impact")?,
        evidence: each(&field(value, "evidence")?, evidence)?,
        route: option(&field(value, "route")?, string)?,
    })
}

fn severity(value: &JsValue) -> Result<Severity> {
    Ok(match string(value)?.as_str() {
        "info" => Severity::Info,
        "warning" => Severity::Warning,
        "critical" => Severity::Critical,
        _ => return Err(malformed(Breach::NoSeverity)),
    })
}

fn evidence(value: &JsValue) -> Result<Evidence> {
    Ok(Evidence { role: string(&field(value, "role")?)?, row: unsigned(&field(value, "row")?)? })
}

fn sheet(value: &JsValue) -> Result<Sheet> {
    Ok(Sheet { code: string(&field(value, "code")?)?, rows: batch(&field(value, "rows")?)? })
}
