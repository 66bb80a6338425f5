//! Why a plugin file is not used.

use std::path::PathBuf;

use aftersight_contract::VERSION;
use aftersight_contract::manifest::{Cause, Words};

/// What is wrong with a plugin file, and the cure. [`LoadError::words`] says it in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The file or directory cannot be read.
    Unreadable {
        /// What the system says.
        reason: Cause,
    },
    /// More bytes than the limit.
    TooLarge {
        /// Its size.
        bytes: u64,
        /// What is allowed.
        limit: usize,
    },
    /// A core module or something else altogether.
    NotAComponent,
    /// It begins like a component and does not go on like one.
    Damaged {
        /// Where reading stopped.
        reason: Cause,
    },
    /// No manifest in it.
    NoManifest,
    /// A manifest that cannot be used.
    BadManifest {
        /// What is wrong, and the cure.
        reason: Words,
    },
    /// It wants something from the host.
    Imports {
        /// What it imports.
        names: Vec<String>,
    },
    /// It was built for another version of the contract.
    ContractVersion {
        /// The plugin.
        id: String,
        /// The version that it speaks.
        found: String,
    },
    /// The interface of its kind is not there.
    MissingInterface {
        /// The plugin.
        id: String,
        /// What its kind exports.
        interface: String,
    },
    /// A memory that could grow without end.
    MemoryUnbounded {
        /// What is allowed, in bytes.
        limit: usize,
    },
    /// A memory that may become too large.
    MemoryTooLarge {
        /// What it declares, in bytes.
        declared: u64,
        /// What is allowed, in bytes.
        limit: usize,
    },
    /// Another file holds a plugin of that id.
    Duplicate {
        /// The plugin.
        id: String,
        /// The file that is used.
        first: PathBuf,
    },
    /// Used all the same: pipeline files name the id, and a file may be renamed on its way.
    Misnamed {
        /// The plugin.
        id: String,
    },
    /// The code cache is not used.
    Cache {
        /// Why, and the cure.
        reason: Cause,
    },
}

impl LoadError {
    /// A name for the case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "plugin-unreadable",
            Self::TooLarge { .. } => "plugin-too-large",
            Self::NotAComponent => "plugin-not-a-component",
            Self::Damaged { .. } => "plugin-damaged",
            Self::NoManifest => "plugin-no-manifest",
            Self::BadManifest { .. } => "plugin-bad-manifest",
            Self::Imports { .. } => "plugin-imports",
            Self::ContractVersion { .. } => "plugin-contract-version",
            Self::MissingInterface { .. } => "plugin-missing-interface",
            Self::MemoryUnbounded { .. } => "plugin-memory-unbounded",
            Self::MemoryTooLarge { .. } => "plugin-memory-too-large",
            Self::Duplicate { .. } => "plugin-duplicate",
            Self::Misnamed { .. } => "plugin-misnamed",
            Self::Cache { .. } => "plugin-cache",
        }
    }

    /// The sentence in both languages, as it goes on behind the file's name; `to_string` gives it in English.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Unreadable { reason } => reason.between(&Words::new("无法读取", "cannot be read"), &Words::default()),
            Self::TooLarge { bytes, limit } => Words::new(
                format!("有 {bytes} 字节，上限为 {limit}：请以发布模式构建，或提高上限"),
                format!("has {bytes} bytes, the limit is {limit}: build it for release, or raise the limit"),
            ),
            Self::NotAComponent => Words::new(
                "不是 WebAssembly 组件：请用 `cargo xtask plugins` 构建",
                "is no WebAssembly component: build it with `cargo xtask plugins`",
            ),
            Self::Damaged { reason } => reason.between(
                &Words::new("已损坏", "is damaged"),
                &Words::new("，请重新构建或下载", "; build or download it again"),
            ),
            Self::NoManifest => Words::new(
                "没有清单：请像 `cargo xtask plugins` 那样把 plugin.toml 写入自定义段 `aftersight:manifest`",
                "holds no manifest: embed its plugin.toml as custom section `aftersight:manifest`, as `cargo xtask \
                 plugins` does",
            ),
            Self::BadManifest { reason } => Words::new(
                format!("的清单 plugin.toml 有误：{}", reason.zh),
                format!("holds an invalid plugin.toml: {}", reason.en),
            ),
            Self::Imports { names } => Words::new(
                format!("导入了 {}：插件只能计算，请去掉 WASI、时钟、文件和随机数后重新构建", names.join("、")),
                format!(
                    "imports {}: a plugin can only compute; build it without WASI, clocks, files and random numbers",
                    names.join(", ")
                ),
            ),
            Self::ContractVersion { id, found } => Words::new(
                format!(
                    "中的“{id}”按插件约定 {found} 构建，本程序使用 {VERSION}：请用 {VERSION} 的 SDK 重新构建，或换用支持 {found} 的程序"
                ),
                format!(
                    "holds `{id}`, which was built for version {found} of the plugin contract, this program speaks {VERSION}: \
                     rebuild it with the SDK of {VERSION}, or use a program that speaks {found}"
                ),
            ),
            Self::MissingInterface { id, interface } => Words::new(
                format!("中的“{id}”没有导出 `{interface}@{VERSION}`：请在 plugin.toml 中写对 kind，或导出该接口"),
                format!(
                    "holds `{id}`, which does not export `{interface}@{VERSION}`: give its plugin.toml the right `kind`, or export \
                     that interface"
                ),
            ),
            Self::MemoryUnbounded { limit } => Words::new(
                format!("没有声明内存上限：请用 `--max-memory={limit}` 链接"),
                format!("declares no maximum for its memory: link it with `--max-memory={limit}`"),
            ),
            Self::MemoryTooLarge { declared, limit } => Words::new(
                format!("可能占用 {declared} 字节内存，上限为 {limit}：请用 `--max-memory={limit}` 链接"),
                format!(
                    "may take {declared} bytes of memory, the limit is {limit}: link it with `--max-memory={limit}`"
                ),
            ),
            Self::Duplicate { id, first } => Words::new(
                format!("与正在使用的 {} 都是“{id}”：请删去其中一个", first.display()),
                format!("is another `{id}` than {}, which is used: remove one of them", first.display()),
            ),
            Self::Misnamed { id } => Words::new(
                format!("中是插件“{id}”，按该编号使用：请把文件改名为 {id}.wasm"),
                format!("holds the plugin `{id}`, which is used under that name: rename the file to {id}.wasm"),
            ),
            Self::Cache { reason } => {
                reason.between(&Words::new("不能用作代码缓存", "is not used as code cache"), &Words::default())
            }
        }
    }

    /// Is there no such plugin now? Otherwise it is a warning.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::Misnamed { .. } | Self::Cache { .. })
    }
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl std::error::Error for LoadError {}

/// A file that is not used, or is used with a warning. It never keeps other files from being used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().en)]
pub struct LoadProblem {
    /// The file or directory.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: LoadError,
}

impl LoadProblem {
    /// The sentence in both languages; `to_string` gives it in English.
    #[must_use]
    pub fn words(&self) -> Words {
        let (Words { zh, en }, path) = (self.error.words(), self.path.display());
        Words { zh: format!("{path} {zh}"), en: format!("{path} {en}") }
    }
}
