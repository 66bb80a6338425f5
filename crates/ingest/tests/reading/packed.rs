//! Parquet, packed in every way that is read. The files were written by Arrow's own library.

use aftersight_ingest::{Bytes, Options, open};
use proptest::prelude::*;

use crate::hostile::{exhaust, mutated};
use crate::read::{cells, sheets, table};

const FILES: [(&str, &[u8]); 8] = [
    ("zstd 1", include_bytes!("packed/zstd_v1.parquet")),
    ("zstd 2", include_bytes!("packed/zstd_v2.parquet")),
    ("lz4 1", include_bytes!("packed/lz4_v1.parquet")),
    ("lz4 2", include_bytes!("packed/lz4_v2.parquet")),
    ("gzip 1", include_bytes!("packed/gzip_v1.parquet")),
    ("gzip 2", include_bytes!("packed/gzip_v2.parquet")),
    ("snappy 1", include_bytes!("packed/snappy_v1.parquet")),
    ("snappy 2", include_bytes!("packed/snappy_v2.parquet")),
];

#[test]
fn every_codec_gives_the_same_rows() {
    for (name, bytes) in FILES {
        let sheet = &sheets(name, bytes, &Options::default())[0];
        assert_eq!((sheet.table(), sheet.chunk_count()), (Some("orders"), 3), "{name}");
        let table = table(sheet, 7);
        assert_eq!(table.rows.len(), 60, "{name}");
        assert_eq!(cells(&table.rows[0]), ["4108888888888888889", "∅", "0", "0"], "{name}");
        assert_eq!(cells(&table.rows[59]), ["4108888888888888948", "完成", "29.5", "59"], "{name}");
    }
}

#[test]
fn an_unknown_codec_is_named() {
    let bytes = Bytes::from_static(include_bytes!("packed/brotli_v1.parquet"));
    let error = open("x.parquet", bytes, &Options::default()).err().map(|error| error.to_string());
    let expected = "x.parquet: the Parquet file uses the compression BROTLI, which is not read; \
        write it with snappy, gzip, zstd or lz4 and plain encodings";
    assert!(error.as_ref().is_some_and(|error| error.replace("(BrotliLevel(1))", "") == expected), "{error:?}");
}

proptest! {
    #![proptest_config(crate::read::seeded(300))]

    #[test]
    fn mutated_pages(bytes in prop::sample::select(FILES.to_vec()).prop_flat_map(|(_, bytes)| mutated(bytes.to_vec()))) {
        exhaust(bytes);
    }
}
