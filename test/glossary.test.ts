import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The words of the glossary in CONTRIBUTING.md. */
const glossary = /^## Glossary\n[\s\S]*?(?=^## )/m.exec(readFileSync('CONTRIBUTING.md', 'utf8'))?.[0] ?? ''
const words = [...glossary.matchAll(/\*\*(.+?)\*\*/g)].map(([, word = '']) => word)

test('sources or manual use each word of the glossary', () => {
  const files = [...globSync('{src,docs}/**/*.{ts,md}'), 'README.md', 'SECURITY.md']
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  expect(words.length).toBeGreaterThan(30)
  // In the sources a word may be part of a name: `graphLease`, `ClientRejectedError`.
  const isUsed = (word: string) => new RegExp(word.replaceAll(/[ -]/g, '[ -]?').replace(/e?s?$/, ''), 'i').test(text)
  expect(words.filter((word) => !isUsed(word))).toEqual([])
})

test('the glossary has each word once', () => {
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
})
