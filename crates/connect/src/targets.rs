//! What a file of each kind may have, and by which names its columns come: ours, other systems', the shops'.

use crate::model::Kind;

/// Something a column can be read for.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    pub name: &'static str,
    pub required: bool,
    pub zh: &'static str,
    pub en: &'static str,
    /// Names of columns, the surest first; the first two are those of our own templates.
    pub names: &'static [&'static str],
}

/// The column our error files add, and that is ignored when such a file comes back.
pub(crate) const REASONS: [&str; 2] = ["错误原因", "What is wrong"];

const fn must(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    names: &'static [&'static str],
) -> Target {
    Target { name, required: true, zh, en, names }
}

const fn may(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    names: &'static [&'static str],
) -> Target {
    Target { name, required: false, zh, en, names }
}

const ORDERS: &[Target] = &[
    must(
        "order_number",
        "订单号",
        "Order number",
        &[
            "订单号",
            "Order number",
            "订单编号",
            "主订单编号",
            "外部单号",
            "单号",
            "order no",
            "order id",
            "po number",
        ],
    ),
    must(
        "customer",
        "客户编号",
        "Customer code",
        &["客户编号", "Customer code", "客户代码", "客户编码", "客户", "customer", "customer id"],
    ),
    may(
        "customer_name",
        "客户名称",
        "Customer name",
        &["客户名称", "Customer name", "买家会员名", "下单帐号"],
    ),
    must(
        "sku",
        "货号",
        "SKU",
        &[
            "货号",
            "SKU",
            "商家编码",
            "商品编码",
            "商家编码-规格维度",
            "规格编码",
            "产品编号",
            "物料编码",
            "条码",
            "商品货号",
            "sku code",
            "item code",
            "product code",
        ],
    ),
    may(
        "product_name",
        "品名",
        "Product name",
        &["品名", "Product name", "商品名称", "宝贝标题", "商品", "选购商品", "产品名称", "description"],
    ),
    must(
        "qty",
        "数量",
        "Quantity",
        &["数量", "Quantity", "商品数量", "商品数量(件)", "订购数量", "宝贝总数量", "购买数量", "qty"],
    ),
    may("uom", "单位", "Unit", &["单位", "Unit", "计量单位", "uom"]),
    may("price", "单价", "Price", &["单价", "Price", "含税单价", "商品单价", "京东价", "unit price"]),
    may(
        "receiver",
        "收货人",
        "Receiver",
        &["收货人", "Receiver", "收货人姓名", "收件人", "客户姓名", "recipient"],
    ),
    may(
        "phone",
        "收货电话",
        "Phone",
        &["收货电话", "Phone", "联系手机", "收件人手机号", "手机", "手机号", "联系电话", "电话"],
    ),
    may("province", "省", "Province", &["省", "Province", "省份"]),
    may("city", "市", "City", &["市", "City", "城市"]),
    may("district", "区", "District", &["区", "District", "区县", "街道", "county"]),
    may(
        "address",
        "收货地址",
        "Address",
        &["收货地址", "Address", "详细地址", "客户地址", "地址", "收件地址", "ship to"],
    ),
    may("requested_on", "要求交货日", "Requested on", &["要求交货日", "Requested on", "交货日期", "交期"]),
    may("warehouse", "仓库", "Warehouse", &["仓库", "Warehouse", "发货仓库", "仓库编号"]),
    may("note", "备注", "Note", &["备注", "Note", "订单备注", "商家备注", "买家留言", "留言"]),
    may("line_note", "行备注", "Line note", &["行备注", "Line note"]),
];

const CUSTOMERS: &[Target] = &[
    must(
        "code",
        "客户编号",
        "Customer code",
        &["客户编号", "Customer code", "客户代码", "客户编码", "编号", "code"],
    ),
    must(
        "name",
        "客户名称",
        "Customer name",
        &["客户名称", "Customer name", "客户", "公司名称", "名称", "name"],
    ),
    may("phone", "电话", "Phone", &["电话", "Phone", "联系电话", "手机", "手机号"]),
    may("grade", "等级", "Grade", &["等级", "Grade", "客户等级", "级别"]),
    may("tax_no", "税号", "Tax number", &["税号", "Tax number", "统一社会信用代码", "纳税人识别号"]),
    may("term_days", "账期（天）", "Days to pay", &["账期（天）", "Days to pay", "账期", "账期天数"]),
    may("credit_limit", "信用额度", "Credit limit", &["信用额度", "Credit limit", "额度"]),
    may("receiver", "收货人", "Receiver", &["收货人", "Receiver", "联系人"]),
    may("province", "省", "Province", &["省", "Province", "省份"]),
    may("city", "市", "City", &["市", "City", "城市"]),
    may("district", "区", "District", &["区", "District", "区县"]),
    may("address", "地址", "Address", &["地址", "Address", "收货地址", "详细地址"]),
    may("note", "备注", "Note", &["备注", "Note"]),
];

const PRODUCTS: &[Target] = &[
    must(
        "code",
        "货号",
        "SKU",
        &["货号", "SKU", "商品编码", "产品编号", "物料编码", "商家编码", "编号", "code"],
    ),
    must("name", "品名", "Product name", &["品名", "Product name", "商品名称", "产品名称", "名称", "name"]),
    may("category", "分类", "Category", &["分类", "Category", "类别", "商品分类"]),
    may("spec", "规格", "Spec", &["规格", "Spec", "规格型号", "型号"]),
    may("uom", "单位", "Unit", &["单位", "Unit", "计量单位", "uom"]),
    may("list_price", "标价", "List price", &["标价", "List price", "单价", "售价", "含税单价", "price"]),
    may("cost", "成本", "Cost", &["成本", "Cost", "成本价", "进价"]),
    may("tax_rate", "税率", "Tax rate", &["税率", "Tax rate"]),
    may("barcode", "条码", "Barcode", &["条码", "Barcode", "条形码", "国标码", "69码", "ean"]),
    may("weight_g", "重量（克）", "Weight (g)", &["重量（克）", "Weight (g)", "重量g"]),
];

const ONLINE_RETAIL: &[Target] = &[
    must("invoice", "发票", "Invoice", &["Invoice", "InvoiceNo"]),
    must("sku", "货号", "Stock code", &["StockCode"]),
    must("name", "品名", "Description", &["Description"]),
    must("qty", "数量", "Quantity", &["Quantity"]),
    must("at", "时间", "Invoice date", &["InvoiceDate"]),
    must("price", "单价", "Price", &["Price", "UnitPrice"]),
    must("customer", "客户编号", "Customer", &["Customer ID"]),
    must("country", "国家", "Country", &["Country"]),
];

/// What a file of this kind may have, in the order of our templates.
#[must_use]
pub(crate) fn of(kind: Kind) -> &'static [Target] {
    match kind {
        Kind::Orders => ORDERS,
        Kind::Customers => CUSTOMERS,
        Kind::Products => PRODUCTS,
        Kind::OnlineRetail => ONLINE_RETAIL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::folded;

    #[test]
    fn no_name_stands_for_two_targets_of_a_kind() {
        for kind in Kind::ALL {
            let all: Vec<String> =
                of(*kind).iter().flat_map(|target| target.names.iter().map(|name| folded(name))).collect();
            for name in &all {
                assert_eq!(all.iter().filter(|other| *other == name).count(), 1, "{kind}: {name}");
            }
        }
    }
}
