WITH `level 0` AS (
  SELECT
    `a`,
    `c`,
    `o`,
    TRUNC(`o`, 'month') AS `period by o`
  FROM `ship`
  WHERE
    `o` < CAST('2026-06-16' AS DATE) OR `o` IS NULL
), `level 1` AS (
  SELECT
    *,
    RANK() OVER (PARTITION BY `period by o`, `c` ORDER BY `o` DESC) AS `last_of_key_0af141`
  FROM `level 0`
)
SELECT
  `period by o` AS `k0`,
  COUNT(*) AS `rows`,
  MAX(`o`) AS `newest o`,
  COUNT(*) FILTER(WHERE
    `last_of_key_0af141` = 1) AS `c0`,
  SUM(`a`) FILTER(WHERE
    `last_of_key_0af141` = 1) AS `c1`
FROM `level 1`
GROUP BY
  `period by o`
