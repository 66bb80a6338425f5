//! Archives.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The member of an OpenDocument file that says what it is: it stands first, and is not packed.
pub(crate) const MIMETYPE: &str = "mimetype";

/// A zip archive of packed files.
pub(crate) fn zip<N: AsRef<str>>(files: &[(N, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = |method| SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        let plain = name.as_ref() == MIMETYPE;
        let method = if plain { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        archive.start_file(name.as_ref(), options(method)).expect("a member");
        archive.write_all(bytes).expect("bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("bytes");
    packed.finish().expect("bytes")
}
