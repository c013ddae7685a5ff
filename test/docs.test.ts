import { expect, test } from 'vitest'
import { currentPage, generatedPages } from '../scripts/make-docs.ts'

test.for(Object.keys(generatedPages))('docs/%s is what node scripts/make-docs.ts writes', (page) => {
  expect(currentPage(page)).toBe(generatedPages[page]!())
})
