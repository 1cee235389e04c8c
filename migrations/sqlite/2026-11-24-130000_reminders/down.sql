DROP INDEX sessions_by_end;
DROP INDEX registrations_to_remind;
DROP TABLE reminders;
