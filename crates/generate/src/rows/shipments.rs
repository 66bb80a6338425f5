//! `shipments.csv`: parcels to buyers and back.

use crate::facts::case::Case;
use crate::facts::order::{Ending, Order};
use crate::facts::world::World;
use crate::rows::ids;
use crate::table::column::{Column, Kind, Vocabulary, export_only, optional, required, truth_only};
use crate::table::row::Row;
use crate::words::carriers::CARRIERS;
use crate::words::regions::{PROVINCES, WAREHOUSES};

const DIRECTIONS: Vocabulary = &[("发货", "forward"), ("退货", "return")];
/// Parcel states with the words of the export.
pub(crate) const STATES: Vocabulary = &[
    ("运输中", "in_transit"),
    ("已揽收", "picked_up"),
    ("疑难件", "exception"),
    ("已签收", "signed"),
    ("退签", "returned"),
    ("派件中", "delivering"),
    ("拒签", "refused"),
];

/// The carriers' own number of a state.
pub(crate) fn carrier_code(state: usize) -> &'static str {
    ["0", "1", "2", "3", "4", "5", "14"][state]
}

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("物流单号", "tracking_no", Kind::Id),
    required("订单编号", "order_id", Kind::Id),
    required("方向", "direction", Kind::Code(DIRECTIONS)),
    optional("物流公司", "carrier", Kind::Text),
    optional("发货仓", "warehouse", Kind::Text),
    export_only("收货省份", Kind::Text),
    truth_only("province", Kind::Text),
    required("揽收时间", "picked_at", Kind::Time),
    optional("预计送达时间", "promised_at", Kind::Time),
    optional("签收时间", "signed_at", Kind::Time),
    optional("物流状态", "status", Kind::Code(STATES)),
];

/// Fills the row of the parcel to the buyer; says no if no carrier has it yet.
pub(crate) fn forward(world: &World, order: &Order, row: &mut Row) -> bool {
    let parcel = &order.parcel;
    let Some(picked) = world.seen(parcel.picked).filter(|_| order.ships()) else { return false };
    let arrived = world.seen(parcel.arrived);
    let state = match (arrived, parcel.ending) {
        (Some(_), Ending::Signed) => 3,
        (Some(_), Ending::Exception) => 2,
        (Some(_), Ending::Refused) => 6,
        (Some(_), Ending::Returned) => 4,
        (None, _) if world.seen(parcel.arrived - 6 * 3600).is_some() => 5,
        (None, _) if world.seen(picked + 12 * 3600).is_some() => 0,
        (None, _) => 1,
    };
    row.clear();
    row.with(|out| ids::tracking_no(out, order, parcel.carrier, 0));
    rest(order, 0, parcel.carrier, parcel.warehouse, row);
    row.number(picked);
    row.number(parcel.promised);
    row.number(arrived.filter(|_| order.delivered()));
    row.code(state);
    true
}

/// Fills the row of the parcel that a case sends back; says no if there is none yet.
pub(crate) fn back(world: &World, order: &Order, case: &Case, row: &mut Row) -> bool {
    let Some(picked) = case.return_shipped.and_then(|sent| world.seen(sent)) else { return false };
    let received = case.return_received.and_then(|received| world.seen(received));
    // Not the carrier that brought it: buyers choose another.
    let carrier = (order.parcel.carrier + order.n as usize % 3) % CARRIERS.len();
    row.clear();
    row.with(|out| ids::tracking_no(out, order, carrier, 1));
    rest(order, 1, carrier, order.parcel.warehouse, row);
    row.number(picked);
    row.null();
    row.number(received);
    row.code(if received.is_some() { 3 } else { 0 });
    true
}

fn rest(order: &Order, direction: usize, carrier: usize, warehouse: usize, row: &mut Row) {
    let province = &PROVINCES[order.customer.province];
    row.with(|out| ids::order_id(out, order));
    row.code(direction);
    row.word(CARRIERS[carrier].name);
    row.word(WAREHOUSES[warehouse]);
    row.word(province.short);
    row.word(province.name);
}
