// What the manual shows and no demo company has: a process of one's own, a table, something stuck, somebody away.
import { logIn, openWindow } from '../browser.mjs';
import { send } from '../hands.mjs';

async function must(page, method, path, body) {
  const { status, body: answer } = await send(page, method, path, body);
  if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

const TABLE = {
  name: 'approver',
  policy: 'first',
  inputs: [
    { label: '金额', expression: 'order.amount', kind: 'number', values: '' },
    { label: '客户等级', expression: 'customer.level', kind: 'string', values: '' },
  ],
  outputs: [{ name: 'approver', label: '谁审批', kind: 'string', values: '', default: '' }],
  annotations: ['说明'],
  rules: [
    { inputs: ['> 200000', '-'], outputs: ['"role:finance"'], annotations: ['大额由财务看'] },
    { inputs: ['> 50000', '-'], outputs: ['"role:sales_manager"'], annotations: [''] },
    { inputs: ['-', '"C", "D"'], outputs: ['"role:sales_manager"'], annotations: ['低等级客户一律看'] },
    { inputs: ['-', '-'], outputs: ['""'], annotations: ['其余不用看'] },
  ],
  examples: [
    { facts: '{order: {amount: 300000}, customer: {level: "A"}}', expected: '"role:finance"' },
    { facts: '{order: {amount: 800}, customer: {level: "C"}}', expected: '"role:sales_manager"' },
    { facts: '{order: {amount: 800}, customer: {level: "A"}}', expected: '""' },
  ],
};

/** Asks a head five departments up: there is nobody so high, so its case gets stuck. */
const STUCK = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:shundan="https://shundan.org/bpmn/1" id="f" targetNamespace="t">
  <bpmn:process id="special_price" name="特价申请" isExecutable="true" shundan:nameEn="Special price" shundan:subject="order">
    <bpmn:startEvent id="start" name="发起" shundan:nameEn="Start"/>
    <bpmn:userTask id="ask" name="上级审批" shundan:nameEn="A superior decides" shundan:kind="approval" shundan:who="head:5" shundan:deadline="PT4H"/>
    <bpmn:endEvent id="end" name="结束" shundan:nameEn="End"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
    <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="end"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="special_price">
    <bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="100" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="ask_di" bpmnElement="ask"><dc:Bounds x="190" y="80" width="110" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="354" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="f1_di" bpmnElement="f1"><di:waypoint x="136" y="120"/><di:waypoint x="190" y="120"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="f2_di" bpmnElement="f2"><di:waypoint x="300" y="120"/><di:waypoint x="354" y="120"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>`;

async function published(page, code, name, name_en, bpmn) {
  const { id } = await must(page, 'POST', '/api/processes', { code, name, name_en, subject: 'order', bpmn });
  return id;
}

export async function scene(browser, { baseUrl, password }, drawing) {
  const page = await openWindow(browser, { baseUrl });
  await logIn(page, 'xiaolu', password);
  const process = await published(page, 'big_orders', '大单审批', 'Big orders', drawing);
  const stuck = await published(page, 'special_price', '特价申请', 'Special price', STUCK);
  await must(page, 'POST', `/api/processes/${stuck}/publish`, { note: '' });
  const order = (await must(page, 'GET', '/api/orders?limit=1&sort=-created_at')).items[0];
  await must(page, 'POST', `/api/processes/${stuck}/start`, { subject: order.id });
  const { id: table } = await must(page, 'POST', '/api/decision-tables', { code: 'approver', name: '谁审批', name_en: 'Who approves', subject: 'order', table: TABLE });
  const [calendar] = await must(page, 'GET', '/api/calendars');
  await page.context().close();
  return { process, table, calendar: calendar.id };
}
