-- What we sell and for how much.

CREATE TABLE product (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    category TEXT NOT NULL,
    description TEXT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX product_code ON product (code);
CREATE INDEX product_name ON product (name, id);
CREATE INDEX product_category ON product (category, id);

CREATE TABLE sku (
    id BIGINT NOT NULL PRIMARY KEY,
    product_id BIGINT NOT NULL REFERENCES product (id),
    code TEXT NOT NULL CHECK (code <> ''),
    -- The product's name and what tells this form of it from the others.
    name TEXT NOT NULL CHECK (name <> ''),
    code_key TEXT {bytewise} NOT NULL,
    initials TEXT {bytewise} NOT NULL,
    pinyin TEXT {bytewise} NOT NULL,
    spec TEXT NOT NULL,
    uom TEXT NOT NULL CHECK (uom <> ''),
    tax_rate BIGINT NOT NULL CHECK (tax_rate BETWEEN 0 AND 1000000),
    list_price BIGINT NOT NULL CHECK (list_price >= 0),
    cost BIGINT NOT NULL CHECK (cost >= 0),
    weight_g BIGINT NOT NULL CHECK (weight_g >= 0),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX sku_code ON sku (code);
CREATE INDEX sku_product ON sku (product_id);
CREATE INDEX sku_code_key ON sku (code_key);
CREATE INDEX sku_initials ON sku (initials);
CREATE INDEX sku_pinyin ON sku (pinyin);
CREATE INDEX sku_name ON sku (name, id);

-- 1 uom = num/den of the SKU's base unit.
CREATE TABLE sku_uom (
    sku_id BIGINT NOT NULL REFERENCES sku (id),
    uom TEXT NOT NULL CHECK (uom <> ''),
    num BIGINT NOT NULL CHECK (num > 0),
    den BIGINT NOT NULL CHECK (den > 0),
    PRIMARY KEY (sku_id, uom)
) {strict};

-- One scan of the code is `factor` of the base unit.
CREATE TABLE barcode (
    code TEXT NOT NULL PRIMARY KEY,
    sku_id BIGINT NOT NULL REFERENCES sku (id),
    uom TEXT NOT NULL CHECK (uom <> ''),
    factor BIGINT NOT NULL CHECK (factor > 0)
) {strict};

CREATE INDEX barcode_sku ON barcode (sku_id);

CREATE TABLE price_list (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    currency TEXT NOT NULL CHECK (LENGTH(currency) = 3),
    tax_included BIGINT NOT NULL CHECK (tax_included IN (0, 1)),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX price_list_code ON price_list (code);

-- A price on a list or for one customer, from a quantity on, within its days.
CREATE TABLE price (
    id BIGINT NOT NULL PRIMARY KEY,
    price_list_id BIGINT REFERENCES price_list (id),
    customer_id BIGINT,
    sku_id BIGINT NOT NULL REFERENCES sku (id),
    qty_from BIGINT NOT NULL CHECK (qty_from >= 0),
    price BIGINT NOT NULL CHECK (price >= 0),
    from_on TEXT,
    to_on TEXT CHECK (to_on >= from_on),
    CHECK ((price_list_id IS NULL) <> (customer_id IS NULL))
) {strict};

CREATE UNIQUE INDEX price_of_list ON price (sku_id, price_list_id, qty_from, COALESCE(from_on, '')) WHERE price_list_id IS NOT NULL;
CREATE UNIQUE INDEX price_of_customer ON price (sku_id, customer_id, qty_from, COALESCE(from_on, '')) WHERE customer_id IS NOT NULL;
CREATE INDEX price_list_prices ON price (price_list_id, sku_id) WHERE price_list_id IS NOT NULL;
CREATE INDEX price_customer_prices ON price (customer_id, sku_id) WHERE customer_id IS NOT NULL;
