//! Where chunks and batches end never shows.

use aftersight_ingest::Options;
use proptest::prelude::*;

use crate::read::{cells, only, read, table};

fn chunked(bytes: usize) -> Options {
    Options { chunk_bytes: bytes, ..Options::default() }
}

#[test]
fn quoted_newlines_cross_chunk_borders() {
    let mut csv = "订单编号,买家会员名,备注文本\n".to_owned();
    for row in 0..50 {
        csv += &format!("4{row},tb_{row},\"第一行\n第二行, \"\"引号\"\"\n\n{row}\"\n");
    }
    let whole = table(&only(csv.as_bytes(), &Options::default()), 1000);
    assert_eq!(whole.rows.len(), 50);
    assert_eq!(whole.rows[7][2].as_deref(), Some("第一行\n第二行, \"引号\"\n\n7"));
    for size in 1..120 {
        assert_eq!(table(&only(csv.as_bytes(), &chunked(size)), 7), whole, "chunks of {size} bytes");
    }
}

#[test]
fn gb18030_survives_every_chunk_size() {
    let mut csv = "订单编号,买家会员名,收货地址\r\n".to_owned();
    for row in 0..40 {
        csv += &format!("4{row},张{row}𠮷,\"浙江省,杭州市\r\n文三路{row}号\"\r\n");
    }
    let whole = read(csv.as_bytes());
    let (encoded, _, unmappable) = encoding_rs::GB18030.encode(&csv);
    assert!(!unmappable);
    for size in [1, 2, 3, 17, 64, 1000, 1 << 22] {
        let sheet = only(&encoded, &chunked(size));
        assert_eq!(sheet.encoding, Some("GB18030"));
        assert_eq!(table(&sheet, 1000), whole, "chunks of {size} bytes");
    }
}

#[test]
fn a_bar_may_be_half_of_a_character() {
    // The second byte of these characters is `|` in GB18030.
    let csv = "订单编号|买家会员名|收货地址\n1|倈亅|崀\n2|a|倈\n";
    let (encoded, _, _) = encoding_rs::GB18030.encode(csv);
    assert!(encoded.contains(&b'|'));
    let sheet = only(&encoded, &Options::default());
    assert_eq!((sheet.encoding, sheet.delimiter), (Some("GB18030"), Some('|')));
    assert_eq!(table(&sheet, 10), read(csv.as_bytes()));
}

#[test]
fn stray_quotes_lose_no_row() {
    let table = read(b"order id,product name,note of it\n1,27\"monitor,a\n2,\"5\" pipe\",b\n3,\"x,y,\"z\"\n4,=\"0410\",\"c\" \n5,\"open,d\n");
    let rows: Vec<Vec<&str>> = table.rows.iter().map(cells).collect();
    assert_eq!(rows[0], ["1", "27\"monitor", "a"]);
    assert_eq!(rows[1], ["2", "5\" pipe", "b"]);
    assert_eq!(rows[2], ["3", "\"x", "y,\"z\""]);
    assert_eq!(rows[3], ["4", "=\"0410\"", "c"]);
    assert_eq!(rows[4], ["5", "\"open", "d"]);
    assert_eq!(table.ragged.len(), 1);
}

#[test]
fn ragged_rows_are_kept_and_reported() {
    let table = read(b"order id,first,second\n1,a\n2,a,b\n\n3,a,b,c,\"d,e\"\n4,a,b,,\n,,\n5,a,b\n");
    let rows: Vec<Vec<&str>> = table.rows.iter().map(cells).collect();
    assert_eq!(
        rows,
        [
            vec!["1", "a", "∅"],
            vec!["2", "a", "b"],
            vec!["3", "a", "b,c,\"d,e\""],
            vec!["4", "a", "b"],
            vec!["5", "a", "b"],
        ]
    );
    let ragged: Vec<_> = table.ragged.iter().map(|ragged| (ragged.row, ragged.found, ragged.expected)).collect();
    assert_eq!(ragged, [(1, 2, 3), (3, 5, 3)]);
    assert_eq!(table.blank, 2);
}

#[test]
fn rows_are_put_right_where_there_is_one_way() {
    let mut csv = "order id,paid on,note of it,quantity,total\n".to_owned();
    let notes = ["fine", "a broken box", "x-y z", "red & blue", "(none)", "no! no!"];
    (0..40).for_each(|row| csv += &format!("A-{row},2025-06-{},{},{row},{row}.50\n", 10 + row % 20, notes[row % 6]));
    let good = csv.clone();
    csv += "A-90,,2025-06-11,an empty cell too many,1,2.50\n";
    csv += "A-91,2025-06-11,red, blue, green,1,2.50\n";
    csv += "A-92;2025-06-11;other delimiters;1;2.50\n";
    csv += "A-93,2025-06-11,no way fits,x,y,z\n";
    let found = read(csv.as_bytes());
    let rows: Vec<Vec<&str>> = found.rows[40..].iter().map(cells).collect();
    assert_eq!(rows[0], ["A-90", "2025-06-11", "an empty cell too many", "1", "2.50"]);
    assert_eq!(rows[1], ["A-91", "2025-06-11", "red, blue, green", "1", "2.50"]);
    assert_eq!(rows[2], ["A-92", "2025-06-11", "other delimiters", "1", "2.50"]);
    assert_eq!(rows[3], ["A-93", "2025-06-11", "no way fits", "x", "y,z"]);
    let reported: Vec<_> = found.ragged.iter().map(|row| (row.row, row.mended)).collect();
    assert_eq!(reported, [(41, true), (42, true), (43, true), (44, false)]);
    assert_eq!(table(&only(csv.as_bytes(), &chunked(50)), 3), found);

    // Headers once more: the same table goes on. Others: a table of its own.
    let again = format!("{good}{}", csv.lines().take(2).collect::<Vec<_>>().join("\n"));
    assert_eq!(read(again.as_bytes()).rows.len(), 41);
    let other = format!("{good}order id,paid on,note of it,carrier\nA-1,2025-06-11,x,SF\n");
    let both = crate::read::sheets("two.csv", other.as_bytes(), &Options::default());
    let sizes: Vec<_> = both.iter().map(|sheet| (sheet.name.as_str(), table(sheet, 10).rows.len())).collect();
    assert_eq!(sizes, [("1", 40), ("2", 1)]);
}

/// Cells with everything that could hurt.
fn cell() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(","),
        Just("\""),
        Just("\"\""),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just(" "),
        Just(";"),
        Just("订单"),
        Just("a"),
        Just("="),
        Just("𠮷"),
        Just("1"),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #![proptest_config(crate::read::seeded(300))]

    /// What a proper writer wrote is read as it was, whatever the chunks.
    #[test]
    fn written_cells_come_back(rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..20), size in 1usize..60) {
        let mut csv = "alpha,beta,gamma\n".to_owned();
        for row in &rows {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            csv += &cells.join(",");
            csv += "\n";
        }
        let filled: Vec<Vec<Option<String>>> = rows
            .iter()
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .map(|row| row.iter().map(|cell| (!cell.is_empty()).then(|| cell.clone())).collect())
            .collect();
        let table = table(&only(csv.as_bytes(), &chunked(size)), 5);
        prop_assert_eq!(table.rows, filled);
        prop_assert!(table.ragged.is_empty());
    }

    /// Whatever stands in the file, chunks and batches do not show.
    #[test]
    fn any_text_is_read_alike(body in prop::collection::vec(cell(), 0..60), size in 1usize..80, batch in 1usize..9) {
        let csv = format!("alpha,beta,gamma\n{}", body.concat());
        let whole = table(&only(csv.as_bytes(), &Options::default()), 1000);
        prop_assert_eq!(table(&only(csv.as_bytes(), &chunked(size)), batch), whole);
    }
}
