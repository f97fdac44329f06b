-- What stands in the place of a missing title, beside the title: so that nobody who shows a list of posts has to read texts.
-- Rows stored before have it computed as they are read; `migrate` makes the rows of post_metrics anew, since their SQL has changed.

ALTER TABLE posts
    ADD COLUMN IF NOT EXISTS opening String MATERIALIZED if(title = '', substringUTF8(text, 1, 30), '')
    COMMENT '没有标题的作品：正文的前 30 个字；有标题为空' AFTER title;

ALTER TABLE post_metrics
    ADD COLUMN IF NOT EXISTS opening String COMMENT '没有标题的作品：正文的前 30 个字；有标题为空' AFTER title;
