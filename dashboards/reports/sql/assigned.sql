-- The releases that people entered and that were running in the period: how accounts of the scope stood at the cutoff.
SELECT
    t.assigned_id AS assigned_id,
    any(r.title) AS title,
    any(r.url) AS url,
    any(t.deadline_at) AS deadline_at,
    count() AS targets,
    countIf(t.adopted_at <= least(t.deadline_at, {cutoff:DateTime64(3, 'UTC')})) AS in_time,
    countIf(t.adopted_at > t.deadline_at AND t.adopted_at <= {cutoff:DateTime64(3, 'UTC')}) AS late,
    countIf(ifNull(t.adopted_at > {cutoff:DateTime64(3, 'UTC')}, true) AND t.deadline_at >= {cutoff:DateTime64(3, 'UTC')}) AS waiting,
    countIf(ifNull(t.adopted_at > {cutoff:DateTime64(3, 'UTC')}, true) AND t.deadline_at < {cutoff:DateTime64(3, 'UTC')} AND t.known) AS missing,
    countIf(ifNull(t.adopted_at > {cutoff:DateTime64(3, 'UTC')}, true) AND t.deadline_at < {cutoff:DateTime64(3, 'UTC')} AND NOT t.known) AS unknown,
    arraySort(groupArrayIf(
        t.account_name,
        ifNull(t.adopted_at > {cutoff:DateTime64(3, 'UTC')}, true) AND t.deadline_at < {cutoff:DateTime64(3, 'UTC')} AND t.known
    )) AS missing_names
FROM v_assigned_targets AS t
INNER JOIN v_assigned_releases AS r ON r.assigned_id = t.assigned_id
WHERE t.account_id IN (SELECT account_id FROM scope)
    AND t.issued_at < {ends_at:DateTime64(3, 'UTC')}
    AND t.deadline_at >= {begins_at:DateTime64(3, 'UTC')}
GROUP BY t.assigned_id
ORDER BY deadline_at, assigned_id
