WITH `level 0` AS (
  SELECT
    `a`,
    `o`,
    `r`,
    TRUNC(`o`, 'month') AS `period by o`
  FROM `ship`
  WHERE
    `o` < CAST('2026-06-16' AS DATE) OR `o` IS NULL
)
SELECT
  `period by o` AS `k0`,
  `r` AS `k1`,
  COUNT(*) AS `rows`,
  MAX(`o`) AS `newest o`,
  COUNT(`a`) AS `c0`,
  COUNT(*) AS `c1`,
  COUNT(*) FILTER(WHERE
    `a` > 100) AS `c2`,
  SUM(`a`) AS `c3`,
  SUM(`a`) FILTER(WHERE
    `a` > 100) AS `c4`
FROM `level 0`
GROUP BY
  `period by o`,
  `r`
