"""Stays of cases in the stages of their handling, by runs of entries in the log."""

from cube import DAY, NULL, TIMES, durations, timed

VALUE = "durations"

# Dimensions that always cut it.
OWN = ["stage"]

STEPS = [
    dict(grain='week'),
    dict(grain='day', params={'statistic': 'mean', 'lag': '0 s'}),
    dict(grain='month', by=['actor_type'], params={'statistic': 'p90'}),
    dict(grain='all', by=['team'], params={'stages': ['triage', 'resolution'], 'statistic': 'mean'}),
]


def roles(db, dims, grain, as_of, params):
    lag = {"7 d": 7 * DAY, "0 s": 0}[params.get("lag", "7 d")]
    stages = ", ".join(f"'{stage}'" for stage in params.get("stages", ["triage", "coordination", "resolution", "feedback"]))
    # `at` is a keyword of SQL.
    known = f'select * exclude ("at"), "at" as moment from case_events where stage is not null and case_id is not null and "at" <= {as_of}'
    turns = f"select *, stage is distinct from lag(stage) over w as turn from ({known}) window w as (partition by case_id order by moment, rn)"
    # Only entries that turn to another stage are left: each lasts until the next of its case.
    stays = f"select *, lead(moment) over (partition by case_id order by moment, rn) as following from ({turns}) where turn"
    closing = f"select case_id as id, max(closed_at) as closing from cases where case_id is not null and closed_at <= {as_of} group by case_id"
    columns = "".join(f", coalesce({dim}::varchar, '{NULL}') as d{place}" for place, dim in enumerate(dims))
    took = "coalesce(following, case when closing > moment then closing end) - moment as took"
    base = f"(select *{columns}, {took} from ({stays}) left join ({closing}) on id = case_id)"
    roles = [timed(db, "case_events", "moment", dims, grain, as_of, f"stage in ({stages})", ", took", TIMES, base)]
    return roles, durations(params.get("statistic", "p50")), lag
