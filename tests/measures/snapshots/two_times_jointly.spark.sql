WITH `level 0` AS (
  SELECT
    `at`,
    `o`,
    CASE
      WHEN `at` < CAST('2026-06-15 22:00:00.000000+00:00' AS TIMESTAMP)
      THEN TRUNC(
        CAST(TIMESTAMP_MICROS(
          (
            UNIX_MICROS(CAST(`at` AS TIMESTAMP)) + CASE
              WHEN UNIX_MICROS(CAST(`at` AS TIMESTAMP)) < 1761440400000000
              THEN CASE
                WHEN UNIX_MICROS(CAST(`at` AS TIMESTAMP)) < 1743296400000000
                THEN 3600000000
                ELSE 7200000000
              END
              ELSE CASE
                WHEN UNIX_MICROS(CAST(`at` AS TIMESTAMP)) < 1774746000000000
                THEN 3600000000
                ELSE 7200000000
              END
            END
          )
        ) AS DATE),
        'month'
      )
    END AS `period by at`,
    CASE WHEN `o` < CAST('2026-06-16' AS DATE) THEN TRUNC(`o`, 'month') END AS `period by o`
  FROM `ship`
  WHERE
    (
      `at` < CAST('2026-06-15 22:00:00.000000+00:00' AS TIMESTAMP) OR `at` IS NULL
    )
    OR (
      `o` < CAST('2026-06-16' AS DATE) OR `o` IS NULL
    )
)
SELECT
  `period by at` AS `k0`,
  `period by o` AS `k1`,
  COUNT(*) AS `rows`,
  MAX(`at`) AS `newest at`,
  MAX(`o`) AS `newest o`,
  COUNT(*) AS `c0`
FROM `level 0`
GROUP BY
  `period by at`,
  `period by o`
