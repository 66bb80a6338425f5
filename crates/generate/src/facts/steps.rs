//! The steps of a case, as its log shows them.

use crate::facts::case::{APPROVED, Case, OPEN, REFUNDED, STATES, TEAMS, WAITING_MERCHANT, WAITING_RETURN};
use crate::facts::incident::ENQUIRY;
use crate::facts::world::World;

/// Stages with the words of the export.
pub(crate) const STAGES: &[(&str, &str)] =
    &[("受理", "triage"), ("协同", "coordination"), ("处理", "resolution"), ("反馈", "feedback")];
/// Actors with the words of the export.
pub(crate) const ACTORS: &[(&str, &str)] =
    &[("买家", "customer"), ("客服", "agent"), ("商家", "merchant"), ("平台", "platform"), ("系统", "system")];
/// Events with the words of the export.
pub(crate) const EVENTS: &[(&str, &str)] = &[
    ("提交申请", "created"),
    ("客服受理", "accepted"),
    ("转交责任部门", "handed_over"),
    ("审核", "audited"),
    ("买家退货", "return_shipped"),
    ("商家收货", "return_received"),
    ("退款打款", "refund_paid"),
    ("平台介入", "intervened"),
    ("完结", "closed"),
];

/// One step. All but `at` and `team` index the vocabularies above and `STATES`.
pub(crate) struct Step {
    pub(crate) at: i64,
    pub(crate) stage: usize,
    pub(crate) event: usize,
    pub(crate) from: Option<usize>,
    pub(crate) to: usize,
    pub(crate) actor: usize,
    pub(crate) team: &'static str,
}

/// The steps that the exports see, in order of time.
pub(crate) fn steps(world: &World, case: &Case) -> Vec<Step> {
    let desk = TEAMS[0];
    let team = TEAMS[case.team];
    let enquiry = case.incident.case_type == ENQUIRY;
    let decided = if case.return_shipped.is_some() { WAITING_RETURN } else { APPROVED };
    let agent = if case.instant { 4 } else { 1 };
    let planned = [
        Some((case.incident.created, 0, 0, WAITING_MERCHANT, 0, desk)),
        Some((case.first_action, 0, 1, OPEN, agent, desk)),
        // The desk hands over what another team must act on.
        (team != desk && !case.instant && !enquiry).then_some((
            case.first_action + (case.audited - case.first_action) / 2,
            1,
            2,
            OPEN,
            1,
            team,
        )),
        (!enquiry).then_some((case.audited, 2, 3, decided, agent, team)),
        case.intervened.map(|at| (at, 2, 7, 4, 3, team)),
        case.return_shipped.map(|at| (at, 2, 4, WAITING_MERCHANT, 0, team)),
        case.return_received.map(|at| (at, 2, 5, APPROVED, 2, TEAMS[2])),
        case.refund_finished.map(|at| (at, 2, 6, REFUNDED, if case.instant { 4 } else { 3 }, team)),
        Some((case.closed, 3, 8, case.outcome, 1, desk)),
    ];
    let mut steps: Vec<Step> = planned
        .into_iter()
        .flatten()
        .filter(|(at, ..)| *at < world.snapshot)
        .map(|(at, stage, event, to, actor, team)| Step { at, stage, event, from: None, to, actor, team })
        .collect();
    steps.sort_by_key(|step| step.at);
    for index in 1..steps.len() {
        steps[index].from = Some(steps[index - 1].to);
    }
    debug_assert!(steps.iter().all(|step| step.to < STATES.len()));
    steps
}
