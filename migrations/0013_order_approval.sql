-- A hold for as long as a process asks somebody about the order.

DROP INDEX order_hold_order;
DROP INDEX order_hold_open;
ALTER TABLE order_hold RENAME TO order_hold_before;

CREATE TABLE order_hold (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    reason TEXT NOT NULL
        CHECK (reason IN ('credit_limit', 'overdue', 'below_min_price', 'stock_short', 'refused', 'manual', 'approval')),
    facts TEXT NOT NULL,
    note TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    put_by BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by BIGINT,
    decision TEXT CHECK (decision IN ('approved', 'rejected', 'resolved', 'withdrawn')),
    decision_note TEXT NOT NULL,
    CHECK ((lifted_at IS NULL) = (decision IS NULL))
) {strict};

INSERT INTO order_hold (id, order_id, reason, facts, note, put_at, put_by, lifted_at, lifted_by, decision, decision_note)
SELECT id, order_id, reason, facts, note, put_at, put_by, lifted_at, lifted_by, decision, decision_note
FROM order_hold_before;

DROP TABLE order_hold_before;

CREATE INDEX order_hold_order ON order_hold (order_id);
CREATE INDEX order_hold_open ON order_hold (reason, order_id) WHERE lifted_at IS NULL;
