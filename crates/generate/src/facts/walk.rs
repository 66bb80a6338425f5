//! The walk over all orders that decides which of them have a case: exactly as many as asked for.

use crate::facts::case::Case;
use crate::facts::incident::Incident;
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rng::Stream;

/// Share of cases after which the customer comes back within seven days.
const COMES_BACK: f64 = 0.08;

/// Walks the orders in order of time. Each order's chance is in proportion to its incident's weight, scaled so that the
/// number of cases comes out right (sequential sampling, after Knuth's Algorithm S, with weights).
pub(crate) fn walk<E>(world: &World, mut visit: impl FnMut(&Order, &[Case]) -> Result<(), E>) -> Result<(), E> {
    let (mut weight_left, mut orders_left) = (0.0, 0u64);
    for n in 0..world.orders {
        if let Some(incident) = Incident::draw(world, &Order::new(world, n)) {
            weight_left += incident.weight;
            orders_left += 1;
        }
    }
    let mut cases_left = world.cases;
    let mut cases = Vec::with_capacity(2);
    for n in 0..world.orders {
        let mut order = Order::new(world, n);
        cases.clear();
        if let Some(incident) = Incident::draw(world, &order) {
            let mut rng = world.rng(Stream::Select, n);
            let weight = incident.weight;
            // Some cases bring a second one, which also counts.
            let expected = cases_left as f64 / (1.0 + COMES_BACK * 0.8);
            let chosen = rng.chance(weight * expected / weight_left);
            if cases_left > 0 && (chosen || cases_left >= orders_left) {
                cases_left -= 1;
                let case = Case::new(world, &mut order, incident);
                let again = cases_left > 0 && rng.chance(COMES_BACK);
                let second = if again { case.comes_back(world, &order) } else { None };
                cases_left -= u64::from(second.is_some());
                cases.push(case);
                cases.extend(second);
            }
            weight_left = (weight_left - weight).max(f64::MIN_POSITIVE);
            orders_left -= 1;
        }
        visit(&order, &cases)?;
    }
    Ok(())
}
