-- The gathered post that an entered release is, if there is one.
SELECT post_id
FROM assigned_adoptions FINAL
WHERE valid AND method = 'origin' AND assigned_id = {assigned_id:String}
