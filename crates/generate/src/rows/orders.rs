//! `{platform}_orders.csv`, in the shape of Taobao's ExportOrderList.

use crate::calendar::DAY;
use crate::facts::customer::TIERS;
use crate::facts::order::{Ending, Order};
use crate::facts::world::World;
use crate::rows::ids;
use crate::table::column::{Column, Kind, Vocabulary, export_only, optional, required, truth_only};
use crate::table::row::Row;
use crate::words::carriers::CARRIERS;
use crate::words::regions::PROVINCES;

/// Order states with the words of the export.
pub(crate) const STATES: Vocabulary = &[
    ("等待买家付款", "created"),
    ("买家已付款，等待卖家发货", "paid"),
    ("卖家已发货，等待买家确认", "shipped"),
    ("交易成功", "completed"),
    ("交易关闭", "cancelled"),
];
/// Platforms, by the index that an order names.
pub(crate) const PLATFORMS: Vocabulary = &[("淘宝", "taobao"), ("天猫", "tmall")];
const SHOPS: [[(&str, &str); 2]; 2] = [
    [("104857601", "青禾优选"), ("104857633", "青禾工厂店")],
    [("207914477", "青禾旗舰店"), ("207914491", "青禾家电专营店")],
];
const DEVICES: Vocabulary = &[("电脑端", "web"), ("手机端", "app")];

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("订单编号", "order_id", Kind::Id),
    export_only("买家会员名", Kind::Text),
    truth_only("customer_key", Kind::Text),
    optional("会员等级", "customer_tier", Kind::Code(TIERS)),
    truth_only("platform", Kind::Code(PLATFORMS)),
    optional("店铺Id", "shop_id", Kind::Id),
    export_only("店铺名称", Kind::Text),
    optional("下单渠道", "channel", Kind::Code(DEVICES)),
    required("买家应付货款", "payable_minor", Kind::Money),
    optional("买家应付邮费", "freight_minor", Kind::Money),
    optional("优惠金额", "discount_minor", Kind::Money),
    export_only("总金额", Kind::Money),
    required("买家实际支付金额", "paid_minor", Kind::Money),
    required("订单状态", "status", Kind::Code(STATES)),
    export_only("买家留言", Kind::Free),
    export_only("收货人姓名", Kind::Text),
    export_only("收货地址", Kind::Text),
    truth_only("province", Kind::Text),
    truth_only("city", Kind::Text),
    truth_only("district", Kind::Text),
    export_only("联系手机", Kind::Phone),
    required("订单创建时间", "created_at", Kind::Time),
    optional("订单付款时间", "paid_at", Kind::Time),
    optional("发货时间", "shipped_at", Kind::Time),
    optional("确认收货时间", "completed_at", Kind::Time),
    optional("物流单号", "tracking_no", Kind::Id),
    optional("物流公司", "carrier", Kind::Text),
    optional("宝贝总数量", "quantity", Kind::Integer),
    export_only("订单备注", Kind::Free),
    optional("订单关闭原因", "close_reason", Kind::Text),
    truth_only("is_test", Kind::Flag),
];

/// Index in `STATES` when the exports were taken, and why an order was closed.
pub(crate) fn state(world: &World, order: &Order) -> (usize, &'static str) {
    let seen = |instant: i64| world.seen(instant).is_some();
    let Some(paid) = order.paid else {
        return if seen(order.created + DAY) { (4, "买家未付款") } else { (0, "") };
    };
    let lost = matches!(order.parcel.ending, Ending::Refused | Ending::Returned);
    if !seen(paid) {
        (0, "")
    } else if order.test {
        (3, "")
    } else if order.cancelled.is_some_and(seen) {
        (4, "未发货退款")
    } else if !order.ships() || !seen(order.parcel.shipped) {
        (1, "")
    } else if lost && seen(order.parcel.arrived) {
        (4, "买家拒收/退回")
    } else if !lost && seen(order.completed) {
        (3, "")
    } else {
        (2, "")
    }
}

/// What the buyer has paid when the exports were taken, in fen.
pub(crate) fn amount_paid(world: &World, order: &Order) -> i64 {
    if order.paid.and_then(|paid| world.seen(paid)).is_some() { order.amount_paid() } else { 0 }
}

/// Fills a row.
pub(crate) fn fill(world: &World, order: &Order, row: &mut Row) {
    let customer = &order.customer;
    let province = &PROVINCES[customer.province];
    let (state, closed) = state(world, order);
    let shipped = world.seen(order.parcel.shipped).filter(|_| order.ships());
    let (shop_id, shop) = SHOPS[order.platform][order.shop];
    // Three ways in which shops mark orders of their own.
    let mark = if order.test { 1 + order.n % 3 } else { 0 };
    row.clear();
    row.with(|out| ids::order_id(out, order));
    row.with(|out| customer.push_member(out));
    row.with(|out| customer.push_key(out));
    row.code(customer.tier);
    row.code(order.platform);
    row.word(shop_id);
    row.word(shop);
    row.code(usize::from(order.on_phone));
    row.number(order.payable());
    row.number(order.freight);
    row.number(order.discount);
    row.number(order.payable() + order.freight);
    row.number(amount_paid(world, order));
    row.code(state);
    row.word(match order.n % 41 {
        0 => "请尽快发货",
        1 => "放门卫就行，谢谢",
        2 => "不要放驿站",
        _ => "",
    });
    row.with(|out| if mark == 1 { out.push_str("测试") } else { customer.push_name(out) });
    row.with(|out| customer.push_address(out));
    row.word(province.name);
    row.word(province.cities[customer.city].0);
    row.word(province.cities[customer.city].1[customer.district]);
    row.with(|out| customer.push_phone(out));
    row.number(order.created);
    row.number(order.paid.and_then(|paid| world.seen(paid)));
    row.number(shipped);
    row.number(if state == 3 && !order.test { world.seen(order.completed) } else { None });
    match shipped {
        Some(_) => row.with(|out| ids::tracking_no(out, order, order.parcel.carrier, 0)),
        None => row.null(),
    }
    row.word(if shipped.is_some() { CARRIERS[order.parcel.carrier].name } else { "" });
    row.number(order.lines.iter().map(|line| line.quantity).sum::<i64>());
    row.word(["", "测试订单 勿发货", "刷单", "补单"][mark as usize]);
    row.word(closed);
    row.flag(order.test);
}
