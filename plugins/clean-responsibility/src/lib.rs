//! Responsibility: triage of a case by ordered rules, with the evidence written down.

mod rule;

use aftersight_sdk::{
    Action, Batch, Categories, Cleaned, Cleaner, Column, Context, Error, Params, Result, Table, Text, Values,
};

use rule::{PARTIES, Rule};

/// Decides who is responsible for a case.
#[derive(Debug)]
pub struct Responsibility {
    rules: Vec<Rule>,
}

/// What `reason` in a rule is made of: the issue type, or where that says nothing the other two.
const REASON: [&str; 3] = ["issue_type", "reason_code", "reason_raw"];

const PARTY: &str = "responsibility";

impl Cleaner for Responsibility {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let rules = rules(params)?;
        rules.iter().try_for_each(|rule| rule.check(table))?;
        let read = rules.iter().flat_map(Rule::columns).chain(REASON).chain([PARTY]);
        let mut columns: Vec<String> = Vec::new();
        for name in read.filter(|name| table.has(name) && *name != rule::REASON) {
            if columns.iter().all(|known| known != name) {
                columns.push(name.to_owned());
            }
        }
        // A case of which nothing is known is triaged too: as unknown.
        if columns.is_empty() {
            columns.extend(table.fields.first().map(|field| field.name.clone()));
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { rules: rules(params)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let mut verdicts: Vec<Option<Verdict>> = (0..rows).map(|row| human(batch.column(PARTY), row, out)).collect();
        let mut columns = batch.columns.clone();
        // First, so that it stands above a foreign column of that name.
        columns.insert(0, reason(batch));
        for rule in &self.rules {
            for row in rule.rows(rows, &mut columns)? {
                let verdict = &mut verdicts[row as usize];
                if verdict.is_none() {
                    let evidence = rule.evidence(row as usize, &columns);
                    *verdict = Some(Verdict { party: rule.party, confidence: rule.confidence, evidence });
                }
            }
        }
        let unknown = || Verdict { party: PARTIES.len() as u32 - 1, confidence: 0.0, evidence: "rule=none".to_owned() };
        let verdicts: Vec<Verdict> = verdicts.into_iter().map(|verdict| verdict.unwrap_or_else(unknown)).collect();
        let codes = verdicts.iter().map(|verdict| verdict.party).collect();
        let parties = Categories { codes, names: Text::from_iter(PARTIES) };
        out.set(Column::new(PARTY, Values::Category(parties)));
        let confidence = verdicts.iter().map(|verdict| verdict.confidence).collect();
        out.set(Column::new("responsibility_confidence", Values::Float64(confidence)));
        let evidence = verdicts.iter().map(|verdict| Some(verdict.evidence.as_str()));
        out.set(Column::text("responsibility_evidence", evidence));
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Responsibility);

/// Who, how sure, why.
struct Verdict {
    /// A place in [`PARTIES`].
    party: u32,
    confidence: f64,
    evidence: String,
}

fn rules(params: &Params) -> Result<Vec<Rule>> {
    let unreadable = |text: &String, (zh, en): (String, String)| {
        Error::new("rule-unreadable").with("rule", text.as_str()).with("zh", zh).with("en", en)
    };
    params.texts("rules")?.iter().map(|text| Rule::parse(text).map_err(|what| unreadable(text, what))).collect()
}

/// What a person decided: stands, unless it is no party, or `unknown`.
fn human(given: Option<&Column>, row: usize, out: &mut Cleaned) -> Option<Verdict> {
    const WORDS: [(&str, u32); 12] = [
        ("商品", 0),
        ("产品", 0),
        ("供应商", 0),
        ("物流", 1),
        ("快递", 1),
        ("仓库", 1),
        ("客服", 2),
        ("服务", 2),
        ("买家", 3),
        ("客户", 3),
        ("消费者", 3),
        ("平台", 4),
    ];
    let text = given?.text_at(row)?.trim();
    let lower = text.to_lowercase();
    if lower.is_empty() || lower == "unknown" || lower == "未知" {
        return None;
    }
    let party = PARTIES.iter().position(|party| *party == lower).map(|place| place as u32);
    let worded = || WORDS.iter().find(|(word, _)| lower.trim_end_matches("责任") == *word).map(|(_, party)| *party);
    let Some(party) = party.or_else(worded) else {
        out.note(row, PARTY, Action::Flag, "party-unknown", text);
        return None;
    };
    Some(Verdict { party, confidence: 1.0, evidence: "human".to_owned() })
}

/// The column `reason`: what the case is about, in lower case.
fn reason(batch: &Batch) -> Column {
    let [issue, code, raw] = REASON.map(|name| batch.column(name));
    let cell =
        |column: Option<&Column>, row: usize| column.and_then(|column| column.text_at(row)).map(str::to_lowercase);
    let of = |row: usize| {
        let issue = cell(issue, row).filter(|issue| !matches!(issue.as_str(), "" | "other" | "unknown"));
        issue.or_else(|| match (cell(code, row), cell(raw, row)) {
            (Some(code), Some(raw)) => Some(format!("{code} {raw}")),
            (code, raw) => code.or(raw),
        })
    };
    Column::text(rule::REASON, (0..batch.rows as usize).map(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_stands_above_rules() {
        let column = Column::text(PARTY, [Some("物流责任"), Some("Product"), Some("unknown"), Some("谁"), None]);
        let mut out = Cleaned::default();
        let parties: Vec<_> =
            (0..5).map(|row| human(Some(&column), row, &mut out).map(|verdict| verdict.party)).collect();
        assert_eq!(parties, [Some(1), Some(0), None, None, None]);
    }
}
