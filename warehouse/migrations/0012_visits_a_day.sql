-- How often an account was visited with success on a day: what a verdict of "did not carry" rests on. `migrate` makes the rows
-- anew, since their SQL has changed.

ALTER TABLE visit_days
    ADD COLUMN IF NOT EXISTS visits UInt32 COMMENT '当日采集成功的次数' AFTER last_error;
