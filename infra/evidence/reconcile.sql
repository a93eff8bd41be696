-- Every look at content, tables and keys, held against the decisions in the ledger; what comes back is what no decision
-- explains, and what is wrong with the ledger. Nothing comes back when all is well.
-- The same join as `proviso audit reconcile`. Parameters: first and last day (yyyy/MM/dd) of the trail.
WITH
events AS (
  SELECT
    eventid, eventtime, eventsource, eventname, eventcategory, requestid, resources,
    requestparameters AS p,
    responseelements AS answer,
    coalesce(useragent, '') AS agent,
    coalesce(errorcode, '') AS error,
    useridentity.arn AS arn,
    useridentity.accesskeyid AS accesskey,
    coalesce(useridentity.invokedby, '') AS invokedby,
    coalesce(useridentity.sessioncontext.sessionissuer.username, regexp_extract(useridentity.arn, '[^/]*$$')) AS role,
    row_number() OVER (PARTITION BY eventid ORDER BY eventtime) AS copy
  FROM $database.trail
  WHERE day BETWEEN ? AND ?
),
-- A transaction names its items one by one; any other call is one item.
parts AS (
  SELECT eventid, part
  FROM events
  CROSS JOIN UNNEST(CAST(json_extract(p, '$$.requestItems') AS ARRAY(JSON))) AS items (part)
  WHERE copy = 1 AND json_extract(p, '$$.requestItems[0]') IS NOT NULL
  UNION ALL
  SELECT eventid, json_parse(coalesce(p, '{}'))
  FROM events
  WHERE copy = 1 AND json_extract(p, '$$.requestItems[0]') IS NULL
),
items AS (
  SELECT
    eventid,
    regexp_extract(json_extract_scalar(part, '$$.tableName'), '[^/]*$$') AS tablename,
    coalesce(
      json_extract_scalar(part, '$$.key.pk'),
      nullif(json_extract_scalar(part, '$$.expressionAttributeValues[":pk"]'), 'HIDDEN_DUE_TO_SECURITY_REASONS')
    ) AS pk,
    json_extract_scalar(part, '$$.key.sk') AS sk,
    json_extract_scalar(part, '$$.operation') AS operation
  FROM parts
),
touched AS (
  SELECT
    eventid,
    bool_or(tablename IS NOT NULL) AS names_table,
    bool_or(tablename = '$records_table') AS names_records,
    bool_or(tablename = '$ledger_table') AS names_ledger,
    -- One part that does not say makes the whole unsaid.
    CASE WHEN bool_or(pk IS NULL) THEN NULL ELSE array_agg(pk) END AS partitions,
    bool_and(coalesce(pk LIKE 'client#%', false)) AS clients_alone,
    bool_or(operation = 'Put' AND pk LIKE 'client#%' AND coalesce(sk, '') NOT LIKE 'idempotency#%') AS puts_status
  FROM items
  GROUP BY eventid
),
named AS (
  SELECT
    e.*,
    t.partitions,
    t.clients_alone,
    coalesce(t.puts_status, false) AS puts_status,
    coalesce(t.names_records, false)
      OR cardinality(filter(coalesce(resources, ARRAY[]), x -> x.arn LIKE '%:table/$records_table')) > 0 AS on_records,
    coalesce(t.names_ledger, false)
      OR cardinality(filter(coalesce(resources, ARRAY[]), x -> x.arn LIKE '%:table/$ledger_table')) > 0 AS on_ledger,
    coalesce(t.names_table, false)
      OR cardinality(filter(coalesce(resources, ARRAY[]), x -> x.type = 'AWS::DynamoDB::Table')) > 0 AS on_some_table,
    cardinality(filter(coalesce(resources, ARRAY[]), x -> x.arn IN ($keys))) > 0
      OR coalesce(json_extract_scalar(p, '$$.keyId') IN ($keys), false) AS on_our_key,
    cardinality(coalesce(resources, ARRAY[])) > 0 OR json_extract_scalar(p, '$$.keyId') IS NOT NULL AS on_some_key,
    cardinality(filter(coalesce(resources, ARRAY[]), x -> x.arn = '$signing_key')) > 0
      OR coalesce(json_extract_scalar(p, '$$.keyId') = '$signing_key', false) AS on_signing_key,
    error LIKE '%AccessDenied%' OR error LIKE '%Unauthorized%' OR error LIKE '%ExpiredToken%' AS refused
  FROM events AS e
  LEFT JOIN touched AS t ON t.eventid = e.eventid
  WHERE copy = 1
),
ours AS (
  SELECT *
  FROM named
  WHERE
    (eventsource = 'dynamodb.amazonaws.com' AND (on_records OR on_ledger OR NOT on_some_table))
    OR (eventsource = 'kms.amazonaws.com' AND (on_our_key OR NOT on_some_key))
    OR (eventsource = 'sts.amazonaws.com' AND eventname = 'AssumeRole'
      AND json_extract_scalar(p, '$$.roleArn') LIKE '%:role/$case_role')
    OR (eventsource = 'lambda.amazonaws.com' AND eventname = 'Invoke'
      AND coalesce(json_extract_scalar(p, '$$.functionName'), '$decide') LIKE '%$decide%')
),
-- An export shows each item once; several exports show it again.
stored AS (
  SELECT DISTINCT item.pk.s AS pk, item.sk.s AS sk, item.entry.s AS entry, item.rest.b AS rest
  FROM $database.ledger
  WHERE item.pk.s IS NOT NULL
),
verified AS (
  SELECT
    pk, sk, entry,
    json_extract_scalar(entry, '$$.id') AS decision,
    -- The entry names the hash of its rest, which is compressed: the policy input, what was answered, for whom.
    lower(to_hex(sha256(to_utf8(entry)))) = sk
      AND lower(to_hex(sha256(from_base64(rest)))) = json_extract_scalar(entry, '$$.rest')
      AND pk = 'decision#' || json_extract_scalar(entry, '$$.id') AS intact
  FROM stored
),
entries AS (
  SELECT
    decision,
    min(sk) AS sk,
    min(entry) AS entry,
    count(*) AS copies
  FROM verified
  WHERE intact
  GROUP BY decision
),
mints AS (
  SELECT
    json_extract_scalar(answer, '$$.credentials.accessKeyId') AS accesskey,
    min(json_extract_scalar(p, '$$.roleSessionName')) AS decision
  FROM named
  WHERE eventsource = 'sts.amazonaws.com' AND eventname = 'AssumeRole' AND role = '$decide' AND error = ''
  GROUP BY json_extract_scalar(answer, '$$.credentials.accessKeyId')
),
puts AS (
  SELECT
    eventid,
    regexp_replace(json_extract_scalar(p, '$$.key.pk'), '^decision#', '') AS decision,
    json_extract_scalar(p, '$$.key.sk') AS sk,
    row_number() OVER (PARTITION BY json_extract_scalar(p, '$$.key.pk') ORDER BY eventtime, eventid) AS place
  FROM ours
  WHERE eventsource = 'dynamodb.amazonaws.com' AND eventname = 'PutItem' AND on_ledger AND role = '$decide'
    AND invokedby = '' AND error = ''
),
granted AS (
  SELECT
    o.*,
    m.decision AS minted_for,
    g.decision AS entered,
    json_extract_scalar(g.entry, '$$.allow') AS allowed,
    json_extract_scalar(g.entry, '$$.grant.access') AS granted_access,
    json_extract_scalar(g.entry, '$$.grant.content') AS granted_content,
    json_extract_scalar(g.entry, '$$.grant.case') AS granted_case,
    json_extract_scalar(g.entry, '$$.grant.record') AS granted_record,
    json_extract_scalar(g.entry, '$$.grant.not_after') AS granted_until,
    json_extract_scalar(g.entry, '$$.grant.signs') AS granted_signs,
    CAST(json_extract(g.entry, '$$.grant.partitions') AS ARRAY(VARCHAR)) AS granted_partitions,
    a.decision AS attributed,
    s.decision AS named_by_session,
    i.decision AS invoked_for,
    w.place AS put_place,
    w.sk AS put_hash,
    h.sk AS held_hash
  FROM ours AS o
  LEFT JOIN mints AS m ON m.accesskey = o.accesskey
  LEFT JOIN entries AS g ON g.decision = m.decision
  LEFT JOIN entries AS a ON 'proviso/' || a.decision = replace(replace(o.agent, '[', ''), ']', '')
  LEFT JOIN entries AS s ON s.decision = json_extract_scalar(o.p, '$$.roleSessionName')
  LEFT JOIN (
    SELECT json_extract_scalar(entry, '$$.invocation') AS invocation, min(decision) AS decision
    FROM entries
    GROUP BY json_extract_scalar(entry, '$$.invocation')
  ) AS i ON i.invocation = o.requestid
  LEFT JOIN puts AS w ON w.eventid = o.eventid
  LEFT JOIN entries AS h ON h.decision = w.decision
),
judged AS (
  SELECT
    eventid, eventtime, arn, eventsource, eventname, error,
    CASE
      WHEN invokedby <> '' THEN
        CASE WHEN invokedby = 'dynamodb.amazonaws.com' AND NOT refused
            AND role IN ('$case_role', '$decide', '$clock', '$auditor', '$registrar', $deployers) THEN NULL
          ELSE 'a key used through a service for a principal that has no business here' END
      WHEN role = '$case_role' THEN
        CASE
          WHEN minted_for IS NULL
            THEN 'the session bears a decision''s name, but the decision point did not mint its access key'
          WHEN entered IS NULL OR allowed <> 'true' OR granted_access IS NULL
            THEN 'no allowed decision with a grant stands behind the session'
          WHEN refused THEN 'refused: the session tried what its decision does not allow'
          WHEN from_iso8601_timestamp(eventtime) > from_iso8601_timestamp(granted_until)
            THEN 'after the end of the session'
          WHEN eventsource = 'kms.amazonaws.com' AND (eventname = 'Sign' OR on_signing_key) THEN
            CASE WHEN eventname = 'Sign' AND on_signing_key AND granted_signs = 'true' THEN NULL
              ELSE 'a use of the signing key that the grant does not name' END
          WHEN eventsource = 'kms.amazonaws.com' THEN
            CASE
              WHEN eventname <> CASE granted_content WHEN 'seal' THEN 'GenerateDataKey' WHEN 'open' THEN 'Decrypt'
                  ELSE '' END
                THEN 'a use of the content key that the grant does not name'
              WHEN coalesce(json_extract_scalar(p, '$$.encryptionContext.case') = granted_case, false)
                  AND coalesce(json_extract_scalar(p, '$$.encryptionContext.record') = granted_record, false)
                  AND cardinality(map_keys(CAST(json_extract(p, '$$.encryptionContext') AS MAP(VARCHAR, VARCHAR)))) = 2 THEN NULL
              ELSE 'content of another record than the grant''s' END
          WHEN on_ledger THEN 'a case session on the ledger'
          WHEN partitions IS NULL AND eventname <> 'Query' THEN 'the event does not say which partition was touched'
          WHEN cardinality(filter(coalesce(partitions, ARRAY[]), x -> NOT contains(granted_partitions, x))) > 0
            THEN 'a look outside the partitions of the grant'
          WHEN puts_status
            THEN 'a case session that put a client''s status or revocation: that is the registrar''s alone'
          WHEN coalesce(json_extract_scalar(p, '$$.indexName'), '')
              NOT IN ('', CASE granted_access WHEN 'queue' THEN '$queue_index' ELSE '' END)
            THEN 'an index that the grant does not name'
          WHEN (eventname IN ('TransactWriteItems', 'PutItem')) <> (granted_access = 'write')
            THEN 'the kind of access is not the one granted'
        END
      WHEN role = '$decide' THEN
        CASE
          WHEN refused THEN 'refused: the decision point tried what its role does not allow'
          WHEN eventname = 'AssumeRole' THEN
            CASE WHEN named_by_session IS NULL THEN 'the ledger holds no such decision' END
          WHEN eventname = 'PutItem' AND on_ledger THEN
            CASE
              WHEN error <> '' THEN NULL
              WHEN put_place > 1 THEN 'a second put over the same ledger entry'
              WHEN held_hash IS NULL OR held_hash <> put_hash THEN 'the ledger does not hold what was put'
            END
          WHEN eventname <> 'TransactGetItems' OR replace(agent, '[', '') NOT LIKE 'proviso/%'
            THEN 'the decision point did what no decision needs'
          WHEN attributed IS NULL THEN 'the ledger holds no such decision'
        END
      WHEN role = '$clock' THEN
        CASE
          WHEN eventname = 'Query' AND NOT refused THEN
            -- A query need not say which index it asked; IAM holds the clock to one.
            CASE WHEN on_ledger OR coalesce(json_extract_scalar(p, '$$.indexName'), '$tick_index') <> '$tick_index'
              THEN 'the clock looked elsewhere than for its ticks' END
          WHEN eventname <> 'Invoke' OR refused THEN 'a function''s own role reached past the decision point'
          WHEN invoked_for IS NULL THEN 'an invocation of decide that left no ledger entry'
        END
      WHEN role = '$auditor' THEN
        CASE WHEN refused OR on_records THEN 'the auditor reached for more than ledger and trail' END
      WHEN role = '$registrar' THEN
        CASE WHEN refused OR partitions IS NULL OR NOT coalesce(clients_alone, false)
          THEN 'the registrar reached for more than a client''s status' END
      WHEN role IN ($functions) THEN
        CASE
          WHEN eventname <> 'Invoke' OR refused THEN 'a function''s own role reached past the decision point'
          WHEN invoked_for IS NULL THEN 'an invocation of decide that left no ledger entry'
        END
      WHEN role IN ($deployers) AND eventcategory <> 'Data' THEN NULL
      ELSE 'no decision: this principal has no business here'
    END AS why
  FROM granted
)
SELECT 'orphan' AS kind, eventid AS id, eventtime AS at, arn AS who, eventsource || ' ' || eventname || ' ' || error AS what, why
FROM judged
WHERE why IS NOT NULL
UNION ALL
SELECT 'fault', pk, NULL, NULL, NULL, 'the ledger item is not the entry that its sort key names'
FROM verified
WHERE NOT coalesce(intact, false)
UNION ALL
SELECT 'fault', decision, NULL, NULL, NULL, 'the decision has more than one ledger item'
FROM entries
WHERE copies > 1
UNION ALL
SELECT 'fault', e.decision, NULL, NULL, NULL, 'the decision is in the ledger, but the trail shows no put of it'
FROM entries AS e
LEFT JOIN puts AS w ON w.decision = e.decision
WHERE w.decision IS NULL
  AND from_iso8601_timestamp(json_extract_scalar(e.entry, '$$.at'))
    >= (SELECT min(from_iso8601_timestamp(eventtime)) FROM events)
ORDER BY kind, at, id
