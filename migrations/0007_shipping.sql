-- Shipping: what leaves together to one address, from release to the customer's door.

CREATE TABLE shipment (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    order_number TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    customer_name TEXT NOT NULL,
    receiver TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('released', 'picking', 'picked', 'packed', 'shipped', 'in_transit',
        'delivered', 'part_delivered', 'refused', 'cancelled')),
    milestone TEXT NOT NULL CHECK (milestone IN ('', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered',
        'exception')),
    promised_on TEXT,
    released_at BIGINT NOT NULL,
    shipped_at BIGINT,
    delivered_at BIGINT,
    signed_by TEXT NOT NULL,
    proof_note TEXT NOT NULL,
    proof_photo TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    department_id BIGINT,
    revision BIGINT NOT NULL
) {strict};

CREATE INDEX shipment_origin ON shipment (origin);
CREATE INDEX shipment_state ON shipment (state, id);
CREATE INDEX shipment_tracking ON shipment (tracking_number) WHERE tracking_number <> '';
CREATE INDEX shipment_customer ON shipment (customer_id, id);
CREATE INDEX shipment_released ON shipment (released_at, id);
CREATE INDEX shipment_order ON shipment (order_number);

CREATE TABLE shipment_line (
    id BIGINT NOT NULL PRIMARY KEY,
    shipment_id BIGINT NOT NULL REFERENCES shipment (id),
    line_no BIGINT NOT NULL,
    origin TEXT NOT NULL,
    sku_id BIGINT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    uom TEXT NOT NULL,
    lot TEXT NOT NULL,
    qty BIGINT NOT NULL CHECK (qty > 0),
    qty_picked BIGINT NOT NULL CHECK (qty_picked >= 0),
    qty_short BIGINT NOT NULL CHECK (qty_short >= 0),
    qty_shipped BIGINT NOT NULL CHECK (qty_shipped >= 0),
    qty_delivered BIGINT NOT NULL CHECK (qty_delivered >= 0),
    qty_refused BIGINT NOT NULL CHECK (qty_refused >= 0),
    qty_restocked BIGINT NOT NULL CHECK (qty_restocked >= 0),
    refused_reason TEXT NOT NULL,
    UNIQUE (shipment_id, line_no),
    CHECK (qty_picked + qty_short <= qty),
    CHECK (qty_shipped <= qty_picked),
    CHECK (qty_delivered + qty_refused <= qty_shipped),
    CHECK (qty_restocked <= qty_refused)
) {strict};

CREATE INDEX shipment_line_origin ON shipment_line (origin);

-- Every scan is kept, those that were refused too: they say where errors arise.
CREATE TABLE scan (
    id BIGINT NOT NULL PRIMARY KEY,
    shipment_id BIGINT NOT NULL REFERENCES shipment (id),
    -- One scan of a pack may fill several lines: its further rows point at the first.
    first_id BIGINT NOT NULL,
    line_id BIGINT,
    code TEXT NOT NULL,
    sku_id BIGINT,
    lot TEXT NOT NULL,
    qty BIGINT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('ok', 'wrong_item', 'too_many', 'wrong_lot', 'unknown_code', 'undone')),
    -- What the scanner was told; the same key again is told the same.
    outcome TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    client_key TEXT UNIQUE,
    CHECK (result NOT IN ('ok', 'undone') OR (line_id IS NOT NULL AND qty > 0))
) {strict};

CREATE INDEX scan_shipment ON scan (shipment_id, id);

CREATE TABLE package (
    id BIGINT NOT NULL PRIMARY KEY,
    shipment_id BIGINT NOT NULL REFERENCES shipment (id),
    package_no BIGINT NOT NULL,
    tracking_number TEXT NOT NULL,
    weight_g BIGINT NOT NULL CHECK (weight_g >= 0),
    note TEXT NOT NULL,
    UNIQUE (shipment_id, package_no)
) {strict};

CREATE INDEX package_tracking ON package (tracking_number) WHERE tracking_number <> '';

CREATE TABLE tracking_event (
    id BIGINT NOT NULL PRIMARY KEY,
    shipment_id BIGINT NOT NULL REFERENCES shipment (id),
    milestone TEXT NOT NULL CHECK (milestone IN ('picked_up', 'in_transit', 'out_for_delivery', 'delivered',
        'exception')),
    at BIGINT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    -- Carriers send the same event again and again.
    UNIQUE (shipment_id, milestone, at, place, text)
) {strict};
