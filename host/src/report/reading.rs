//! What reading the files came across, in sentences that a user can act upon.

use aftersight_contract::manifest::Words;
use aftersight_pipeline::results::{InputResult, Reading};
use maud::{Markup, html};

use super::both::words;
use crate::show::format::tame;

/// A list of those files whose content differs from a plain table.
pub(super) fn remarks(inputs: &[InputResult]) -> Markup {
    let notable: Vec<_> = inputs.iter().map(|input| (input, sentences(&input.reading))).collect();
    let notable = notable.iter().filter(|(_, sentences)| !sentences.is_empty());
    html! {
        @for (input, sentences) in notable {
            p.note { (tame(&input.name)) ": " @for sentence in sentences { (words(sentence)) " " } }
        }
    }
}

/// One for each kind of thing.
fn sentences(reading: &Reading) -> Vec<Words> {
    let mut sentences = Vec::new();
    let mut say = |there: bool, zh: String, en: String| {
        if there {
            sentences.push(Words { zh, en });
        }
    };
    let headers: Vec<String> = reading.duplicate_headers.iter().map(|header| tame(header).to_string()).collect();
    say(
        !headers.is_empty(),
        format!("表头重复：{}，后面的同名列已加后缀。", headers.join("、")),
        format!("Headers stand more than once, the later ones got a suffix: {}.", headers.join(", ")),
    );
    say(
        reading.preamble > 0,
        format!("表头上方有 {} 行说明，未计入数据。", reading.preamble),
        format!("{} lines above the headers are no data.", reading.preamble),
    );
    say(
        reading.tail > 0,
        format!("末尾有 {} 行汇总，已去掉。", reading.tail),
        format!("{} summary rows at the end were taken off.", reading.tail),
    );
    say(
        reading.mended > 0,
        format!("{} 行的单元格数与表头不符，已按各列的格式归位，请抽查。", reading.mended),
        format!(
            "{} rows had another number of cells than headers and were put right by the shape of the columns; check some.",
            reading.mended
        ),
    );
    say(
        reading.ragged > 0,
        format!("{} 行的单元格数与表头不符：缺的留空，多的并入最后一列，请检查分隔符和引号。", reading.ragged),
        format!(
            "{} rows have another number of cells than headers: missing ones are empty, surplus ones stand in the last column; check delimiters and quotes.",
            reading.ragged
        ),
    );
    say(
        reading.replaced > 0,
        format!("{} 个字符无法解码，已用 \u{fffd} 代替，请另存为“CSV UTF-8”。", reading.replaced),
        format!(
            "{} characters could not be decoded and stand as \u{fffd}; save the file as “CSV UTF-8”.",
            reading.replaced
        ),
    );
    let unread: Vec<String> = reading.unread.iter().map(|column| tame(column).to_string()).collect();
    say(
        !unread.is_empty(),
        format!("这些列是列表，没有读取：{}。", unread.join("、")),
        format!("Columns of lists were not read: {}.", unread.join(", ")),
    );
    sentences
}
