//! `{platform}_order_lines.csv`: the sub-orders.

use crate::facts::catalogue::push_batch;
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rows::{ids, orders};
use crate::table::column::{Column, Kind, optional, required, truth_only};
use crate::table::row::Row;
use crate::words::goods::RANGES;

/// Columns of the table.
pub(crate) const COLUMNS: &[Column] = &[
    required("子订单编号", "line_id", Kind::Id),
    required("主订单编号", "order_id", Kind::Id),
    truth_only("platform", Kind::Code(orders::PLATFORMS)),
    optional("商品ID", "product_id", Kind::Id),
    optional("SKU编号", "sku_id", Kind::Id),
    optional("商家编码", "merchant_sku", Kind::Text),
    optional("宝贝标题", "title", Kind::Text),
    optional("商品规格", "variant", Kind::Text),
    optional("类目", "category", Kind::Text),
    optional("供应商", "supplier", Kind::Text),
    optional("批次号", "batch_no", Kind::Text),
    required("购买数量", "quantity", Kind::Integer),
    required("商品价格", "unit_price_minor", Kind::Money),
    required("买家实际支付金额", "paid_minor", Kind::Money),
    optional("订单状态", "status", Kind::Code(orders::STATES)),
    required("订单创建时间", "created_at", Kind::Time),
    optional("订单付款时间", "paid_at", Kind::Time),
];

/// Fills a row.
pub(crate) fn fill(world: &World, order: &Order, index: usize, row: &mut Row) {
    let line = &order.lines[index];
    let product = &world.catalogue.products[line.product];
    let sku = &product.skus[line.variant];
    let paid = order.paid.and_then(|paid| world.seen(paid));
    row.clear();
    row.with(|out| ids::line_id(out, order, index));
    row.with(|out| ids::order_id(out, order));
    row.code(order.platform);
    row.text(&product.id);
    row.text(&sku.id);
    row.text(&sku.merchant);
    // Whoever tests buys from a link that says so.
    row.text(if order.test { "测试链接 请勿拍" } else { &product.title });
    row.word(RANGES[product.category].variants[line.variant]);
    row.word(RANGES[product.category].name);
    row.word(product.supplier);
    match (&world.planted.defect, line.batch) {
        (_, Some(made)) => row.with(|out| push_batch(out, made, line.product)),
        (Some(defect), None) => row.text(&defect.batch_no),
        (None, None) => row.null(),
    }
    row.number(line.quantity);
    row.number(line.unit_price);
    row.number(if paid.is_some() { line.paid } else { 0 });
    row.code(orders::state(world, order).0);
    row.number(order.created);
    row.number(paid);
}
