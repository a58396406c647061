-- What must never be found: each SELECT returns no row when all is well.

-- name: journal: entries of a subject follow one another without a gap
SELECT subject FROM journal GROUP BY subject HAVING COUNT(*) <> MAX(n) LIMIT 20;

-- name: party: every customer has his exposure, and nobody else has one
SELECT c.id FROM customer c LEFT JOIN exposure e ON e.customer_id = c.id WHERE e.customer_id IS NULL
UNION ALL SELECT e.customer_id FROM exposure e LEFT JOIN customer c ON c.id = e.customer_id WHERE c.id IS NULL LIMIT 20;

-- name: party: what is ordered, unbilled or prepaid is never below zero
SELECT customer_id FROM exposure WHERE ordered < 0 OR unbilled < 0 OR prepaid < 0 LIMIT 20;

-- name: catalog: a barcode's factor is what its unit holds
SELECT b.code FROM barcode b JOIN sku s ON s.id = b.sku_id LEFT JOIN sku_uom u ON u.sku_id = b.sku_id AND u.uom = b.uom
WHERE CASE WHEN b.uom = s.uom THEN b.factor <> 1000000 WHEN u.uom IS NULL THEN 1 = 1 ELSE b.factor * u.den <> u.num * 1000000 END LIMIT 20;

-- people ------------------------------------------------------------------------------------------

-- name: department: every department hangs on a root
WITH RECURSIVE hung (id) AS (
    SELECT id FROM department WHERE parent_id IS NULL
    UNION
    SELECT d.id FROM department d JOIN hung h ON d.parent_id = h.id
)
SELECT d.id FROM department d WHERE d.id NOT IN (SELECT id FROM hung) LIMIT 20;

-- name: department: an open department is not below a closed one
SELECT d.id FROM department d JOIN department p ON p.id = d.parent_id WHERE d.active = 1 AND p.active = 0 LIMIT 20;

-- name: session: nobody inactive has one
SELECT s.id FROM session s JOIN actor a ON a.id = s.actor_id WHERE a.active = 0 LIMIT 20;

-- name: api_token: nobody inactive has one that works
SELECT t.id FROM api_token t JOIN actor a ON a.id = t.actor_id
WHERE a.active = 0 AND t.revoked_at IS NULL LIMIT 20;

-- name: actor: where there were administrators, an active one remains
SELECT r.code FROM role r JOIN actor_role ar ON ar.role_id = r.id JOIN actor a ON a.id = ar.actor_id
WHERE r.code = 'admin' AND a.kind = 'person'
GROUP BY r.code HAVING MAX(a.active) = 0;

-- stock

-- name: stock: what is promised of a balance is the sum of its reservations
SELECT x.sku_id, x.warehouse_id, x.lot FROM (
    SELECT sku_id, warehouse_id, lot, reserved AS qty FROM stock_balance
    UNION ALL SELECT sku_id, warehouse_id, lot, -qty FROM reservation
) x GROUP BY x.sku_id, x.warehouse_id, x.lot HAVING SUM(x.qty) <> 0 LIMIT 20;

-- name: stock: what is on hand in a location is the sum of the moves to it less those from it
SELECT x.location_id, x.sku_id, x.lot FROM (
    SELECT location_id, sku_id, lot, on_hand AS qty FROM location_balance
    UNION ALL SELECT m.to_location_id, m.sku_id, m.lot, -m.qty FROM stock_move m
        JOIN location l ON l.id = m.to_location_id AND l.kind = 'storage'
    UNION ALL SELECT m.from_location_id, m.sku_id, m.lot, m.qty FROM stock_move m
        JOIN location l ON l.id = m.from_location_id AND l.kind = 'storage'
) x GROUP BY x.location_id, x.sku_id, x.lot HAVING SUM(x.qty) <> 0 LIMIT 20;

-- name: stock: what is on hand in a warehouse is the sum over its locations
SELECT x.warehouse_id, x.sku_id, x.lot FROM (
    SELECT warehouse_id, sku_id, lot, on_hand AS qty FROM stock_balance
    UNION ALL SELECT warehouse_id, sku_id, lot, -on_hand FROM location_balance
) x GROUP BY x.warehouse_id, x.sku_id, x.lot HAVING SUM(x.qty) <> 0 LIMIT 20;

-- name: stock: a location's goods are in the location's warehouse
SELECT b.location_id FROM location_balance b JOIN location l ON l.id = b.location_id
WHERE l.warehouse_id IS NULL OR l.warehouse_id <> b.warehouse_id LIMIT 20;

-- name: stock: nothing is promised that is not there
SELECT id FROM stock_balance WHERE reserved < 0 OR reserved > on_hand OR on_hand < 0 LIMIT 20;
