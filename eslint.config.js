import js from '@eslint/js'
import globals from 'globals'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

const onlyIn = (names, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ group: names, message }] }] })

export default ts.config(
  { ignores: ['**/node_modules', '**/dist', '.venv', 'src/ecomdash/web', 'dashboard/src/api/schema.d.ts', 'data', '.cache', 'build'] },
  js.configs.recommended,
  ...ts.configs.strict,
  { languageOptions: { globals: { ...globals.browser } }, rules: { 'max-lines': ['error', { max: 600 }], 'no-console': 'error', eqeqeq: 'error' } },
  { files: ['**/*.mjs', '**/*.config.{js,ts}', '**/build.mjs'], languageOptions: { globals: { ...globals.node } }, rules: { 'no-console': 'off' } },
  { files: ['dashboard/src/**/*.{ts,tsx}'], plugins: { 'react-hooks': hooks }, rules: { ...hooks.configs.recommended.rules } },
  {
    files: ['dashboard/src/**/*.{ts,tsx}'],
    ignores: ['dashboard/src/ui/**', 'dashboard/src/charts/**'],
    rules: onlyIn(['radix-ui', 'd3-*', 'topojson-client', 'world-atlas/*'], 'Radix belongs in ui/, d3 and maps in charts/.'),
  },
)
