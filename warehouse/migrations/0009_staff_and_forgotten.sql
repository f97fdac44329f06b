-- Who may see what, and how each person proves who he is. Apart from each other: what a person may see is read by many,
-- the hashes of passwords by nobody but the hub's own login. A removed person's row stays, withdrawn, for the record.

CREATE TABLE staff_regions
(
    login String COMMENT '登录名',
    name String COMMENT '姓名或岗位',
    role LowCardinality(String) COMMENT '角色：province 省级、city 市级、county 县级、department 行业部门、leader 领导、analyst 分析、operator 运维',
    region_ids Array(String) COMMENT '管辖的区划代码，含其下级；行业部门为空时不限区划',
    department_ids Array(String) COMMENT '限于哪些行业部门的账号；空为不限',
    valid_from Date COMMENT '自哪一天起有效（北京日）',
    valid_until Nullable(Date) COMMENT '到哪一天为止，不含当天（北京日）；空为长期',
    entered_by String COMMENT '登记人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）',
    withdrawn Bool COMMENT '已撤销'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY login
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '人员与管辖：谁、以什么角色、看哪些区划和部门、何时有效';

CREATE TABLE staff_logins
(
    login String COMMENT '登录名',
    password_hash String COMMENT '密码的散列：scrypt:N:r:p$盐$散列',
    server_hash String COMMENT '同一密码给 ClickHouse 服务器用的散列（bcrypt）',
    set_at DateTime64(3, 'UTC') COMMENT '设定时间（UTC）'
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY login
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '人员密码的散列；任何人员登录都读不到';

-- Accounts that were forgotten: what the stream still holds of them, or may yet bring, is not loaded.
CREATE TABLE forgotten_accounts
(
    account_id String COMMENT '账号编号',
    forgotten_at DateTime64(3, 'UTC') COMMENT '删除时间（UTC）',
    forgotten_by String COMMENT '删除人（操作系统用户名）',
    withdrawn Bool COMMENT '已撤销：以后采到的重新入库'
)
ENGINE = ReplacingMergeTree(forgotten_at)
ORDER BY account_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '已按要求删除全部数据的账号';
