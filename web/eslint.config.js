// The walls of the web: strict types, one way of importing, every visible word translated.
import { readdirSync } from 'node:fs';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const forbid = (regex, message) => ({ regex, message });
const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const upwards = forbid('^\\.\\./', 'Import by @/… : a file keeps its imports when it moves.');

// Text a user can read is a key; text that only looks like a word (an identifier) is fine.
const untranslated = [
  {
    selector: 'JSXText[value=/[A-Za-z\\u4e00-\\u9fff]/]',
    message: 'Visible text comes from the locales: t("…").',
  },
  {
    selector:
      'JSXAttribute[name.name=/^(title|placeholder|label|aria-label|alt|message|description|content|okText|cancelText)$/] > Literal[value=/[A-Za-z\\u4e00-\\u9fff]/]',
    message: 'Visible text comes from the locales: t("…").',
  },
  { selector: 'Literal[value=/[\\u4e00-\\u9fff]/]', message: 'Chinese belongs in the locales.' },
  { selector: 'TemplateElement[value.raw=/[\\u4e00-\\u9fff]/]', message: 'Chinese belongs in the locales.' },
];
const colour = { selector: 'Literal[value=/^#[0-9a-fA-F]{3,8}$/]', message: 'Colours live in src/ui/tokens.ts.' };

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/api/schema.d.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strict],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      'react-hooks/incompatible-library': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 500 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...untranslated, colour],
    },
  },
  {
    files: ['**/*.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 200, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['src/app/**', 'src/ui/**', 'src/lib/**', 'src/api/**'], rules: imports(upwards) },
  {
    files: ['src/lib/**'],
    rules: imports(upwards, forbid('^@/(app|features|ui|api)(/|$)', 'lib is the ground: it imports nothing of ours.')),
  },
  {
    files: ['src/api/**'],
    rules: imports(upwards, forbid('^@/(app|features|ui)(/|$)', 'api stands on lib only.')),
  },
  {
    files: ['src/ui/**'],
    rules: imports(upwards, forbid('^@/(app|features)(/|$)', 'ui knows no feature: take it as a prop.')),
  },
  {
    files: ['src/decide/**'],
    rules: imports(forbid('^@/(app|features)(/|$)|^(react|antd)', 'This page is small: it has lib, tokens and types, and no framework.')),
  },
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: imports(
      forbid('^(\\.\\./)+(?!\\w+$)', 'Import by @/… or from your own folder.'),
      forbid(`^@/features/(?!${name}/)`, 'Features do not import one another: lift it to ui, lib or api.'),
      forbid('^@/app(/|$)', 'app imports features, not the other way.'),
    ),
  })),
  { files: ['src/ui/tokens.ts'], rules: { 'no-restricted-syntax': ['error', ...untranslated] } },
  { files: ['**/*.test.ts', 'vite.config.ts', 'vitest.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
