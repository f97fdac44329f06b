-- The releases that stand, and when matching last changed something.
SELECT
    (SELECT count() FROM releases FINAL WHERE carriers > 0) AS releases,
    (SELECT count() FROM adoptions FINAL WHERE valid) AS adoptions,
    greatest((SELECT max(matched_at) FROM releases), (SELECT max(matched_at) FROM adoptions)) AS last_matched_at
