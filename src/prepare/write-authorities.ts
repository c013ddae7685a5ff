import { readFile, writeFile } from 'node:fs/promises'

/** NODE_EXTRA_CA_CERTS holds one file, so the user's own authorities go into ours. A file of theirs that is missing is ignored, as Node does. */
export async function writeAuthorities(file: string, ca: string, own: string | undefined): Promise<string> {
  const theirs = own ? await readFile(own, 'utf8').catch(() => '') : ''
  await writeFile(file, `${theirs}\n${ca}`)
  return file
}
