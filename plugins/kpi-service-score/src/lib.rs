//! Service score: other KPIs on one scale of 0 to 100, weighed.

use aftersight_sdk::accumulate::FloatMeans;
use aftersight_sdk::{Batch, Column, Context, Error, Input, Kpi, Links, Params, Read, Result, Tables, Values};

/// A KPI that goes into the score: its value at 0 points, at 100 points, and its weight.
#[derive(Debug)]
struct Component {
    name: String,
    worst: f64,
    best: f64,
    weight: f64,
}

/// Components with their weights.
#[derive(Debug)]
pub struct ServiceScore(Vec<Component>);

impl Kpi for ServiceScore {
    type State = FloatMeans;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let input = |part: Component| Input::new(&part.name, &format!("kpi:{}", part.name)).columns(["value"]);
        Ok(components(params)?.into_iter().map(input).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        components(params).map(Self)
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut FloatMeans) -> Result<()> {
        let values = batch.numbers("value")?;
        let part = self.0.iter().find(|part| part.name == role);
        state.add(groups, |row| Some(points(part?, values.get(row)?)));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, FloatMeans>) -> Result<Vec<Column>> {
        let mut scores = vec![Some(0.0); links.rows()];
        let mut columns = Vec::new();
        for part in &self.0 {
            let own: Vec<Option<f64>> =
                links.role(&part.name)?.each(|state, group| state.get(group).mean()).map(Option::flatten).collect();
            for (score, own) in scores.iter_mut().zip(&own) {
                // A score of some components would not be comparable with one of all.
                *score = score.zip(*own).map(|(score, own)| score + own * part.weight);
            }
            columns.push(Column::numbers(part.name.clone(), Values::Float64, own));
        }
        let total: f64 = self.0.iter().map(|part| part.weight).sum();
        let reasons: Vec<_> = scores.iter().map(|score| score.is_none().then_some("component-missing")).collect();
        let mut out =
            vec![Column::numbers("value", Values::Float64, scores.iter().map(|score| Some((*score)? / total)))];
        if reasons.iter().any(Option::is_some) {
            out.push(Column::text("reason", reasons));
        }
        out.push(Column::numbers("numerator", Values::Float64, scores));
        out.push(Column::new("denominator", Values::Float64(vec![total; links.rows()])));
        out.push(Column::new("n", Values::Int64(vec![self.0.len() as i64; links.rows()])));
        out.extend(columns);
        Ok(out)
    }
}

/// Linear between worst and best, 0 and 100 beyond them; never −0.
fn points(part: &Component, value: f64) -> f64 {
    ((value - part.worst) / (part.best - part.worst)).clamp(0.0, 1.0) * 100.0 + 0.0
}

/// `csat = 0.7 .. 0.95 * 3`: the KPI step, its value at 0 and at 100 points, its weight.
fn components(params: &Params) -> Result<Vec<Component>> {
    let texts = params.texts("components")?;
    let read = |text: &String| component(text).ok_or_else(|| Error::new("component-wrong").with("text", text.as_str()));
    let found = texts.iter().map(read).collect::<Result<Vec<_>>>()?;
    let twice = |part: &&Component| found.iter().filter(|other| other.name == part.name).count() > 1;
    match found.iter().find(twice) {
        Some(part) => Err(Error::new("component-wrong").with("text", part.name.as_str())),
        None if found.is_empty() => Err(Error::new("component-wrong").with("text", "")),
        None => Ok(found),
    }
}

fn component(text: &str) -> Option<Component> {
    let (name, rest) = text.split_once('=')?;
    let (range, weight) = rest.split_once('*').unwrap_or((rest, "1"));
    let (worst, best) = range.split_once("..")?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let part =
        Component { name: name.trim().to_owned(), worst: number(worst)?, best: number(best)?, weight: number(weight)? };
    (!part.name.is_empty() && part.worst.to_bits() != part.best.to_bits() && part.weight > 0.0).then_some(part)
}

aftersight_sdk::export!(kpi ServiceScore);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_has_a_range_and_a_weight() {
        let part = component(" csat = 0.7 .. 0.95 * 3 ").unwrap();
        assert_eq!(format!("{} {} {} {}", part.name, part.worst, part.best, part.weight), "csat 0.7 0.95 3");
        assert_eq!(component("refund_rate=0.1..0.02").unwrap().weight.to_bits(), 1.0_f64.to_bits());
        for wrong in ["csat", "csat=1", "csat=1..1", "csat=a..1", "=0..1", "csat=0..1*0", "csat=0..1*-1", "csat=0..inf"]
        {
            assert!(component(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn points_end_at_both_ends() {
        let part = component("first_response_time = 120e6 .. 20e6").unwrap();
        let shown = [200e6, 120e6, 70e6, 20e6, 0.0].map(|value| points(&part, value).to_string());
        assert_eq!(shown, ["0", "0", "50", "100", "100"]);
    }
}
