/** What the server may read of the enforcer's watches, as `WindowRow`. */
export const windowColumns = `select w.execution, w.step, w.opened_entry as opened, w.since, w.until,
    w.seen_until as "seenUntil", w.closed_entry as closed, w.closed_at as "closedAt", w.how, w.because
  from enforcement.watch_window w`;
