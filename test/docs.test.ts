import { expect, test } from 'vitest'
import { currentPage, generatedPages } from '../scripts/make-docs.ts'
import { errorClasses } from '../src/errors/errors.ts'
import { linkTo } from '../src/errors/messages.ts'

test.for(Object.keys(generatedPages))('%s is what node scripts/make-docs.ts writes', (page) => {
  const now = currentPage(page)
  expect(now).toBe(generatedPages[page]!(now))
})

test('the link in which an error ends leads to the heading of its code', () => {
  const headings = [...currentPage('docs/errors.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!)
  expect(headings).toEqual(Object.keys(errorClasses))
  for (const code of headings) expect(linkTo(code)).toBe(`See vitest-aws-fixtures/docs/errors.md#${code.toLowerCase()}`)
})
