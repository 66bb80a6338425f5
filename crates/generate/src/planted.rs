//! The truths that an analysis of the data should find again.

use std::io;

use serde_json::{Value, json};

use crate::calendar::Day;
use crate::config::refuse;
use crate::facts::catalogue::Catalogue;
use crate::words::carriers::CARRIERS;
use crate::words::goods::RANGES;
use crate::words::reasons::{NEW, REASONS};
use crate::words::regions::PROVINCES;

/// Parcels to one province, of one carrier or of all, are late, and customers complain that nothing came.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticsDelay {
    /// Full or short name, as 广东省 or 广东.
    pub province: String,
    /// Name of a carrier, as 圆通速递; `None` means all of them.
    pub carrier: Option<String>,
    /// First day of payment that is affected.
    pub from: Day,
    /// Last such day.
    pub to: Day,
    /// Factor on the time from pick-up to delivery.
    pub delivery_factor: f64,
    /// Factor on the rate of cases with the reasons 未收到货 and 物流延迟.
    pub case_factor: f64,
}

/// One batch of one sku is defective.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductDefect {
    /// Index of the product, from 0 on, most sold first; its category is `product % 8`.
    pub product: usize,
    /// Index of the variant, 0 to 2, most sold first.
    pub variant: usize,
    /// Batch number; 80 % of the sku's lines carry it from `from` on.
    pub batch_no: String,
    /// First day of orders that get it.
    pub from: Day,
    /// Factor on the rate of cases with a quality reason.
    pub case_factor: f64,
}

/// Complaints in one category rise for a season.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplaintSeason {
    /// Name of a category, as 家用电器.
    pub category: String,
    /// First day of complaints that is affected.
    pub from: Day,
    /// Last such day.
    pub to: Day,
    /// Factor on the rate of complaints.
    pub factor: f64,
}

/// A reason that never occurred before a day: 电子保修卡无法激活.
#[derive(Clone, Debug, PartialEq)]
pub struct NewIssue {
    /// First day of cases that can have it.
    pub from: Day,
    /// Its share of the cases from that day on.
    pub share: f64,
}

/// Each planted truth, or `None` to leave it out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planted {
    /// For the logistics team.
    pub logistics_delay: Option<LogisticsDelay>,
    /// For the product team.
    pub product_defect: Option<ProductDefect>,
    /// For the service team.
    pub complaint_season: Option<ComplaintSeason>,
    /// For the service team.
    pub new_issue: Option<NewIssue>,
}

impl Planted {
    /// Nothing planted.
    pub fn none() -> Self {
        Self::default()
    }

    /// All four, of a size that 20 000 cases show clearly, at fixed shares of the period: for the first half of 2025 a delay
    /// from 14 April to 11 May, a defect from 21 March, a rise in June and a new issue from 20 May.
    pub fn within(start: Day, end: Day) -> Self {
        let days = f64::from(end.0 - start.0 + 1);
        let at = |day_of_181: f64| Day(start.0 + (day_of_181 / 181.0 * days) as i32);
        Self {
            logistics_delay: Some(LogisticsDelay {
                province: "广东省".into(),
                carrier: Some("圆通速递".into()),
                from: at(103.0),
                to: at(130.0),
                delivery_factor: 2.5,
                case_factor: 6.0,
            }),
            product_defect: Some(ProductDefect {
                product: 5,
                variant: 0,
                batch_no: "LOT250321X".into(),
                from: at(79.0),
                case_factor: 6.0,
            }),
            complaint_season: Some(ComplaintSeason {
                category: "家用电器".into(),
                from: at(151.0),
                to: end,
                factor: 2.5,
            }),
            new_issue: Some(NewIssue { from: at(139.0), share: 0.04 }),
        }
    }

    /// A delay and a defect, of a size that a few hundred cases show clearly, from 1 May on.
    pub fn small(end: Day) -> Self {
        let from = Day::new(2025, 5, 1);
        Self {
            logistics_delay: Some(LogisticsDelay {
                province: "广东省".into(),
                carrier: None,
                from,
                to: end,
                delivery_factor: 2.5,
                case_factor: 15.0,
            }),
            product_defect: Some(ProductDefect {
                product: 0,
                variant: 0,
                batch_no: "LOT250501X".into(),
                from,
                case_factor: 15.0,
            }),
            ..Self::none()
        }
    }

    /// The truths with names turned into indices.
    pub(crate) fn resolve(&self, products: usize) -> io::Result<Resolved> {
        let delay = self.logistics_delay.as_ref().map(|delay| -> io::Result<_> {
            let province =
                PROVINCES.iter().position(|known| known.name == delay.province || known.short == delay.province);
            let province = province.ok_or_else(|| refuse(format!("no province is called {}", delay.province)))?;
            let carrier = delay.carrier.as_ref().map(|name| {
                let place = CARRIERS.iter().position(|known| known.name == *name);
                place.ok_or_else(|| refuse(format!("no carrier is called {name}")))
            });
            let carrier = carrier.transpose()?;
            factor(delay.delivery_factor)?;
            factor(delay.case_factor)?;
            Ok((province, carrier, delay.clone()))
        });
        let season = self.complaint_season.as_ref().map(|season| -> io::Result<_> {
            let category = RANGES.iter().position(|known| known.name == season.category);
            factor(season.factor)?;
            Ok((category.ok_or_else(|| refuse(format!("no category is called {}", season.category)))?, season.clone()))
        });
        if let Some(defect) = &self.product_defect {
            if defect.product >= products || defect.variant >= 3 {
                return Err(refuse(format!("no product {} with variant {}", defect.product, defect.variant)));
            }
            factor(defect.case_factor)?;
        }
        if let Some(issue) = self.new_issue.as_ref().filter(|issue| !(0.0..1.0).contains(&issue.share)) {
            return Err(refuse(format!("the share of a new issue lies from 0 to 1, not {}", issue.share)));
        }
        Ok(Resolved {
            delay: delay.transpose()?,
            defect: self.product_defect.clone(),
            season: season.transpose()?,
            issue: self.new_issue.clone(),
        })
    }

    /// The truths as data: what, where, when, how much, and who must act.
    pub(crate) fn facts(&self, catalogue: &Catalogue) -> Vec<Value> {
        let mut facts = Vec::new();
        if let Some(delay) = &self.logistics_delay {
            let mut place = json!({ "province": delay.province });
            if let Some(carrier) = &delay.carrier {
                place["carrier"] = json!(carrier);
            }
            facts.push(json!({
                "id": "logistics_delay", "team": "logistics",
                "what": "parcels arrive late and cases 未收到货/物流延迟 rise",
                "where": place,
                "when": { "column": "order.paid_at", "from": delay.from.to_string(), "to": delay.to.to_string() },
                "size": { "delivery_factor": delay.delivery_factor, "case_factor": delay.case_factor,
                          "issue_type": ["not_received", "delay"] },
            }));
        }
        if let Some(defect) = &self.product_defect {
            let product = &catalogue.products[defect.product];
            facts.push(json!({
                "id": "product_defect", "team": "product",
                "what": "cases with a quality reason rise for one batch",
                "where": { "product_id": product.id, "sku_id": product.skus[defect.variant].id,
                           "merchant_sku": product.skus[defect.variant].merchant, "batch_no": defect.batch_no,
                           "category": RANGES[product.category].name, "title": product.title },
                "when": { "column": "order.created_at", "from": defect.from.to_string() },
                "size": { "case_factor": defect.case_factor, "is_quality": true },
            }));
        }
        if let Some(season) = &self.complaint_season {
            facts.push(json!({
                "id": "complaint_season", "team": "service",
                "what": "complaints rise in one category",
                "where": { "category": season.category },
                "when": { "column": "case.created_at", "from": season.from.to_string(), "to": season.to.to_string() },
                "size": { "factor": season.factor, "case_type": "complaint" },
            }));
        }
        if let Some(issue) = &self.new_issue {
            facts.push(json!({
                "id": "new_issue", "team": "service",
                "what": "a reason appears that did not exist",
                "where": { "reason_raw": REASONS[NEW].texts[0] },
                "when": { "column": "case.created_at", "from": issue.from.to_string() },
                "size": { "share": issue.share },
            }));
        }
        facts
    }
}

fn factor(value: f64) -> io::Result<()> {
    if value.is_finite() && (0.0..=20.0).contains(&value) {
        Ok(())
    } else {
        Err(refuse(format!("a planted factor lies from 0 to 20, not {value}")))
    }
}

/// `Planted` with names turned into indices.
pub(crate) struct Resolved {
    pub(crate) delay: Option<(usize, Option<usize>, LogisticsDelay)>,
    pub(crate) defect: Option<ProductDefect>,
    pub(crate) season: Option<(usize, ComplaintSeason)>,
    pub(crate) issue: Option<NewIssue>,
}

impl Resolved {
    /// The logistics delay, if it holds for this parcel.
    pub(crate) fn delayed(&self, province: usize, carrier: usize, paid: i64) -> Option<&LogisticsDelay> {
        let (there, by, delay) = self.delay.as_ref()?;
        let day = Day::of(paid);
        let ours = *there == province && by.is_none_or(|by| by == carrier);
        (ours && (delay.from..=delay.to).contains(&day)).then_some(delay)
    }
}
