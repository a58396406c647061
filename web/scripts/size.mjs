// Prints what the first page weighs and fails past the budget: the entry, what it imports
// statically, the frame and the first page's own chunks, and one language.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 450;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

// Lazily imported, yet fetched before the first page shows.
const FIRST = ['index.html', 'src/app/Frame.tsx', 'src/features/workbench/WorkbenchPage.tsx', 'src/locales/zh.ts'];

const files = new Set();
const seen = new Set();
function walk(key) {
  if (seen.has(key) || !manifest[key]) return;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) walk(next);
}
FIRST.forEach(walk);

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7);
let total = 0;
const rows = [...files].map((file) => [file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length]);
for (const [file, size] of rows.sort((a, b) => b[1] - a[1])) {
  total += size;
  console.log(`${kb(size)} kB  ${file}`);
}
console.log(`${kb(total)} kB  first page, gzip (budget ${BUDGET_KB} kB)`);
if (total > BUDGET_KB * 1000) {
  console.error('the first page is over its budget: load something later, or make it smaller');
  process.exit(1);
}
