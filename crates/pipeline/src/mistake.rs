//! A mistake in the pipeline file's TOML in both languages: place, what is wrong, what is allowed.

use aftersight_contract::manifest;
use toml::de::Error;

use crate::error::RunError;

/// The sentence for a pipeline file that cannot be read.
pub(crate) fn mistake(text: &str, error: &Error) -> RunError {
    mistake_in("流水线文件", "pipeline file", text, error)
}

/// The sentence for a TOML file, by its name in both languages, that cannot be read.
#[must_use]
pub fn mistake_in(zh_name: &str, en_name: &str, text: &str, error: &Error) -> RunError {
    RunError(manifest::mistake(zh_name, en_name, text, error))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    /// The sentences without the part that names the file.
    fn refused(text: &str) -> (String, String) {
        let words = Config::parse(text).unwrap_err().0;
        (words.zh.replace("流水线文件", ""), words.en.replace("pipeline file, ", ""))
    }

    #[test]
    fn each_mistake_has_its_place_and_its_cure_in_both_languages() {
        for (text, zh, en) in [
            (
                "[[kpi]]\nuse = 'kpi-a'\ngrains = 'day'\n",
                "第 3 行第 1 列“grains = 'day'”：没有键“grains”，是否指“grain”？可用的有：use、name、by、grain、top、params",
                "line 3, column 1, `grains = 'day'`: there is no key `grains`; did you mean `grain`? There are: `use`, `name`, `by`, `grain`, `top`, `params`",
            ),
            (
                "[[kpi]]\nuse = 'kpi-a'\ngrain = 'dya'\n",
                "第 3 行第 9 列“grain = 'dya'”：不能取值“dya”，是否指“day”？可用的有：hour、day、week、month、quarter、year、all",
                "line 3, column 9, `grain = 'dya'`: `dya` is no value that it can take; did you mean `day`? There are: `hour`, `day`, `week`, `month`, `quarter`, `year`, `all`",
            ),
            (
                "[[source]]\ntable = 'orders'\n",
                "第 1 行第 1 列“[[source]]”：缺少键“path”",
                "line 1, column 1, `[[source]]`: the key `path` is missing",
            ),
            (
                "[source]\npath = 'a'\n",
                "第 1 行第 1 列“[source]”：请写成 [[source]]",
                "line 1, column 1, `[source]`: write it as [[source]]",
            ),
            (
                "timezone = 8\n",
                "第 1 行第 12 列“timezone = 8”：“timezone”应为加引号的文本",
                "line 1, column 12, `timezone = 8`: `timezone` should be a text in quotes",
            ),
            (
                "[[kpi]]\nuse = 'kpi-a'\nby = 'region'\n",
                "第 3 行第 6 列“by = 'region'”：“by”应为列表，如 [\"甲\", \"乙\"]",
                "line 3, column 6, `by = 'region'`: `by` should be a list, as in [\"one\", \"two\"]",
            ),
            (
                "lang = zh\n",
                "第 1 行第 8 列“lang = zh”：文本要加引号",
                "line 1, column 8, `lang = zh`: a text must stand in quotes",
            ),
            (
                "lang\n",
                "第 1 行第 5 列“lang”：键后面缺少“= 值”",
                "line 1, column 5, `lang`: the key has no value: write key = value",
            ),
            (
                "lang = 'zh'\nlang = 'en'\n",
                "第 2 行第 1 列“lang = 'en'”：这个键写了两次，请删去一个",
                "line 2, column 1, `lang = 'en'`: the key stands twice: remove one of them",
            ),
        ] {
            assert_eq!(refused(text), (zh.to_owned(), en.to_owned()));
        }
    }

    #[test]
    fn broken_syntax_is_explained_in_both_languages() {
        for text in [
            "lang = 'zh\n",
            "lang = \"zh\n",
            "by = ['a'\n",
            "by = ['a' 'b']\n",
            "x = {a = 1\n",
            "[[kpi\n",
            "[kpi\n",
            "名称 = 1\n",
            "= 1\n",
            "a = = 1\n",
            "a = \n",
            "a = 1 2\n",
            "a = 2025-13-45\n",
            "a = 01\n",
            "a = \"\\q\"\n",
            "a..b = 1\n",
            "]\n",
        ] {
            let (zh, en) = refused(text);
            assert!(zh.starts_with("第 1 行") || zh.starts_with("第 2 行"), "{text:?}: {zh}");
            let own = zh.split_once("”：").map_or("", |(_, own)| own);
            assert!(!own.is_empty() && !own.contains("expected"), "{text:?}: {zh}");
            assert!(!en.contains("this is no TOML"), "{text:?}: {en}");
        }
    }
}
