//! Unpacks the pages of a column, each within a limit. The `parquet` crate would do it for some codecs, but makes room for
//! whatever size a page claims before it looks at it, and knows zstd by a C library only.

use std::io::Read;

use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};

use crate::cause::Ours;

/// A page may hold this many bytes once unpacked. Writers make pages of about one mebibyte.
const MAX_PAGE: usize = 256 << 20;

/// A zstd frame may ask for a window of this size; the highest level asks for half of it.
const MAX_WINDOW: u64 = 256 << 20;

/// Is the codec read?
pub(crate) fn known(codec: Compression) -> bool {
    matches!(
        codec,
        Compression::UNCOMPRESSED
            | Compression::LZ4
            | Compression::SNAPPY
            | Compression::GZIP(_)
            | Compression::ZSTD(_)
            | Compression::LZ4_RAW
    )
}

/// Appends the unpacked bytes.
pub(crate) fn unpack(codec: Compression, packed: &[u8], out: &mut Vec<u8>) -> Result<()> {
    if packed.is_empty() {
        return Ok(());
    }
    match codec {
        Compression::SNAPPY => snappy(packed, out),
        Compression::GZIP(_) => drain(flate2::bufread::MultiGzDecoder::new(packed), out),
        Compression::ZSTD(_) => zstd(packed, out),
        Compression::LZ4_RAW => lz4(packed, out),
        // What is left of the known ones: LZ4 as Hadoop frames it.
        _ => hadoop(packed, out),
    }
}

fn snappy(packed: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let size = snap::raw::decompress_len(packed).map_err(|error| damaged(&error))?;
    // Three bytes copy at most 64: a larger claim is false, and no room is made for it.
    if size > packed.len().saturating_mul(64) {
        return Err(Ours::parquet("一页数据声明的大小超过 snappy 所能容纳", "a page claims more than snappy can hold"));
    }
    room(size)?;
    let start = out.len();
    out.resize(start + size, 0);
    let written = snap::raw::Decoder::new().decompress(packed, &mut out[start..]).map_err(|error| damaged(&error))?;
    out.truncate(start + written);
    Ok(())
}

fn zstd(mut packed: &[u8], out: &mut Vec<u8>) -> Result<()> {
    while !packed.is_empty() {
        let decoder = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(&mut packed, MAX_WINDOW);
        drain(decoder.map_err(|error| damaged(&error))?, out)?;
    }
    Ok(())
}

fn drain(from: impl Read, out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    from.take(MAX_PAGE as u64 + 1).read_to_end(out).map_err(|error| damaged(&error))?;
    room(out.len() - start)
}

/// One block without a length: what it unpacks to is counted first.
fn lz4(packed: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let size = lz4_size(packed).ok_or_else(|| Ours::parquet("lz4 数据块不完整", "an lz4 block is cut off"))?;
    room(size)?;
    let start = out.len();
    out.resize(start + size, 0);
    let written = lz4_flex::block::decompress_into(packed, &mut out[start..]).map_err(|error| damaged(&error))?;
    out.truncate(start + written);
    Ok(())
}

/// The lengths of an LZ4 block's literals and copies, added up.
fn lz4_size(packed: &[u8]) -> Option<usize> {
    let mut bytes = packed.iter();
    let length = |nibble: u8, bytes: &mut std::slice::Iter<'_, u8>| {
        let mut length = usize::from(nibble);
        if nibble == 15 {
            loop {
                let more = *bytes.next()?;
                length += usize::from(more);
                if more != 255 {
                    break;
                }
            }
        }
        Some(length)
    };
    let mut size = 0;
    while let Some(token) = bytes.next() {
        let literals = length(token >> 4, &mut bytes)?;
        size += literals;
        bytes = bytes.as_slice().get(literals..)?.iter();
        if bytes.as_slice().is_empty() {
            break;
        }
        bytes = bytes.as_slice().get(2..)?.iter();
        size += 4 + length(token & 15, &mut bytes)?;
    }
    Some(size)
}

/// Blocks with both lengths in front. Writers that came before the format was settled wrote an LZ4 frame or a bare block.
fn hadoop(packed: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    if blocks(packed, out).is_some() {
        return Ok(());
    }
    out.truncate(start);
    if packed.starts_with(&[0x04, 0x22, 0x4d, 0x18]) {
        return drain(lz4_flex::frame::FrameDecoder::new(packed), out);
    }
    lz4(packed, out)
}

fn blocks(mut packed: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    while !packed.is_empty() {
        let (unpacked, rest) = packed.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let block = rest.get(..u32::from_be_bytes(*length) as usize)?;
        let before = out.len();
        lz4(block, out).ok()?;
        room(out.len() - start).ok()?;
        if out.len() - before != u32::from_be_bytes(*unpacked) as usize {
            return None;
        }
        packed = &rest[block.len()..];
    }
    Some(())
}

fn room(size: usize) -> Result<()> {
    if size > MAX_PAGE {
        Err(Ours::parquet(
            format!("一页数据解压后超过 {MAX_PAGE} 字节"),
            format!("a page unpacks to more than {MAX_PAGE} bytes"),
        ))
    } else {
        Ok(())
    }
}

fn damaged(error: &dyn std::fmt::Display) -> ParquetError {
    Ours::parquet("一页数据无法解压", format!("a page cannot be unpacked: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_lz4_block_says_how_long_it_is() {
        for length in [0, 1, 14, 15, 16, 300, 70_000] {
            let text: Vec<u8> = (0..length).map(|n: u32| (n / 7 % 5) as u8).collect();
            let packed = lz4_flex::block::compress(&text);
            assert_eq!(lz4_size(&packed), Some(text.len()));
            let mut out = Vec::new();
            assert!(lz4(&packed, &mut out).is_ok());
            assert_eq!(out, text);
        }
    }

    #[test]
    fn a_small_page_claims_no_gigabytes() {
        let mut out = Vec::new();
        // Snappy: 4 GiB in five bytes.
        assert!(unpack(Compression::SNAPPY, &[0xff, 0xff, 0xff, 0xff, 0x0f, 0], &mut out).is_err());
        // LZ4: a copy of 510 MiB.
        let copy = [vec![0x1f, b'a', 1, 0], vec![255; 2 << 20], vec![0, 0]].concat();
        assert!(unpack(Compression::LZ4_RAW, &copy, &mut out).is_err());
        assert!(out.capacity() < 1 << 20);
    }
}
