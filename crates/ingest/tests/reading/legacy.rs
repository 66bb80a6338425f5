//! XLS files made here, whole and damaged: the streams within are hit as well as the file system around them.

use aftersight_ingest::Options;
use proptest::prelude::*;

use crate::hostile::{exhaust, mutated};
use crate::read::{cells, sheets, table};

const SECTOR: usize = 512;
const NONE: u32 = 0xffff_ffff;
const END: u32 = 0xffff_fffe;

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A place in the sheet, of the first style.
fn at(row: u16, column: u16) -> Vec<u8> {
    [row, column, 0].iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A workbook with shared texts that run over two records, numbers alone and side by side, times, a formula and its text.
fn stream() -> Vec<u8> {
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut style = [0; 20];
    style[2] = 22;
    let mut texts = vec![3, 0, 0, 0, 3, 0, 0, 0];
    for text in ["订单编号", "下单时间"] {
        texts.extend((text.encode_utf16().count() as u16).to_le_bytes());
        texts.extend([&[1], wide(text).as_slice()].concat());
    }
    // The third text breaks off, and goes on in narrow letters.
    texts.extend([6, 0, 1].iter().copied().chain(wide("状态")));
    let globals = |sheet: u32| {
        let name = [&sheet.to_le_bytes()[..], &[0, 0, 2, 1], &wide("订单")].concat();
        let parts =
            [record(0x0042, &[0xb0, 4]), record(0x00e0, &[0; 20]), record(0x00e0, &style), record(0x0085, &name)];
        let shared = [record(0x00fc, &texts), record(0x003c, b"\0abcd"), record(0x000a, &[])];
        [begin.clone(), parts.concat(), shared.concat()].concat()
    };
    let mut out = globals(globals(0).len() as u32);
    out.extend(&begin);
    for column in 0..3u16 {
        out.extend(record(0x00fd, &[at(0, column), u32::from(column).to_le_bytes().to_vec()].concat()));
    }
    for row in 1..4u16 {
        out.extend(record(0x0203, &[at(row, 0), 4108.0f64.to_le_bytes().to_vec()].concat()));
        let mut time = at(row, 1);
        time[4] = 1;
        out.extend(record(0x0203, &[time, 45658.5f64.to_le_bytes().to_vec()].concat()));
        out.extend(record(0x0006, &[at(row, 2), vec![0, 0, 0, 0, 0, 0, 0xff, 0xff]].concat()));
        out.extend(record(0x0207, &[&[2, 0, 1], wide("完成").as_slice()].concat()));
    }
    let packed = |number: u32| [&[0, 0][..], &(number << 2 | 2).to_le_bytes()].concat();
    let side = [vec![4, 0, 0, 0], packed(7), packed(8), vec![1, 0]].concat();
    out.extend(record(0x00bd, &side));
    out.extend(record(0x0204, &[at(4, 2), vec![1, 0, 0, b'x']].concat()));
    out.extend(record(0x000a, &[]));
    out
}

/// The file around a workbook's stream.
fn container(mut stream: Vec<u8>) -> Vec<u8> {
    // Streams below 4096 bytes would lie in the mini stream.
    stream.resize(stream.len().next_multiple_of(SECTOR).max(4096), 0);
    let mut header = vec![0; SECTOR];
    let put =
        |bytes: &mut Vec<u8>, place: usize, word: u32| bytes[place..place + 4].copy_from_slice(&word.to_le_bytes());
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    for (place, word) in [(44, 1), (48, 1), (56, 4096), (60, END), (68, END), (76, 0)] {
        put(&mut header, place, word);
    }
    (0..108).for_each(|index| put(&mut header, 80 + 4 * index, NONE));
    let last = 1 + (stream.len() / SECTOR) as u32;
    let next = |sector: u32| match sector {
        0 => 0xffff_fffd,
        1 => END,
        sector if sector < last => sector + 1,
        sector if sector == last => END,
        _ => NONE,
    };
    let table: Vec<u8> = (0..(SECTOR / 4) as u32).flat_map(|sector| next(sector).to_le_bytes()).collect();
    let mut directory = vec![0; SECTOR];
    for (index, (name, kind, start, size)) in
        [("Root Entry", 5, END, 0), ("Workbook", 2, 2, stream.len() as u32)].into_iter().enumerate()
    {
        let mut entry = wide(name);
        entry.resize(128, 0);
        entry[64] = 2 * (name.len() as u8 + 1);
        entry[66] = kind;
        put(&mut entry, 116, start);
        put(&mut entry, 120, size);
        directory[128 * index..128 * (index + 1)].copy_from_slice(&entry);
    }
    [header, table, directory, stream].concat()
}

#[test]
fn a_whole_xls_is_read() {
    let sheets = sheets("orders.xls", &container(stream()), &Options::default());
    assert_eq!((sheets.len(), sheets[0].name.as_str()), (1, "订单"));
    assert_eq!(sheets[0].headers, ["订单编号", "下单时间", "状态abcd"]);
    let rows = table(&sheets[0], 100).rows;
    assert_eq!(cells(&rows[0]), ["4108", "2025-01-01 12:00:00", "完成"]);
    assert_eq!(cells(&rows[3]), ["7", "8", "x"]);
}

proptest! {
    #![proptest_config(crate::read::seeded(300))]

    #[test]
    fn mutated_xls_containers(bytes in mutated(container(stream()))) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_xls_streams(stream in mutated(stream())) {
        exhaust(container(stream));
    }

    #[test]
    fn random_xls_records(records in prop::collection::vec((0usize..12, prop::collection::vec(any::<u8>(), 0..24)), 0..12)) {
        const KINDS: [u16; 12] =
            [0x0809, 0x000a, 0x00fc, 0x003c, 0x0085, 0x00fd, 0x0203, 0x027e, 0x00bd, 0x0006, 0x0207, 0x041e];
        let mut stream = stream();
        let middle = stream.len() - 4;
        let records: Vec<u8> = records.into_iter().flat_map(|(kind, data)| record(KINDS[kind], &data)).collect();
        stream.splice(middle..middle, records);
        exhaust(container(stream));
    }
}
