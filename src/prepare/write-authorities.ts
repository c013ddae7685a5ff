import { readFile, writeFile } from 'node:fs/promises'

/** Writes the file for NODE_EXTRA_CA_CERTS, which names one file: so the user's own authorities go into ours. Their file is ignored where it is missing, as in Node. */
export async function writeAuthorities(file: string, ca: string, own: string | undefined): Promise<string> {
  const theirs = own ? await readFile(own, 'utf8').catch(() => '') : ''
  await writeFile(file, `${theirs}\n${ca}`)
  return file
}
