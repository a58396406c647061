// Prints what the first page weighs and fails past the budget: the entry, what it imports
// statically, the frame and the first page's own chunks, and one language. Then the same for the
// page on which somebody decides by a link.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

// Lazily imported, yet fetched before the first page shows.
const FIRST = ['index.html', 'src/app/Frame.tsx', 'src/features/workbench/WorkbenchPage.tsx', 'src/locales/zh.ts'];

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7);

function filesOf(entries) {
  const files = new Set();
  const seen = new Set();
  const walk = (key) => {
    if (seen.has(key) || !manifest[key]) return;
    seen.add(key);
    const chunk = manifest[key];
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) walk(next);
  };
  entries.forEach(walk);
  return [...files];
}

function weigh(name, entries, budget) {
  const rows = filesOf(entries).map((file) => [file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length]);
  for (const [file, size] of rows.sort((a, b) => b[1] - a[1])) console.log(`${kb(size)} kB  ${file}`);
  const total = rows.reduce((sum, [, size]) => sum + size, 0);
  console.log(`${kb(total)} kB  ${name}, gzip (budget ${budget} kB)`);
  if (rows.length > 0 && total <= budget * 1000) return;
  console.error(`${name} is over its budget, or missing: load something later, or make it smaller`);
  process.exitCode = 1;
}

weigh('first page', FIRST, 450);
weigh('deciding by a link', ['a.html'], 30);
