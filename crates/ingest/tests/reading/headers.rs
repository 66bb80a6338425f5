//! Headers, tables, rows that are no data, options.

use aftersight_ingest::{Lang, NotRowKind, Options, open};

use crate::read::{cells, only, read, table};

fn recognised(header: &str) -> (Option<String>, Vec<String>) {
    let sheet = only(format!("{header}\n").as_bytes(), &Options::default());
    (sheet.table().map(str::to_owned), sheet.columns.into_iter().map(|column| column.name).collect())
}

#[test]
fn exports_are_recognised_by_their_headers() {
    let cases = [
        (
            "orders",
            "订单编号,买家会员名,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,物流单号,物流公司,宝贝总数量,店铺Id,订单关闭原因",
        ),
        (
            "order_lines",
            "子订单编号,主订单编号,商品ID,SKU编号,商家编码,宝贝标题,商品规格,类目,供应商,批次号,购买数量,商品价格,买家实际支付金额,订单状态,订单创建时间,订单付款时间",
        ),
        (
            "cases",
            "退款编号,订单编号,子订单编号,商品ID,SKU编号,来源渠道,售后类型,退款状态,货物状态,买家退款原因,申请退款金额,买家退款金额,退款的申请时间,商家首次处理时间,商家首次审核时间,超时时间,买家退货时间,商家收货时间,退款完结时间,售后完结时间,平台介入时间,平台判定结果,是否极速退款,客服,处理组,重开次数,客服回复次数,问题描述",
        ),
        ("case_events", "事件编号,退款编号,操作时间,处理阶段,操作类型,原状态,新状态,操作角色,操作人,处理组"),
        ("shipments", "物流单号,订单编号,方向,物流公司,发货仓,揽收时间,预计送达时间,签收时间,物流状态"),
        (
            "conversations",
            "会话编号,订单编号,渠道,客服账号,会话开始时间,首次人工回复时间,对话轮次,累计响应时长(秒),及时回复轮次,未回复轮次,是否转接,处理时长(秒),会话结束时间,聊天内容",
        ),
        ("feedback", "反馈编号,反馈类型,订单编号,退款编号,商品ID,评分,最低分,最高分,发送时间,评价时间,评价内容"),
        ("orders", "订单号,商品ID,订购数量,京东价,订单金额,结算金额,应付金额,订单状态,付款确认时间"),
        (
            "cases",
            "服务单号,服务单状态,售后服务单申请时间,商家首次审核时间,商家首次处理时间,审核结果,处理结果描述,客户预期处理方式,取件时间,商家收货时间,退款金额,是否闪退订单",
        ),
        (
            "orders",
            "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping City,Shipping Province,Refunded Amount,Id,Tags,Source",
        ),
        (
            "cases",
            "Id,Requester,Assignee,Group,Tags,Status,Priority,Via,Created at,Solved at,Satisfaction Score,Reopens,Replies,First reply time in minutes",
        ),
    ];
    for (expected, header) in cases {
        let (table, columns) = recognised(header);
        assert_eq!(table.as_deref(), Some(expected), "{header}");
        let strangers: Vec<&String> = columns.iter().filter(|name| !name.is_ascii()).collect();
        // A JD export says twice what came of a case, and the second one keeps its own header; the goods in its orders are
        // columns of the lines, which are read from the same rows.
        let own = ["审核结果", "商品ID", "订购数量", "京东价"];
        assert!(
            strangers.iter().all(|name| own.contains(&name.as_str())),
            "{expected}: {strangers:?} have no canonical name"
        );
    }
    assert_eq!(recognised("Person,Regional Manager").0, None);
}

#[test]
fn profiles_are_recognised_chosen_and_brought() {
    let header = "服务单号,服务单状态,售后服务单申请时间,商家首次审核时间,客户预期处理方式,取件时间,跟单备注";
    let chosen = |header: &str, options: &Options| {
        only(format!("{header}\n").as_bytes(), options).recognition.profile.unwrap_or_else(|| panic!("no profile"))
    };
    let found = chosen(header, &Options::default());
    assert_eq!(
        (found.id.as_str(), found.unmatched.as_slice()),
        ("jd-service-orders", ["跟单备注".to_owned()].as_slice())
    );
    assert_eq!(found.matched.len(), 6);
    // Six of nine headers of the signature, six of seven headers known.
    assert!((found.score - (2.0 * 6.0 / 9.0 + 6.0 / 7.0) / 3.0).abs() < 1e-12, "{}", found.score);

    let generic = Options { profile: Some("generic".into()), ..Options::default() };
    assert_eq!(chosen(header, &generic).id, "generic");

    let text = r#"
        id = "mine"
        version = "1.0.0"
        title = { zh = "我的", en = "Mine" }
        summary = { zh = "我的。", en = "Mine." }
        signature = ["流水", "品名"]
        [[table]]
        name = "cases"
        constants = { case_type = "complaint" }
        [table.headers]
        case_id = ["流水"]
        title = ["品名"]
    "#;
    let mut own = Options::default();
    own.profiles.add(aftersight_ingest::Profile::parse(text).unwrap_or_else(|error| panic!("{error:?}")));
    let sheet = only("品名,流水,备注内容\nx,1,y\n".as_bytes(), &own);
    assert_eq!(sheet.recognition.profile.as_ref().map(|chosen| chosen.id.as_str()), Some("mine"));
    assert_eq!(table(&sheet, 10).names, ["title", "case_id", "备注内容", "case_type"]);
    // The caller's word stands above the profile's.
    own.constants.insert("case_type".into(), "exchange".into());
    assert_eq!(table(&only("品名,流水\nx,1\n".as_bytes(), &own), 10).column("case_type"), [Some("exchange")]);
    let named = Options { profile: Some("mine".into()), ..own };
    assert_eq!(only("color,size\n1,2\n".as_bytes(), &named).table(), None);
}

#[test]
fn canonical_names_are_aliases() {
    for table in aftersight_ingest::tables() {
        let names: Vec<&str> = aftersight_ingest::columns_of(table).map(|(name, _)| name).collect();
        let (found, columns) = recognised(&names.join(","));
        assert_eq!(found.as_deref(), Some(table));
        assert_eq!(columns, names);
    }
}

#[test]
fn titles_headers_and_summaries_are_no_rows() {
    let csv =
        "订单报表,,\n统计周期,2025-06,\n订单编号,买家会员名,总金额（元）\n1,甲,5\n2,乙,6\n合计,,11\n同行同层均值,,4\n";
    let sheet = only(csv.as_bytes(), &Options::default());
    let kinds: Vec<NotRowKind> = sheet.not_rows.iter().map(|row| row.kind).collect();
    use NotRowKind::{Benchmark, Header, Preamble, Tail};
    assert_eq!(kinds, [Preamble, Preamble, Header, Tail, Benchmark]);
    assert_eq!(sheet.benchmarks[0].label, "同行同层均值");
    assert_eq!(sheet.benchmarks[0].figures["总金额(元)"], "4");
    let table = table(&sheet, 10);
    assert_eq!(table.names, ["order_id", "customer_key", "total_minor"]);
    assert_eq!(table.rows.iter().map(cells).collect::<Vec<_>>(), [["1", "甲", "5"], ["2", "乙", "6"]]);
}

#[test]
fn figures_of_peers_just_below_the_headers_are_no_rows() {
    let csv = "统计对象,退款率\n同行均值,3.2%\n行业优秀,1%\n店铺甲,2%\n店铺乙,4%\n";
    let sheet = only(csv.as_bytes(), &Options::default());
    assert_eq!(table(&sheet, 10).rows.len(), 2);
    let labels: Vec<&str> = sheet.benchmarks.iter().map(|peers| peers.label.as_str()).collect();
    assert_eq!(labels, ["同行均值", "行业优秀"]);
}

#[test]
fn duplicate_headers_are_suffixed_and_reported() {
    let sheet =
        only("订单编号,备注内容,备注内容,,订单号,买家会员名,总金额\n1,a,b,c,2,d,3\n".as_bytes(), &Options::default());
    let names: Vec<&str> = sheet.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["order_id", "备注内容", "备注内容_2", "column_4", "订单号", "customer_key", "total_minor"]);
    assert_eq!(sheet.duplicates, ["备注内容"]);
}

#[test]
fn callers_add_aliases_tables_and_constants() {
    let mut options = Options { table: Some("cases".into()), ..Options::default() };
    options.columns.insert("流水".into(), "case_id".into());
    options.constants.insert("case_type".into(), "complaint".into());
    let sheet = only("流水,备注内容\n7,x\n8,y\n".as_bytes(), &options);
    assert_eq!(sheet.table(), Some("cases"));
    let table = table(&sheet, 10);
    assert_eq!(table.names, ["case_id", "备注内容", "case_type"]);
    assert_eq!(table.column("case_type"), [Some("complaint"); 2]);

    options.constants.insert("case_id".into(), "1".into());
    let error = open("a.csv", "流水,备注内容\n7,x\n".into(), &options).err().map(|error| error.code());
    assert_eq!(error, Some("constant-exists"));
}

#[test]
fn words_repeat_as_categories() {
    let mut csv = "order id,status of it,colour\n".to_owned();
    (0..400).for_each(|row| csv += &format!("{row},{},\n", ["done", "open"][row % 2]));
    let sheet = only(csv.as_bytes(), &Options::default());
    let kinds: Vec<bool> = sheet.columns.iter().map(|column| column.category).collect();
    assert_eq!(kinds, [false, true, true]);
    assert_eq!(read(csv.as_bytes()).column("status of it")[3], Some("open"));
}

#[test]
fn messages_name_the_place_and_the_cure() {
    let fails = |bytes: &[u8]| {
        let bytes = aftersight_ingest::Bytes::copy_from_slice(bytes);
        open("x.csv", bytes, &Options::default()).err().unwrap_or_else(|| panic!("it was read"))
    };
    let error = fails(b"1,2,3\n4,5,6\n");
    assert_eq!(error.code(), "no-header");
    assert_eq!(
        error.to_string(),
        "x.csv: none of the first 2 rows holds column names; insert a row of them above line 1"
    );
    assert_eq!(error.message(Lang::Zh), "x.csv：前 2 行里找不到表头，请在第 1 行之前插入一行列名");
    assert_eq!(fails(b"").code(), "empty");
    assert_eq!(fails(b"\x1f\x8b\x08").code(), "broken-archive");
    assert_eq!(fails(b"%PDF-1.7").code(), "format");
    assert_eq!(fails(&[b"alpha,beta\n".as_slice(), &[0xff; 200]].concat()).code(), "encoding");
    let wide: Vec<String> = (0..1001).map(|n| format!("column {n}")).collect();
    assert_eq!(fails(wide.join(",").as_bytes()).code(), "too-many-columns");

    let large = format!("alpha,beta\n1,2\n3,{}\n", "x".repeat(1 << 21));
    let error = only(large.as_bytes(), &Options::default()).read(0, 10).err();
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    assert!(text.starts_with("test.csv: line 3, column beta: a cell of 2097152 bytes"), "{text}");
}
