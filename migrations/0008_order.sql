-- Orders: the document, its lines with the quantities that are its state, holds and amendments.

CREATE TABLE sales_order (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT {bytewise} NOT NULL,
    -- The order's number where it came from; with its content's hash the same order is known again.
    channel TEXT,
    external_number TEXT {bytewise},
    request_hash TEXT,
    -- The customer as he was when the order was taken, so that lists read no other room.
    customer_id BIGINT NOT NULL,
    customer_code TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    department_id BIGINT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'placed', 'confirmed', 'closed', 'cancelled')),
    review_state TEXT NOT NULL CHECK (review_state IN ('none', 'pending', 'approved', 'rejected')),
    shipping_state TEXT NOT NULL CHECK (shipping_state IN ('none', 'short', 'waiting', 'reserved', 'released',
        'part_shipped', 'shipped', 'part_delivered', 'delivered', 'exception')),
    billing_state TEXT NOT NULL CHECK (billing_state IN ('none', 'part_invoiced', 'invoiced', 'part_paid', 'paid')),
    currency TEXT NOT NULL,
    -- How line amounts were rounded; the invoice copies it.
    rounding TEXT NOT NULL CHECK (rounding IN ('line_half_up')),
    goods_amount BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    total_amount BIGINT NOT NULL,
    receiver TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    requested_on TEXT,
    promised_on TEXT,
    term_days BIGINT NOT NULL CHECK (term_days >= 0),
    note TEXT NOT NULL,
    -- The order this one was copied or split from.
    source_id BIGINT,
    hold_count BIGINT NOT NULL CHECK (hold_count >= 0),
    -- What this order adds to the customer's exposure: promised and not shipped; shipped and not invoiced.
    ordered_charge BIGINT NOT NULL,
    unbilled_charge BIGINT NOT NULL,
    -- What its invoices still wait for.
    open_amount BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    placed_at BIGINT,
    confirmed_at BIGINT,
    allocated_at BIGINT,
    shipped_at BIGINT,
    delivered_at BIGINT,
    settled_at BIGINT,
    ended_at BIGINT,
    end_reason TEXT NOT NULL,
    revision BIGINT NOT NULL,
    CHECK (total_amount = goods_amount + tax_amount),
    CHECK ((channel IS NULL) = (external_number IS NULL)),
    CHECK ((ended_at IS NULL) = (state NOT IN ('closed', 'cancelled')))
) {strict};

-- The list page: newest first is the primary key; these serve the other sorts and filters people use. What
-- is not ended is a small part of an old company's orders: whoever asks for those reads only them.
CREATE UNIQUE INDEX sales_order_number ON sales_order (number);
CREATE UNIQUE INDEX sales_order_external ON sales_order (external_number, channel);
CREATE INDEX sales_order_customer ON sales_order (customer_id, id);
CREATE INDEX sales_order_total ON sales_order (total_amount, id);
CREATE INDEX sales_order_open ON sales_order (state, id) WHERE ended_at IS NULL;
CREATE INDEX sales_order_promised ON sales_order (state, promised_on, id) WHERE ended_at IS NULL;
CREATE INDEX sales_order_owner ON sales_order (owner_id, id);
CREATE INDEX sales_order_delivered ON sales_order (delivered_at, id);

CREATE TABLE sales_order_line (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    line_no BIGINT NOT NULL CHECK (line_no > 0),
    sku_id BIGINT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    uom TEXT NOT NULL,
    -- As the customer said it: 2 boxes; everything else counts in the base unit.
    entered_qty BIGINT NOT NULL CHECK (entered_qty > 0),
    entered_uom TEXT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    requested_on TEXT,
    promised_on TEXT,
    note TEXT NOT NULL,
    list_price BIGINT NOT NULL CHECK (list_price >= 0),
    price BIGINT NOT NULL CHECK (price >= 0),
    discount BIGINT NOT NULL CHECK (discount BETWEEN 0 AND 1000000),
    min_price BIGINT NOT NULL CHECK (min_price >= 0),
    tax_rate BIGINT NOT NULL CHECK (tax_rate >= 0),
    -- Whether the price includes tax; the amount never does.
    tax_included BIGINT NOT NULL CHECK (tax_included IN (0, 1)),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    tax_amount BIGINT NOT NULL CHECK (tax_amount >= 0),
    price_trace TEXT NOT NULL,
    -- Each counts all that ever reached that step, less what came back: they only fall from left to right.
    qty_ordered BIGINT NOT NULL CHECK (qty_ordered > 0),
    qty_cancelled BIGINT NOT NULL CHECK (qty_cancelled BETWEEN 0 AND qty_ordered),
    qty_reserved BIGINT NOT NULL CHECK (qty_reserved BETWEEN 0 AND qty_ordered - qty_cancelled),
    qty_released BIGINT NOT NULL CHECK (qty_released BETWEEN 0 AND qty_reserved),
    qty_picked BIGINT NOT NULL CHECK (qty_picked BETWEEN 0 AND qty_released),
    qty_shipped BIGINT NOT NULL CHECK (qty_shipped BETWEEN 0 AND qty_picked),
    qty_delivered BIGINT NOT NULL CHECK (qty_delivered BETWEEN 0 AND qty_shipped),
    qty_refused BIGINT NOT NULL CHECK (qty_refused >= 0),
    qty_invoiced BIGINT NOT NULL CHECK (qty_invoiced BETWEEN 0 AND qty_ordered),
    qty_return_requested BIGINT NOT NULL CHECK (qty_return_requested BETWEEN 0 AND qty_delivered - qty_returned),
    qty_returned BIGINT NOT NULL CHECK (qty_returned BETWEEN 0 AND qty_delivered),
    amount_invoiced BIGINT NOT NULL,
    tax_invoiced BIGINT NOT NULL,
    UNIQUE (order_id, line_no)
) {strict};

-- Goods that arrive look for the lines that wait for them; few lines ever wait.
CREATE INDEX sales_order_line_waiting ON sales_order_line (sku_id, promised_on, id)
    WHERE qty_reserved < qty_ordered - qty_cancelled;

CREATE TABLE order_hold (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('credit_limit', 'overdue', 'below_min_price', 'stock_short', 'refused', 'manual')),
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

CREATE INDEX order_hold_order ON order_hold (order_id);
CREATE INDEX order_hold_open ON order_hold (reason, order_id) WHERE lifted_at IS NULL;

CREATE TABLE amendment (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    n BIGINT NOT NULL CHECK (n > 0),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'applied', 'rejected')),
    actions TEXT NOT NULL,
    -- What it changes, as read by people: totals and each line before and after.
    effect TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    proposed_by BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    decision_note TEXT NOT NULL,
    applied_at BIGINT,
    UNIQUE (order_id, n)
) {strict};
