"""Rounds of chats that nobody answered; a conversation whose numbers contradict each other adds none."""

from cube import timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['agent_id']),
    dict(grain='month', by=['customer_tier', 'channel'], params={'population': "rounds >= 3"}),
]


def roles(db, dims, grain, as_of, params):
    counts = "filter (where unreplied_rounds >= 0 and unreplied_rounds <= rounds)"
    gather = f"sum(unreplied_rounds) {counts}, sum(rounds) {counts}"
    where = params.get("population", "true")
    return [timed(db, "conversations", "started_at", dims, grain, as_of, where, ", unreplied_rounds, rounds", gather)], weighed, 0
