//! Responsibility: triage of a case by ordered rules, with the evidence written down.

mod rule;

use std::collections::BTreeMap;

use aftersight_sdk::{
    Action, Batch, Categories, Cleaned, Cleaner, Column, Context, Error, Params, Result, Table, Text, Values, bitmap,
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
        let read = rules.iter().flat_map(|rule| &rule.columns).map(String::as_str).chain(REASON).chain([PARTY]);
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
    let [issue, code, raw] = REASON.map(|name| Numbered::new(batch.column(name)));
    let mut known: BTreeMap<[u32; 3], u32> = BTreeMap::new();
    let mut categories = Categories::default();
    let mut present = Vec::with_capacity(batch.rows as usize);
    for row in 0..batch.rows as usize {
        let usable = issue.get(row).filter(|number| !matches!(issue.text(*number), "" | "other" | "unknown"));
        // Where the issue type says something the other two do not count.
        let numbers = match usable {
            Some(_) => [usable, None, None],
            None => [None, code.get(row), raw.get(row)],
        };
        present.push(numbers.iter().any(Option::is_some));
        let number = *known.entry(numbers.map(|number| number.unwrap_or(u32::MAX))).or_insert_with(|| {
            let texts =
                [&issue, &code, &raw].into_iter().zip(numbers).filter_map(|(names, number)| Some(names.text(number?)));
            categories.names.push(&texts.collect::<Vec<_>>().join(" "));
            categories.names.len() as u32 - 1
        });
        categories.codes.push(number);
    }
    let validity = present.contains(&false).then(|| bitmap::collect(present.into_iter()));
    Column { name: rule::REASON.to_owned(), values: Values::Category(categories), validity }
}

/// The texts of a column in lower case, each with a number.
struct Numbered<'a> {
    column: Option<&'a Column>,
    texts: Vec<String>,
    /// By row, of a text column.
    rows: Vec<u32>,
}

impl<'a> Numbered<'a> {
    fn new(column: Option<&'a Column>) -> Self {
        let mut out = Self { column, texts: Vec::new(), rows: Vec::new() };
        match column.map(|column| &column.values) {
            Some(Values::Category(categories)) => out.texts.extend(categories.names.iter().map(str::to_lowercase)),
            Some(Values::Text(texts)) => {
                let mut known: BTreeMap<&str, u32> = BTreeMap::new();
                for text in texts.iter() {
                    let next = known.len() as u32;
                    out.rows.push(*known.entry(text).or_insert_with(|| {
                        out.texts.push(text.to_lowercase());
                        next
                    }));
                }
            }
            _ => out.column = None,
        }
        out
    }

    fn get(&self, row: usize) -> Option<u32> {
        match &self.column.filter(|column| column.is_valid(row))?.values {
            Values::Category(categories) => Some(categories.codes[row]),
            _ => self.rows.get(row).copied(),
        }
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }
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
