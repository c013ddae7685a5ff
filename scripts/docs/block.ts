/**
 * A page with the part between its two comments written anew: `<!-- rooms: node scripts/make-docs.ts -->` and
 * `<!-- /rooms -->`. Fails with an Error where the page does not have them.
 */
export function replaceBlock(page: string, name: string, contents: string): string {
  const block = new RegExp(`(<!-- ${name}: node scripts/make-docs\\.ts -->\\n).*?(\\n<!-- /${name} -->)`, 's')
  if (!block.test(page)) throw new Error(`The page has no place for '${name}'.`)
  return page.replace(block, (_, begin: string, end: string) => `${begin}${contents}${end}`)
}
