//! Why a plugin file is not used.

use std::path::PathBuf;

use aftersight_contract::{Args, VERSION, Value};

/// What is wrong with a plugin file, and the cure. Every case has a code and arguments, from which other languages make
/// their sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The file or directory cannot be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// More bytes than the limit.
    #[error("has {bytes} bytes, the limit is {limit}: build it for release, or raise the limit")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// What is allowed.
        limit: usize,
    },
    /// A core module or something else altogether.
    #[error("is no WebAssembly component: build it with `cargo xtask plugins`")]
    NotAComponent,
    /// It begins like a component and does not go on like one.
    #[error("is damaged: {reason}; build or download it again")]
    Damaged {
        /// Where reading stopped.
        reason: String,
    },
    /// No manifest in it.
    #[error(
        "holds no manifest: embed its plugin.toml as custom section `aftersight:manifest`, as `cargo xtask plugins` does"
    )]
    NoManifest,
    /// A manifest that cannot be used.
    #[error("holds an invalid plugin.toml: {reason}")]
    BadManifest {
        /// What is wrong, and the cure.
        reason: String,
    },
    /// It wants something from the host.
    #[error("imports {}: a plugin can only compute; build it without WASI, clocks, files and random numbers", .names.join(", "))]
    Imports {
        /// What it imports.
        names: Vec<String>,
    },
    /// It was built for another version of the contract.
    #[error(
        "`{id}` was built for version {found} of the plugin contract, this program speaks {VERSION}: \
         rebuild it with the SDK of {VERSION}, or use a program that speaks {found}"
    )]
    ContractVersion {
        /// The plugin.
        id: String,
        /// The version that it speaks.
        found: String,
    },
    /// The interface of its kind is not there.
    #[error(
        "`{id}` does not export `{interface}@{VERSION}`: give its plugin.toml the right `kind`, or export that interface"
    )]
    MissingInterface {
        /// The plugin.
        id: String,
        /// What its kind exports.
        interface: String,
    },
    /// A memory that could grow without end.
    #[error("declares no maximum for its memory: link it with `--max-memory={limit}`")]
    MemoryUnbounded {
        /// What is allowed, in bytes.
        limit: usize,
    },
    /// A memory that may become too large.
    #[error("may take {declared} bytes of memory, the limit is {limit}: link it with `--max-memory={limit}`")]
    MemoryTooLarge {
        /// What it declares, in bytes.
        declared: u64,
        /// What is allowed, in bytes.
        limit: usize,
    },
    /// Another file holds a plugin of that id.
    #[error("is another `{id}` than {}, which is used: remove one of them", .first.display())]
    Duplicate {
        /// The plugin.
        id: String,
        /// The file that is used.
        first: PathBuf,
    },
    /// Used all the same: pipeline files name the id, and a file may be renamed on its way.
    #[error("holds the plugin `{id}`, which is used under that name: rename the file to {id}.wasm")]
    Misnamed {
        /// The plugin.
        id: String,
    },
    /// The code cache is not used.
    #[error("is not used as code cache: {reason}")]
    Cache {
        /// Why, and the cure.
        reason: String,
    },
}

impl LoadError {
    /// A name for the case, for messages in other languages.
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

    /// The sentence in Chinese, as it goes on behind the file's name; `to_string` gives it in English.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Unreadable { reason } => format!("无法读取（{reason}）"),
            Self::TooLarge { bytes, limit } => {
                format!("有 {bytes} 字节，上限为 {limit}：请以发布模式构建，或提高上限")
            }
            Self::NotAComponent => "不是 WebAssembly 组件：请用 `cargo xtask plugins` 构建".to_owned(),
            Self::Damaged { reason } => format!("已损坏（{reason}）：请重新构建或下载"),
            Self::NoManifest => {
                "没有清单：请像 `cargo xtask plugins` 那样把 plugin.toml 写入自定义段 `aftersight:manifest`".to_owned()
            }
            Self::BadManifest { reason } => format!("的 plugin.toml 有误（{reason}）"),
            Self::Imports { names } => {
                format!("导入了 {}：插件只能计算，请去掉 WASI、时钟、文件和随机数后重新构建", names.join("、"))
            }
            Self::ContractVersion { id, found } => format!(
                "中的“{id}”按插件约定 {found} 构建，本程序使用 {VERSION}：请用 {VERSION} 的 SDK 重新构建，或换用支持 {found} 的程序"
            ),
            Self::MissingInterface { id, interface } => {
                format!("中的“{id}”没有导出 `{interface}@{VERSION}`：请在 plugin.toml 中写对 kind，或导出该接口")
            }
            Self::MemoryUnbounded { limit } => format!("没有声明内存上限：请用 `--max-memory={limit}` 链接"),
            Self::MemoryTooLarge { declared, limit } => {
                format!("可能占用 {declared} 字节内存，上限为 {limit}：请用 `--max-memory={limit}` 链接")
            }
            Self::Duplicate { id, first } => {
                format!("与正在使用的 {} 都是“{id}”：请删去其中一个", first.display())
            }
            Self::Misnamed { id } => format!("中是插件“{id}”，按该编号使用：请把文件改名为 {id}.wasm"),
            Self::Cache { reason } => format!("不能用作代码缓存（{reason}）"),
        }
    }

    /// What fills the sentence.
    #[must_use]
    pub fn args(&self) -> Args {
        let number = |value: u64| Value::Integer(i64::try_from(value).unwrap_or(i64::MAX));
        let text = |value: &str| Value::Text(value.to_owned());
        let pairs: Vec<(&str, Value)> = match self {
            Self::NotAComponent | Self::NoManifest => Vec::new(),
            Self::Unreadable { reason }
            | Self::Damaged { reason }
            | Self::BadManifest { reason }
            | Self::Cache { reason } => vec![("reason", text(reason))],
            Self::TooLarge { bytes, limit } => vec![("bytes", number(*bytes)), ("limit", number(*limit as u64))],
            Self::Imports { names } => vec![("names", Value::Texts(names.clone()))],
            Self::ContractVersion { id, found } => {
                vec![("id", text(id)), ("found", text(found)), ("expected", text(VERSION))]
            }
            Self::MissingInterface { id, interface } => {
                vec![("id", text(id)), ("interface", text(interface)), ("expected", text(VERSION))]
            }
            Self::MemoryUnbounded { limit } => vec![("limit", number(*limit as u64))],
            Self::MemoryTooLarge { declared, limit } => {
                vec![("declared", number(*declared)), ("limit", number(*limit as u64))]
            }
            Self::Duplicate { id, first } => vec![("id", text(id)), ("first", text(&first.to_string_lossy()))],
            Self::Misnamed { id } => vec![("id", text(id))],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Is there no such plugin now? Otherwise it is a warning.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::Misnamed { .. } | Self::Cache { .. })
    }
}

/// A file that is not used, or is used with a warning. It never keeps other files from being used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {error}", .path.display())]
pub struct LoadProblem {
    /// The file or directory.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: LoadError,
}

impl LoadProblem {
    /// The sentence in Chinese; `to_string` gives it in English.
    #[must_use]
    pub fn chinese(&self) -> String {
        format!("{} {}", self.path.display(), self.error.chinese())
    }
}
