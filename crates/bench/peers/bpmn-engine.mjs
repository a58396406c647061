// bpmn-engine on one diagram, for so many seconds: prints its version, the cases that came to their end,
// the time and the processor time.
//
// Nothing is written anywhere. The service does nothing; every user task is signalled with `approved`. Script and
// condition say in JavaScript what the diagram says.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EventEmitter } from 'node:events';

const [file, , asked, seconds] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/package.json`);
const { Engine } = require('bpmn-engine');
const elements = require('bpmn-elements');
const { default: serialize, TypeResolver } = require('moddle-context-serializer');
const { version } = JSON.parse(readFileSync('node_modules/bpmn-engine/package.json', 'utf8'));

const source = readFileSync(file, 'utf8')
  .replace('<conditionExpression xsi:type="tFormalExpression">total &gt; 50000</conditionExpression>',
    '<conditionExpression xsi:type="tFormalExpression" language="javascript">next(null, environment.variables.total > 50000)</conditionExpression>')
  .replace('<scriptTask id="reckon">', '<scriptTask id="reckon" scriptFormat="javascript">')
  .replace('total = price * quantity', 'const it = environment.variables; it.total = it.price * it.quantity; next()')
  .replace(/<serviceTask id="(\w+)"/g, '<serviceTask id="$1" implementation="${environment.services.done}"');

// Read once, as the others do: only the running of cases is measured.
const { default: BpmnModdle } = await import(`file://${process.cwd()}/node_modules/bpmn-moddle/dist/index.js`);
const sourceContext = serialize(await new BpmnModdle().fromXML(source), TypeResolver(elements));

const listener = new EventEmitter();
let answered = 0;
listener.on('activity.wait', (task) => {
  answered += 1;
  task.signal({ approved: true });
});

function run() {
  const engine = new Engine({
    name: 'bench',
    sourceContext,
    variables: { total: 60000, price: 20000, quantity: 3 },
    services: { done: (_, callback) => callback() },
  });
  return new Promise((resolve, reject) => {
    answered = 0;
    engine.once('end', (execution) => {
      if (answered !== Number(asked) || execution.environment.variables.total !== 60000) {
        reject(new Error(`answered ${answered}, total ${execution.environment.variables.total}`));
      }
      resolve();
    });
    engine.execute({ listener }).catch(reject);
  });
}

for (let turn = 0; turn < 20; turn += 1) await run();
let cases = 0;
const began = performance.now();
const busy = process.cpuUsage();
while (performance.now() - began < Number(seconds) * 1000) {
  await run();
  cases += 1;
}
const { user, system } = process.cpuUsage(busy);
const told = { seconds: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
console.log(JSON.stringify({ name: `bpmn-engine ${version}`, cases, ...told }));
