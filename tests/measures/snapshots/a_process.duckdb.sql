WITH "level 0" AS (
  SELECT
    "activity",
    "case",
    "case:region",
    "seq",
    "time",
    CAST(DATE_TRUNC(
      'MONTH',
      CAST(CAST(MAKE_TIMESTAMP(
        (
          EPOCH_US("time") + CASE
            WHEN EPOCH_US("time") < 1761440400000000
            THEN CASE WHEN EPOCH_US("time") < 1743296400000000 THEN 3600000000 ELSE 7200000000 END
            ELSE CASE WHEN EPOCH_US("time") < 1774746000000000 THEN 3600000000 ELSE 7200000000 END
          END
        )
      ) AS DATE) AS DATE)
    ) AS DATE) AS "period by time"
  FROM "log"
  WHERE
    "time" < CAST('2026-06-15 22:00:00.000000+00:00' AS TIMESTAMPTZ)
    OR "time" IS NULL
), "level 1" AS (
  SELECT
    *,
    MIN(CASE WHEN "activity" = 'a' THEN "time" END) OVER (
      PARTITION BY "case", (
        "activity" IN ('a', 'B it')
      )
      ORDER BY "time", "seq"
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS "first_time_1d71df",
    MIN(CASE WHEN "activity" = 'B it' THEN EPOCH_US("time") END) OVER (
      PARTITION BY "case", (
        "activity" IN ('a', 'B it')
      )
      ORDER BY "time", "seq"
      ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS "next_clock_77bd62",
    COUNT(CASE WHEN "activity" IN ('a', 'B it') THEN 1 END) OVER (
      PARTITION BY "case", (
        "activity" IN ('a', 'B it')
      )
      ORDER BY "time", "seq"
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS "times_051fed"
  FROM "level 0"
), "level 2" AS (
  SELECT
    *,
    COUNT(
      CASE WHEN (
        "activity" = 'B it'
      ) AND NOT "first_time_1d71df" IS NULL THEN 1 END
    ) OVER (
      PARTITION BY "case", (
        "activity" IN ('a', 'B it')
      )
      ORDER BY "time", "seq"
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS "times_8d534a",
    (
      "activity" = 'a'
    )
    AND (
      COALESCE(
        "next_clock_77bd62" - EPOCH_US("time") > 172800000000,
        EPOCH_US("time") < 1781388000000000
      )
    ) AS "violates_591caf"
  FROM "level 1"
), "level 3" AS (
  SELECT
    *,
    COUNT(CASE WHEN "violates_591caf" THEN 1 END) OVER (
      PARTITION BY "case", (
        "activity" IN ('a', 'B it')
      )
      ORDER BY "time", "seq"
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS "times_a32867"
  FROM "level 2"
)
SELECT
  "period by time" AS "k0",
  "case:region" AS "k1",
  COUNT(*) AS "rows",
  MAX("time") AS "newest time",
  COUNT(*) FILTER(WHERE
    (
      "activity" IN ('a', 'B it')
    ) AND "times_051fed" = 0) AS "c0",
  COUNT(*) FILTER(WHERE
    (
      "violates_591caf"
    ) AND "times_a32867" = 0) AS "c1",
  COUNT(*) FILTER(WHERE
    (
      (
        (
          "activity" = 'B it'
        ) AND NOT "first_time_1d71df" IS NULL
      )
      AND "times_8d534a" = 0
    )
    AND NOT (
      EPOCH_US("time") - EPOCH_US("first_time_1d71df")
    ) IS NULL) AS "c2",
  QUANTILE_CONT(CAST((
    EPOCH_US("time") - EPOCH_US("first_time_1d71df")
  ) AS DOUBLE), 0.5) FILTER(WHERE
    (
      (
        (
          "activity" = 'B it'
        ) AND NOT "first_time_1d71df" IS NULL
      )
      AND "times_8d534a" = 0
    )
    AND NOT (
      EPOCH_US("time") - EPOCH_US("first_time_1d71df")
    ) IS NULL) AS "c3"
FROM "level 3"
WHERE
  (
    "time" >= CAST('2026-02-28 23:00:00.000000+00:00' AS TIMESTAMPTZ)
    AND "time" < CAST('2026-06-15 22:00:00.000000+00:00' AS TIMESTAMPTZ)
  )
  OR "time" IS NULL
GROUP BY
  "period by time",
  "case:region"
