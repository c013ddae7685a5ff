import { posix } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { packTar, unpackTar } from 'modern-tar'
import { ProvisionError } from '../../errors/errors.ts'
import type { Docker } from './docker.ts'
import { absentAsUndefined } from './docker.ts'
import { fileMissing } from './messages.ts'

/** Edits of an image's text files, by the absolute path inside: each takes the contents, and returns the new ones. */
export type Edits = Readonly<Record<string, (contents: string) => string>>

/**
 * Edits a text file of a container, which need not run. The image stays as it is. Without testcontainers, which prints each
 * failure. Fails with a ProvisionError where there is no such file.
 */
export async function editFile(
  { container }: Docker,
  id: string,
  [path, edit]: readonly [path: string, edit: (contents: string) => string],
): Promise<void> {
  const edited = container.dockerode.getContainer(id)
  const found = await edited.getArchive({ path }).catch(absentAsUndefined)
  const archive = found && (await withContents(await buffer(found), edit))
  if (!archive) throw new ProvisionError(fileMissing(path), { fault: 'user' })
  await edited.putArchive(archive, { path: posix.dirname(path) })
}

/**
 * An archive with the first file of an archive, edited; its name, owner and mode stay as they are. `undefined` where the
 * archive has no file.
 */
export async function withContents(tar: Buffer, edit: (contents: string) => string): Promise<Buffer | undefined> {
  const file = (await unpackTar(tar)).find(({ header }) => header.type === 'file')
  if (!file) return undefined
  const body = Buffer.from(edit(Buffer.from(file.data ?? []).toString()))
  // The other headers have by now what the extended header says.
  const { pax: _, ...header } = file.header
  return Buffer.from(await packTar([{ header: { ...header, size: body.length }, body }]))
}
