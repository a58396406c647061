/** Every sentence of the application in one language, fetched as one chunk. */
import refusal from '@locales/refusals.en.json';

const files = import.meta.glob<Record<string, unknown>>('./en/*.json', { eager: true, import: 'default' });

const sentences: Record<string, unknown> = { refusal };
for (const [path, content] of Object.entries(files)) {
  sentences[path.slice('./en/'.length, -'.json'.length)] = content;
}
export default sentences;
