//! The service that asks another system over a connection.

use connect::connection;
use process::{Param, Run, Service};

pub(super) const HTTP_CALL: Service = Service {
    name: "http.call",
    zh: "调用外部接口",
    en: "Call another system",
    help_zh: "通过接口连接发送请求，等待答复：状态码和 JSON 内容。对方暂时无法答复时自动重试。",
    help_en: "Sends a request over a connection and waits for status and JSON; asked again while the other side is down.",
    args: &[
        super::text("method", "方法", "method"),
        super::text("path", "路径", "path"),
        Param { key: "body", zh: "内容", en: "body", kind: "Any", required: false },
    ],
    results: &[
        Param { key: "status", zh: "状态码", en: "status", kind: "number", required: false },
        Param { key: "answer", zh: "答复", en: "answer", kind: "Any", required: false },
    ],
    by_person: false,
    run: Run::Outside(connection::ask),
};
