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

-- name: calendar: where there are any, one is the default
SELECT COUNT(*) FROM calendar HAVING COUNT(*) > 0 AND SUM(is_default) <> 1;

-- name: absence: nobody is away twice at once
SELECT a.id FROM absence a JOIN absence b ON b.actor_id = a.actor_id AND b.id > a.id
WHERE a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL AND a.from_at < b.to_at AND b.from_at < a.to_at LIMIT 20;

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

-- billing

-- name: billing: an invoice's amounts are the sum of its lines
SELECT i.id FROM invoice i LEFT JOIN (
    SELECT invoice_id, SUM(amount) AS goods, SUM(tax_amount) AS tax FROM invoice_line GROUP BY invoice_id
) l ON l.invoice_id = i.id
WHERE l.invoice_id IS NULL OR l.goods <> i.goods_amount OR l.tax <> i.tax_amount LIMIT 20;

-- name: billing: what is credited on an invoice is the sum of its credit notes, and of its lines
SELECT i.id FROM invoice i
LEFT JOIN (SELECT credits_invoice_id, SUM(total_amount) AS total FROM invoice WHERE kind = 'credit_note'
    GROUP BY credits_invoice_id) n ON n.credits_invoice_id = i.id
LEFT JOIN (SELECT invoice_id, SUM(credited_amount + credited_tax_amount) AS total FROM invoice_line
    GROUP BY invoice_id) l ON l.invoice_id = i.id
WHERE i.kind = 'invoice' AND (i.credited_amount <> COALESCE(n.total, 0) OR i.credited_amount <> COALESCE(l.total, 0))
LIMIT 20;

-- name: billing: what is applied to an invoice is the sum of its applications
SELECT x.id FROM (
    SELECT id, applied_amount AS amount FROM invoice
    UNION ALL SELECT invoice_id, -amount FROM payment_application
) x GROUP BY x.id HAVING SUM(x.amount) <> 0 LIMIT 20;

-- name: billing: what is applied of a payment is the sum of its applications
SELECT x.id FROM (
    SELECT id, applied_amount AS amount FROM payment
    UNION ALL SELECT payment_id, -amount FROM payment_application
) x GROUP BY x.id HAVING SUM(x.amount) <> 0 LIMIT 20;

-- name: billing: no payment is applied to an invoice by less than nothing
SELECT payment_id FROM payment_application GROUP BY payment_id, invoice_id HAVING SUM(amount) < 0 LIMIT 20;

-- name: billing: a customer's receivable is what is open on his invoices, and his prepaid money what is not applied
SELECT e.customer_id FROM exposure e
LEFT JOIN (SELECT customer_id, SUM(open_amount) AS amount FROM invoice GROUP BY customer_id) i
    ON i.customer_id = e.customer_id
LEFT JOIN (SELECT customer_id, SUM(unapplied_amount) AS amount FROM payment GROUP BY customer_id) p
    ON p.customer_id = e.customer_id
WHERE e.receivable <> COALESCE(i.amount, 0) OR e.prepaid <> COALESCE(p.amount, 0) LIMIT 20;

-- name: billing: an invoice's state follows from its amounts
SELECT id FROM invoice WHERE kind = 'invoice' AND state <> CASE
    WHEN open_amount = 0 AND credited_amount = total_amount AND total_amount > 0 THEN 'credited'
    WHEN open_amount = 0 THEN 'paid' WHEN applied_amount + credited_amount > 0 THEN 'part_paid' ELSE 'issued' END LIMIT 20;

-- shipping

-- name: shipping: what is picked of a line is the sum of its scans that stand
SELECT x.id FROM (
    SELECT id, qty_picked AS qty FROM shipment_line
    UNION ALL SELECT line_id, -qty FROM scan WHERE result = 'ok'
) x GROUP BY x.id HAVING SUM(x.qty) <> 0 LIMIT 20;

-- name: shipping: what left was picked in full or said to be short, and nothing else left
SELECT s.id FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id
WHERE CASE WHEN s.state IN ('released', 'picking', 'picked', 'packed', 'cancelled') THEN l.qty_shipped <> 0
    ELSE l.qty_shipped <> l.qty_picked OR l.qty_picked + l.qty_short <> l.qty END LIMIT 20;

-- name: shipping: a delivered shipment has nothing on the way
SELECT s.id FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id
WHERE s.state IN ('delivered', 'refused') AND l.qty_delivered + l.qty_refused <> l.qty_shipped LIMIT 20;

-- name: shipping: what left or came back is what stock moved for it
SELECT x.line FROM (
    SELECT l.origin AS line, l.qty_shipped - l.qty_restocked AS qty FROM shipment_line l
    UNION ALL SELECT m.origin, CASE WHEN m.reason = 'issue' THEN -m.qty ELSE m.qty END FROM stock_move m
        WHERE m.reason IN ('issue', 'take_back') AND SUBSTR(m.document, 1, 4) = 'shp_'
) x GROUP BY x.line HAVING SUM(x.qty) <> 0 LIMIT 20;

-- order

-- name: order: what stock promised to orders is what their lines have reserved and not shipped
SELECT x.sku_id FROM (
    SELECT sku_id, warehouse_id, qty_reserved - qty_shipped AS qty FROM sales_order_line
    UNION ALL SELECT sku_id, warehouse_id, -qty FROM reservation
) x WHERE x.sku_id IN (SELECT sku_id FROM sales_order_line)
GROUP BY x.sku_id, x.warehouse_id HAVING SUM(x.qty) <> 0 LIMIT 20;

-- name: order: a head's amounts are the sums of its lines when nothing was cancelled
SELECT o.id FROM sales_order o JOIN sales_order_line l ON l.order_id = o.id
GROUP BY o.id, o.goods_amount, o.tax_amount
HAVING SUM(l.qty_cancelled) = 0 AND (SUM(l.amount) <> o.goods_amount OR SUM(l.tax_amount) <> o.tax_amount) LIMIT 20;

-- name: order: hold_count is the number of holds
SELECT o.id FROM sales_order o
LEFT JOIN (SELECT order_id, COUNT(*) AS holds FROM order_hold GROUP BY order_id) h ON h.order_id = o.id
WHERE o.hold_count <> COALESCE(h.holds, 0) LIMIT 20;

-- name: order: review is pending exactly while a reviewed hold is open
SELECT o.id FROM sales_order o WHERE (o.review_state = 'pending') <> EXISTS (
    SELECT 1 FROM order_hold h WHERE h.order_id = o.id AND h.lifted_at IS NULL
        AND h.reason IN ('credit_limit', 'overdue', 'below_min_price', 'approval')) LIMIT 20;

-- name: order: a confirmed order has lines
SELECT o.id FROM sales_order o WHERE o.state = 'confirmed'
    AND NOT EXISTS (SELECT 1 FROM sales_order_line l WHERE l.order_id = o.id) LIMIT 20;

-- name: order: an ended order has nothing reserved that did not leave
SELECT l.id FROM sales_order_line l JOIN sales_order o ON o.id = l.order_id
WHERE o.state IN ('closed', 'cancelled') AND l.qty_reserved <> l.qty_shipped LIMIT 20;

-- name: order: the customer's ordered exposure is what his orders add to it
SELECT e.customer_id FROM exposure e
JOIN (SELECT customer_id, SUM(ordered_charge) AS amount FROM sales_order GROUP BY customer_id) o
    ON o.customer_id = e.customer_id
WHERE e.ordered <> o.amount LIMIT 20;

-- name: order: the customer's unbilled exposure is what his orders add to it
SELECT e.customer_id FROM exposure e
JOIN (SELECT customer_id, SUM(unbilled_charge) AS amount FROM sales_order GROUP BY customer_id) o
    ON o.customer_id = e.customer_id
WHERE e.unbilled <> o.amount LIMIT 20;

-- name: order: what an order still waits for is what its invoices have open
SELECT o.customer_id FROM (
    SELECT customer_id, open_amount AS amount FROM sales_order
    UNION ALL SELECT customer_id, -open_amount FROM invoice
) o WHERE EXISTS (SELECT 1 FROM sales_order s WHERE s.customer_id = o.customer_id)
GROUP BY o.customer_id HAVING SUM(o.amount) <> 0 LIMIT 20;

-- process

-- name: process: an ended case asks nobody
SELECT t.id FROM task t JOIN process_case c ON c.id = t.case_id WHERE t.state = 'open' AND c.state = 'ended' LIMIT 20;

-- name: process: what a running case has stuck is its open incidents, and an ended one has none
SELECT c.id FROM process_case c
LEFT JOIN (SELECT case_id, COUNT(*) AS open FROM incident WHERE state = 'open' GROUP BY case_id) i ON i.case_id = c.id
WHERE COALESCE(i.open, 0) <> CASE WHEN c.state = 'running' THEN c.stuck ELSE 0 END LIMIT 20;

-- name: process: only open tasks that are nobody's have candidates, and those have some
SELECT d.task_id FROM task_candidate d JOIN task t ON t.id = d.task_id
WHERE t.state <> 'open' OR t.assignee_id IS NOT NULL
UNION ALL SELECT t.id FROM task t WHERE t.state = 'open' AND t.assignee_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM task_candidate d WHERE d.task_id = t.id) LIMIT 20;

-- name: process: a token asks for one thing at a time
SELECT case_id FROM task WHERE state = 'open' GROUP BY case_id, token HAVING COUNT(*) > 1 LIMIT 20;

-- name: process: a called case runs only while its caller does
SELECT c.id FROM process_case c JOIN process_case p ON p.id = c.parent_id
WHERE c.state = 'running' AND p.state = 'ended' LIMIT 20;

-- name: process: no more deadlines are waited for than open tasks have
SELECT x.due FROM (SELECT COUNT(*) AS due FROM timer WHERE kind = 'task.due') x
WHERE x.due > (SELECT COUNT(*) FROM task WHERE state = 'open' AND due_at IS NOT NULL);

-- name: process: a running case waits for somebody or something
SELECT c.id FROM process_case c WHERE c.state = 'running' AND c.listens = '' AND c.stuck = 0
    AND NOT EXISTS (SELECT 1 FROM task t WHERE t.case_id = c.id AND t.state = 'open')
    AND NOT EXISTS (SELECT 1 FROM process_case d WHERE d.parent_id = c.id AND d.state = 'running')
    AND NOT EXISTS (SELECT 1 FROM timer m WHERE m.kind = 'case')
    AND NOT EXISTS (SELECT 1 FROM outside_call o WHERE o.case_id = c.id AND o.state = 'waiting') LIMIT 20;

-- name: process: what is asked outside is in line to be sent, and of a running case
SELECT o.id FROM outside_call o JOIN process_case c ON c.id = o.case_id
WHERE o.state = 'waiting' AND (c.state = 'ended' OR NOT EXISTS (
    SELECT 1 FROM outbox b WHERE b.channel = 'outside' AND b.state = 'waiting' AND b.key = CAST(o.id AS TEXT))) LIMIT 20;

-- name: process: nothing is in line to be sent outside that nobody waits for
SELECT b.id FROM outbox b WHERE b.channel = 'outside' AND b.state <> 'sent' AND NOT EXISTS (
    SELECT 1 FROM outside_call o WHERE o.state = 'waiting' AND CAST(o.id AS TEXT) = b.key) LIMIT 20;
