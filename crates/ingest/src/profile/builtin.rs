//! The profiles that are built in: every file of `profiles/`.

use std::sync::{Arc, OnceLock};

use super::Profile;

/// The id of the profile that knows every table by common headers.
pub const GENERIC: &str = "generic";

/// A test compares this list with the directory.
const FILES: [&str; 21] = [
    include_str!("../../profiles/call-centre.toml"),
    include_str!("../../profiles/chat-sessions.toml"),
    include_str!("../../profiles/douyin-orders.toml"),
    include_str!("../../profiles/douyin-refunds.toml"),
    include_str!("../../profiles/email.toml"),
    include_str!("../../profiles/jd-orders.toml"),
    include_str!("../../profiles/jd-service-orders.toml"),
    include_str!("../../profiles/kuaidi100-tracking.toml"),
    include_str!("../../profiles/offline-till.toml"),
    include_str!("../../profiles/pdd-api-refunds.toml"),
    include_str!("../../profiles/pdd-orders.toml"),
    include_str!("../../profiles/pdd-refunds.toml"),
    include_str!("../../profiles/qianniu-chat.toml"),
    include_str!("../../profiles/shopify-orders.toml"),
    include_str!("../../profiles/surveymonkey.toml"),
    include_str!("../../profiles/taobao-api-refunds.toml"),
    include_str!("../../profiles/taobao-order-lines.toml"),
    include_str!("../../profiles/taobao-orders.toml"),
    include_str!("../../profiles/taobao-refunds.toml"),
    include_str!("../../profiles/wenjuanxing-survey.toml"),
    include_str!("../../profiles/zendesk-tickets.toml"),
];

/// All but the generic one, in the order of their ids.
pub fn builtin() -> &'static [Arc<Profile>] {
    static PROFILES: OnceLock<Vec<Arc<Profile>>> = OnceLock::new();
    // The files are part of the crate and parsed by its tests: a mistake in one cannot reach a user.
    PROFILES.get_or_init(|| FILES.iter().filter_map(|text| Profile::parse(text).ok()).map(Arc::new).collect())
}
