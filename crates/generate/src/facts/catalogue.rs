//! Products, skus, suppliers and batches.

use crate::calendar::Day;
use crate::rng::{Rng, Stream};
use crate::words::goods::{BRANDS, RANGES, SLOGANS};

/// The most products that a shop can have.
pub(crate) const PRODUCTS: usize = 120;
/// Days for which a batch is sold.
const BATCH_DAYS: i32 = 40;

/// A sellable variant.
pub(crate) struct Sku {
    pub(crate) id: String,
    /// The merchant's own code, 商家编码.
    pub(crate) merchant: String,
}

/// A product.
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The word that customers use for it.
    pub(crate) noun: &'static str,
    pub(crate) category: usize,
    pub(crate) supplier: &'static str,
    /// Price in fen.
    pub(crate) price: i64,
    pub(crate) skus: [Sku; 3],
}

/// All products, the most sold first.
pub(crate) struct Catalogue {
    pub(crate) products: Vec<Product>,
    /// Share of lines up to and with each product.
    popularity: Vec<f64>,
}

impl Catalogue {
    pub(crate) fn new(seed: u64, products: usize) -> Self {
        let products: Vec<Product> = (0..products).map(|number| product(seed, number)).collect();
        let mut sum = 0.0;
        let mut popularity: Vec<f64> = (0..products.len())
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 4.0);
                sum
            })
            .collect();
        for share in &mut popularity {
            *share /= sum;
        }
        Self { products, popularity }
    }

    pub(crate) fn draw(&self, rng: &mut Rng) -> usize {
        let share = rng.unit();
        self.popularity.partition_point(|end| *end <= share).min(self.products.len() - 1)
    }
}

fn product(seed: u64, number: usize) -> Product {
    let mut rng = Rng::new(seed, Stream::Product, number as u64);
    let category = number % RANGES.len();
    let range = &RANGES[category];
    let (noun, yuan) = range.goods[number / RANGES.len()];
    let brand = rng.pick(&BRANDS);
    let digits = 600_000_000_000 + number as u64 * 1_000_003 + rng.between(1, 999_999) as u64;
    let sku = |variant: usize| Sku {
        // Not a multiple of ten: a long id that ends in zeros looks like one that a spreadsheet spoilt.
        id: format!("{}", 5_000_000_000_000 + number as u64 * 1_000 + variant as u64 * 10 + 7),
        merchant: format!(
            "{}{:03}-{}",
            ["FS", "MZ", "SP", "JJ", "JD", "SM", "MY", "YD"][category],
            number,
            variant + 1
        ),
    };
    Product {
        id: digits.to_string(),
        title: format!("{brand}{noun} {} {}", rng.pick(&SLOGANS), range.variants.join("/")),
        noun,
        category,
        supplier: rng.pick(&range.suppliers),
        price: i64::from(yuan) * 100 + [0, 90, 80, 50][rng.below(4)],
        skus: [sku(0), sku(1), sku(2)],
    }
}

/// The batch of a product that is sold on a day, named by the day on which it was made.
pub(crate) fn batch(product: usize, day: Day) -> Day {
    let phase = product as i32 * 7;
    Day((day.0 + phase).div_euclid(BATCH_DAYS) * BATCH_DAYS - phase - 15)
}

/// Number of a batch.
pub(crate) fn push_batch(out: &mut String, made: Day, product: usize) {
    use std::fmt::Write as _;
    let (year, month, day) = made.civil();
    let plant = (b'A' + (product % 4) as u8) as char;
    let _ = write!(out, "LOT{:02}{month:02}{day:02}{plant}", year % 100);
}
