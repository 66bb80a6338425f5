//! Memory does not grow with a file: what a sheet holds of one at a time is counted.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aftersight_ingest::{Blob, Bytes, Changed, File, Lang, MAX_WHOLE, Options, Ranged, ReadError};

/// Bytes of a file that are held, and the most there ever were.
#[derive(Default)]
struct Held {
    now: AtomicU64,
    most: AtomicU64,
}

/// Some of them, counted until they are let go.
struct Counted {
    bytes: Vec<u8>,
    held: Arc<Held>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.held.now.fetch_sub(self.bytes.len() as u64, Ordering::SeqCst);
    }
}

/// A file that is made when it is looked at: a head, then the same block again and again.
struct Endless {
    head: Vec<u8>,
    block: Vec<u8>,
    size: u64,
    held: Arc<Held>,
}

impl Ranged for Endless {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let mut bytes = Vec::with_capacity((range.end - range.start) as usize);
        let mut at = range.start;
        while at < range.end {
            let left = (range.end - at) as usize;
            let piece = match self.head.get(at as usize..) {
                Some(head) if !head.is_empty() => head,
                _ => &self.block[((at - self.head.len() as u64) % self.block.len() as u64) as usize..],
            };
            bytes.extend_from_slice(&piece[..piece.len().min(left)]);
            at = range.start + bytes.len() as u64;
        }
        let now = self.held.now.fetch_add(bytes.len() as u64, Ordering::SeqCst) + bytes.len() as u64;
        self.held.most.fetch_max(now, Ordering::SeqCst);
        Ok(Bytes::from_owner(Counted { bytes, held: Arc::clone(&self.held) }))
    }
}

/// Opens and reads a file of so many blocks; its rows, and the most bytes of it that were held.
fn read(name: &str, head: &[u8], block: &[u8], blocks: u64) -> (u64, u64) {
    let held = Arc::new(Held::default());
    let size = head.len() as u64 + blocks * block.len() as u64;
    let file = Endless { head: head.to_vec(), block: block.to_vec(), size, held: Arc::clone(&held) };
    let mut file = File::open(name, Blob::new(file)).unwrap();
    let sheets = file.sheets(&Options::default()).unwrap();
    let mut rows = 0;
    for sheet in &sheets {
        for chunk in 0..sheet.chunk_count() {
            rows += sheet.read(chunk, 1 << 16).unwrap().iter().map(|batch| u64::from(batch.batch.rows)).sum::<u64>();
        }
    }
    drop((file, sheets));
    assert_eq!(held.now.load(Ordering::SeqCst), 0);
    (rows, held.most.load(Ordering::SeqCst))
}

/// A few windows and a chunk.
const BOUND: u64 = 32 << 20;

/// The same rows twenty times over take no more memory.
fn assert_bounded(name: &str, head: &[u8], block: &[u8], rows: u64, blocks: u64) {
    let (few, small) = read(name, head, block, blocks / 20);
    let (many, large) = read(name, head, block, blocks);
    assert_eq!((few, many), (blocks / 20 * rows, blocks * rows), "{name}");
    assert!(small <= BOUND && large <= BOUND, "{name}: {small} and {large} bytes are held");
    assert!(large <= small + (8 << 20), "{name}: {small} bytes of the small file, {large} of the large one");
}

fn orders(rows: usize) -> String {
    let row = |row: usize| {
        format!(
            "41{row:08},\"张三, {row}\",\"第一行\r\n第二行 \"\"急\"\" {}\",{row}.50\r\n",
            "很长的备注".repeat(row % 40)
        )
    };
    (0..rows).map(row).collect()
}

const ORDERS: &str = "订单编号,买家会员名,备注文本,总金额\r\n";

#[test]
fn csv_is_read_in_pieces() {
    let block = orders(4000);
    let blocks = (400 << 20) / block.len() as u64 / 20 * 20;
    assert_bounded("orders.csv", ORDERS.as_bytes(), block.as_bytes(), 4000, blocks);
}

#[test]
fn gb18030_is_read_in_pieces() {
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let block = gb(&orders(4000));
    let blocks = (400 << 20) / block.len() as u64 / 20 * 20;
    assert_bounded("orders.csv", &gb(ORDERS), &block, 4000, blocks);
}

#[test]
fn headers_on_every_page_are_read_in_pieces() {
    let block = format!("{}{ORDERS}", orders(4000));
    let blocks = (400 << 20) / block.len() as u64 / 20 * 20;
    assert_bounded("orders.csv", ORDERS.as_bytes(), block.as_bytes(), 4000, blocks);
}

#[test]
fn ndjson_is_read_in_pieces() {
    let row = |row: usize| {
        format!("{{\"订单编号\": \"41{row}\", \"备注\": \"{}\", \"a\": {{\"b\": {row}}}}}\n", "很长".repeat(row % 90))
    };
    let block: String = (0..4000).map(row).collect();
    let blocks = (400 << 20) / block.len() as u64 / 20 * 20;
    assert_bounded("orders.ndjson", b"", block.as_bytes(), 4000, blocks);
}

#[test]
fn parquet_is_read_page_by_page() {
    let most = |groups: usize| {
        let bytes = crate::hostile::parquet(groups, 20_000);
        let held = Arc::new(Held::default());
        let size = bytes.len() as u64;
        let file = Endless { head: bytes, block: vec![0], size, held: Arc::clone(&held) };
        let mut file = File::open("orders.parquet", Blob::new(file)).unwrap();
        let sheet = file.sheets(&Options::default()).unwrap().remove(0);
        assert_eq!(sheet.chunk_count(), groups);
        let rows = |chunk| sheet.read(chunk, 1000).unwrap().iter().map(|batch| batch.batch.rows).sum::<u32>();
        assert_eq!((0..groups).map(rows).sum::<u32>(), 20_000 * groups as u32);
        (held.most.load(Ordering::SeqCst), size)
    };
    let ((few, small), (many, large)) = (most(2), most(40));
    assert!(large > 15 * small && many <= few + (1 << 16), "{few} of {small} bytes, {many} of {large}");
}

/// A file that goes wrong after so many bytes.
struct Failing {
    from: u64,
    error: fn() -> io::Error,
}

impl Ranged for Failing {
    fn size(&self) -> u64 {
        64 << 20
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        if range.end > self.from {
            return Err((self.error)());
        }
        let line = b"4101,a,b\n4102,a,c\n";
        Ok(range.map(|at| line[(at % line.len() as u64) as usize]).collect::<Vec<u8>>().into())
    }
}

#[test]
fn what_goes_wrong_on_the_way_is_named() {
    let words = |error: fn() -> io::Error, from: u64| {
        let blob = Blob::new(Failing { from, error });
        let found = File::open("a.csv", blob).and_then(|mut file| file.sheets(&Options::default()));
        let error: ReadError = found.err().unwrap();
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| error.message(lang));
        assert!(zh.starts_with("a.csv：") && en.starts_with("a.csv: "), "{zh} {en}");
        (error.code(), zh, en)
    };
    let from = 10 << 20;
    let (code, zh, en) = words(|| io::Error::other("the cable is out"), from);
    assert_eq!(code, "unreadable");
    assert!(zh.contains("读取中途失败") && en.contains("the cable is out") && en.contains("check that the disk"));
    let (code, zh, en) = words(|| io::Error::other(Changed), from);
    assert_eq!(code, "changed");
    assert!(zh.contains("被改动或截断") && en.contains("changed or cut off"));
    assert_eq!(words(|| io::ErrorKind::UnexpectedEof.into(), from).0, "changed");
    assert_eq!(words(|| io::ErrorKind::PermissionDenied.into(), 0).0, "unreadable");
}

/// Begins like a file, and is said to be longer than may be held as a whole.
struct Huge(&'static [u8]);

impl Ranged for Huge {
    fn size(&self) -> u64 {
        MAX_WHOLE + 1
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        assert!(range.end - range.start <= 8 << 20, "{range:?} is read at once");
        Ok(range.map(|at| self.0.get(at as usize).copied().unwrap_or(b'x')).collect::<Vec<u8>>().into())
    }
}

#[test]
fn what_must_be_held_as_a_whole_has_a_limit() {
    for start in
        [b"\xff\xfea\0,\0b\0\n\0".as_slice(), b"From: a@b.cn\nSubject: x\n\nhello", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
    {
        let found = File::open("large", Blob::new(Huge(start))).and_then(|mut file| file.sheets(&Options::default()));
        let error = found.err().unwrap();
        assert_eq!(error.code(), "too-large", "{error}");
        assert!(error.message(Lang::Zh).contains("最多") && error.message(Lang::En).contains("in one piece"));
    }
}
