WITH "level 0" AS (
  SELECT
    "at",
    "o",
    CASE
      WHEN "at" < CAST('2026-06-15 22:00:00.000000+00:00' AS TIMESTAMPTZ)
      THEN CASE
        WHEN EPOCH_US("at") >= 1730415600000000 AND EPOCH_US("at") < 1785535200000000
        THEN CASE
          WHEN EPOCH_US("at") < 1761951600000000
          THEN CASE
            WHEN EPOCH_US("at") < 1746050400000000
            THEN CASE WHEN EPOCH_US("at") < 1738364400000000 THEN 0 ELSE 1 END
            ELSE CASE WHEN EPOCH_US("at") < 1753999200000000 THEN 2 ELSE 3 END
          END
          ELSE CASE
            WHEN EPOCH_US("at") < 1777586400000000
            THEN CASE WHEN EPOCH_US("at") < 1769900400000000 THEN 4 ELSE 5 END
            ELSE 6
          END
        END
      END
    END AS "period by at",
    CASE
      WHEN "o" < CAST('2026-06-16' AS DATE)
      THEN CASE
        WHEN EPOCH_US("o") >= 1730419200000000 AND EPOCH_US("o") < 1785542400000000
        THEN CASE
          WHEN EPOCH_US("o") < 1761955200000000
          THEN CASE
            WHEN EPOCH_US("o") < 1746057600000000
            THEN CASE WHEN EPOCH_US("o") < 1738368000000000 THEN 0 ELSE 1 END
            ELSE CASE WHEN EPOCH_US("o") < 1754006400000000 THEN 2 ELSE 3 END
          END
          ELSE CASE
            WHEN EPOCH_US("o") < 1777593600000000
            THEN CASE WHEN EPOCH_US("o") < 1769904000000000 THEN 4 ELSE 5 END
            ELSE 6
          END
        END
      END
    END AS "period by o"
  FROM "ship"
  WHERE
    (
      "at" < CAST('2026-06-15 22:00:00.000000+00:00' AS TIMESTAMPTZ) OR "at" IS NULL
    )
    OR (
      "o" < CAST('2026-06-16' AS DATE) OR "o" IS NULL
    )
)
SELECT
  "period by at" AS "k0",
  "period by o" AS "k1",
  COUNT(*) AS "rows",
  MAX("at") AS "newest at",
  MAX("o") AS "newest o",
  COUNT(*) AS "c0"
FROM "level 0"
GROUP BY
  "period by at",
  "period by o"
