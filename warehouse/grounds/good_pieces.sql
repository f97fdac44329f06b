-- The pieces of the store with their benchmarks and uses.
SELECT
    post_id, account_id, unit, platform, level, media, topics, audiences, published_at, reach_7d, expected,
    benchmark_posts, score, uses, using_units, first_used_at, hours_to_first_use
FROM v_good_pieces
