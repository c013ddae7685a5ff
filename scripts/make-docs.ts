/** Writes the pages, and parts of pages, that are made from the code: `node scripts/make-docs.ts`. test/docs.test.ts proves them current. */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { cliPage } from './docs/cli.ts'
import { configurationPage } from './docs/configuration.ts'
import { errorsPage } from './docs/errors.ts'
import { permissionsPage } from './docs/permissions.ts'
import { contributingPage } from './docs/rooms.ts'

/** How each page is made, by its path, of what it is now. */
export const generatedPages: Readonly<Record<string, (now: string) => string>> = {
  'docs/cli.md': cliPage,
  'docs/configuration.md': configurationPage,
  'docs/errors.md': errorsPage,
  'docs/aws/permissions.md': permissionsPage,
  'CONTRIBUTING.md': contributingPage,
}

const pathOf = (page: string): string => fileURLToPath(new URL(`../${page}`, import.meta.url))

/** A page as it is now. */
export const currentPage = (page: string): string => readFileSync(pathOf(page), 'utf8')

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [page, make] of Object.entries(generatedPages)) writeFileSync(pathOf(page), make(currentPage(page)))
}
