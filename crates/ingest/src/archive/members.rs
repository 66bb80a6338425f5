//! Zip: what kind of file it is, and the files in it.

use bytes::Bytes;
use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Budget, damaged};
use crate::MAX_MEMBERS;
use crate::blob::{self, Blob};
use crate::error::{Failure, Problem};

/// What a zip file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Xlsx,
    Ods,
    /// A text document, slides.
    Office,
    Archive,
}

/// A file in an archive.
pub(crate) struct Member {
    /// Its name in the archive, folders included.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// Told by the names in it. Those of a damaged one stand in clear text at its start and at its end.
pub(crate) fn kind(file: &Blob) -> Result<Kind, Problem> {
    const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let start = file.head(512)?;
    let starts = |part: &[u8]| memchr::memmem::find(&start, part).is_some();
    let (sheets, office) = match ZipArchive::new(file.reader()) {
        Ok(archive) => {
            let any = |wanted: &dyn Fn(&[u8]) -> bool| archive.file_names_raw().any(wanted);
            (any(&|name| name.starts_with(b"xl/")), any(&|name| name == b"[Content_Types].xml" || name == b"mimetype"))
        }
        Err(_) => (near_an_end(file, b"xl/work")?, near_an_end(file, b"[Content_Types].xml")?),
    };
    Ok(match (sheets, office) {
        _ if starts(ODS) => Kind::Ods,
        (true, _) => Kind::Xlsx,
        (false, true) => Kind::Office,
        (false, false) => Kind::Archive,
    })
}

fn near_an_end(file: &Blob, name: &[u8]) -> Result<bool, Problem> {
    const WINDOW: u64 = 1 << 16;
    let (head, tail) = (file.head(WINDOW)?, file.get(file.len().saturating_sub(WINDOW)..file.len())?);
    Ok(memchr::memmem::find(&head, name).is_some() || memchr::memmem::find(&tail, name).is_some())
}

/// The files in it, in the order of the archive; folders and what operating systems add are left out.
pub(crate) fn unpack(file: &Blob, budget: &mut Budget) -> Result<Vec<Member>, Failure> {
    let mut archive = ZipArchive::new(file.reader()).map_err(|error| refused(&error))?;
    if archive.len() > MAX_MEMBERS {
        return Err(Problem::Members { found: archive.len() }.into());
    }
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| refused(&error))?;
        let name = readable(file.name_raw());
        if file.is_dir() || is_debris(&name) {
            continue;
        }
        members.push(Member { name, bytes: budget.read(file)? });
    }
    Ok(members)
}

fn refused(error: &ZipError) -> Failure {
    if let Some(problem) = blob::hidden(error) {
        return problem.into();
    }
    let locked = matches!(error, ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED);
    if locked { Problem::Locked.into() } else { damaged(error).into() }
}

/// Names are UTF-8, or what Windows wrote in China.
fn readable(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/").replace(|c: char| c.is_control(), "")
}

fn is_debris(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or_default();
    let system = ["thumbs.db", "desktop.ini"].iter().any(|other| base.eq_ignore_ascii_case(other));
    system || base.starts_with('.') || name.split('/').any(|folder| folder == "__MACOSX")
}
