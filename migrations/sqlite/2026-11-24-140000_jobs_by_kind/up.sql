-- What waits, by its kind: a worker of some kinds does not read through what waits for others.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (kind, run_at, id) WHERE state = 'waiting';
