import { expect, test } from 'vitest'
import { mayBeCode, moduleImports } from '../../../src/plugin/affected-files/module-imports.ts'

test.for<[string, string, string[]]>([
  ['a static import', `import { a } from './a'`, ['./a']],
  ['one without white space', `import{a}from"./a"`, ['./a']],
  ['one over several lines', `import {\n  a,\n  b as c, // of b\n} from './a'`, ['./a']],
  ['a default and a namespace', `import a, * as b from './a'`, ['./a']],
  ['a namespace on a line of its own', `import\n  * as a from './a'`, ['./a']],
  ['one for its effects', `import './a'`, ['./a']],
  ['one with attributes', `import a from './a.json' with { type: 'json' }`, ['./a.json']],
  ['a re-export', `export { a } from './a'\nexport * from './b'`, ['./a', './b']],
  ['a dynamic import', `const a = await import('./a')`, ['./a']],
  ['one with a comment inside', `import(/* @vite-ignore */ './a')`, ['./a']],
  ['one in backticks', 'import(`./a`)', ['./a']],
  ['a require', `const a = require('./a')`, ['./a']],
  ['an import equals', `import a = require('./a')`, ['./a']],
  ['an actual module behind a mock', `vi.importActual<typeof A>('./a')`, ['./a']],
  ['an import after JSX with an apostrophe', `const a = <p>Don't</p>\nconst b = import('./b')`, ['./b']],
  ['an import after a division', `const a = b! / 2; const c = '/'\nimport './z'`, ['./z']],
  ['an import of types', `import type { A } from './a'\nexport type { B } from './b'`, []],
  ['all types of a module', `import type * as a from './a'\nexport type * from './b'`, []],
  ['an import of something called type', `import type from './a'`, ['./a']],
  ['the same beside others', `import type, { b } from './a'`, ['./a']],
  ['an import of a type and a value', `import { type A, b } from './a'`, ['./a']],
  ['a value after a type', `import type { A } from './a'\nimport { b } from './b'`, ['./b']],
  ['a type declared before a re-export', `export type A = 1\nexport { b } from './b'`, ['./b']],
  ['a line that is a comment', `// import './a'\n/**\n * import './b'\n */`, []],
  ['a member called import', `loader.import('./a'); Array.from('./b')`, []],
  ['a part of a longer name', `reimport './a'; const from$ = x`, []],
])('imports are found in %s', ([, source, specifiers]) => {
  expect(moduleImports(source)).toEqual({ specifiers, areAll: true })
})

test.for<[string, string]>([
  ['a path in a variable', 'await import(path)'],
  ['a path in parts', `await import('./a/' + name)`],
  ['a path behind a comment', 'await import(/* one of a few */ name)'],
  ['a template with holes', `await import(\`./locales/\${name}.ts\`)`],
  ['a template without an ending', `await import(\`./\${name}\`)`],
  ['files by a pattern', `import.meta.glob('./a/*.ts')`],
])('imports are reported as unknown in %s', ([, source]) => {
  expect(moduleImports(source).areAll).toBe(false)
})

test('a template that can only name text or a picture is no unknown import', () => {
  expect(moduleImports(`await import(\`./locales/\${name}.json\`)`)).toEqual({ specifiers: [], areAll: true })
})

test('modules are told from other files by their names', () => {
  expect(['a.ts', 'a.mjs', 'a.tsx', 'a.vue', 'a'].filter(mayBeCode)).toHaveLength(5)
  expect(['a.css', 'a.svg', 'a.json', 'a.wasm'].filter(mayBeCode)).toEqual([])
})
