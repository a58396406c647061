-- Stock: where goods are, how they got there, to whom they are promised.

CREATE TABLE warehouse (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    default_location_id BIGINT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX warehouse_code ON warehouse (code);

-- A storage location is in a warehouse; the others are where goods are when they are in none.
CREATE TABLE location (
    id BIGINT NOT NULL PRIMARY KEY,
    warehouse_id BIGINT,
    code TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('storage', 'supplier', 'customer', 'adjust', 'transit')),
    path_order BIGINT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    revision BIGINT NOT NULL,
    CHECK ((kind = 'storage') = (warehouse_id IS NOT NULL))
) {strict};

CREATE UNIQUE INDEX location_code ON location (warehouse_id, code);

INSERT INTO location (id, warehouse_id, code, kind, path_order, active, revision) VALUES
    (1, NULL, 'SUPPLIER', 'supplier', 0, 1, 1),
    (2, NULL, 'CUSTOMER', 'customer', 0, 1, 1),
    (3, NULL, 'ADJUST', 'adjust', 0, 1, 1),
    (4, NULL, 'TRANSIT', 'transit', 0, 1, 1);

-- The contended row. No index covers a quantity, so that PostgreSQL changes it in place.
CREATE TABLE stock_balance (
    id BIGINT NOT NULL PRIMARY KEY,
    sku_id BIGINT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    lot TEXT NOT NULL,
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    reserved BIGINT NOT NULL CHECK (reserved >= 0),
    sku_code TEXT NOT NULL,
    sku_name TEXT NOT NULL,
    CHECK (reserved <= on_hand)
) {strict};

CREATE UNIQUE INDEX stock_balance_sku ON stock_balance (sku_id, warehouse_id, lot);
CREATE INDEX stock_balance_code ON stock_balance (sku_code, id);
CREATE INDEX stock_balance_warehouse ON stock_balance (warehouse_id, sku_code, id);

CREATE TABLE location_balance (
    warehouse_id BIGINT NOT NULL,
    location_id BIGINT NOT NULL,
    sku_id BIGINT NOT NULL,
    lot TEXT NOT NULL,
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    PRIMARY KEY (sku_id, warehouse_id, lot, location_id)
) {strict};

CREATE INDEX location_balance_location ON location_balance (location_id);

-- Append-only: a mistake is mended by a move back.
CREATE TABLE stock_move (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    from_location_id BIGINT NOT NULL,
    to_location_id BIGINT NOT NULL,
    sku_id BIGINT NOT NULL,
    sku_code TEXT NOT NULL,
    lot TEXT NOT NULL,
    qty BIGINT NOT NULL CHECK (qty > 0),
    reason TEXT NOT NULL CHECK (reason IN ('receipt', 'issue', 'take_back', 'transfer', 'adjustment', 'count')),
    origin TEXT NOT NULL,
    document TEXT NOT NULL,
    note TEXT NOT NULL,
    CHECK (from_location_id <> to_location_id)
) {strict};

CREATE INDEX stock_move_sku ON stock_move (sku_id, id);
CREATE INDEX stock_move_document ON stock_move (document, id);

CREATE TABLE reservation (
    id BIGINT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    document TEXT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    sku_id BIGINT NOT NULL,
    lot TEXT NOT NULL,
    qty BIGINT NOT NULL CHECK (qty > 0),
    created_at BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX reservation_origin ON reservation (origin, warehouse_id, lot);
CREATE INDEX reservation_sku ON reservation (sku_id, warehouse_id, lot);

CREATE TABLE planned_receipt (
    id BIGINT NOT NULL PRIMARY KEY,
    sku_id BIGINT NOT NULL,
    sku_code TEXT NOT NULL,
    sku_name TEXT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    qty BIGINT NOT NULL CHECK (qty > 0),
    qty_received BIGINT NOT NULL CHECK (qty_received >= 0),
    expected_on TEXT NOT NULL,
    reference TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE INDEX planned_receipt_sku ON planned_receipt (sku_id, warehouse_id, expected_on);
CREATE INDEX planned_receipt_day ON planned_receipt (expected_on, id);

CREATE TABLE stock_count (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    warehouse_id BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'posted', 'cancelled')),
    note TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by BIGINT NOT NULL,
    posted_at BIGINT,
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX stock_count_number ON stock_count (number);

CREATE TABLE stock_count_line (
    id BIGINT NOT NULL PRIMARY KEY,
    count_id BIGINT NOT NULL REFERENCES stock_count (id),
    location_id BIGINT NOT NULL,
    sku_id BIGINT NOT NULL,
    sku_code TEXT NOT NULL,
    sku_name TEXT NOT NULL,
    lot TEXT NOT NULL,
    qty_expected BIGINT NOT NULL CHECK (qty_expected >= 0),
    qty_counted BIGINT CHECK (qty_counted >= 0)
) {strict};

CREATE UNIQUE INDEX stock_count_line_place ON stock_count_line (count_id, location_id, sku_id, lot);
