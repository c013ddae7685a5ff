import { posix } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { packTar, unpackTar } from 'modern-tar'
import { ProvisionError } from '../../errors/errors.ts'
import type { Docker } from './docker.ts'
import { absentAsUndefined } from './docker.ts'

/** A text file of an image, by its absolute path inside, and what becomes of its contents. */
export type Edits = Readonly<Record<string, (contents: string) => string>>

/**
 * Changes a text file of a container, which need not run; of its image nothing is changed. Not by testcontainers, which
 * tells of each failure on the console. Fails with a ProvisionError where there is no such file.
 */
export async function editFile(
  { container }: Docker,
  id: string,
  [path, edit]: readonly [path: string, edit: (contents: string) => string],
): Promise<void> {
  const edited = container.dockerode.getContainer(id)
  const found = await edited.getArchive({ path }).catch(absentAsUndefined)
  const archive = found && (await withContents(await buffer(found), edit))
  if (!archive) throw new ProvisionError(`The image has no file ${path}.`, { fault: 'user' })
  await edited.putArchive(archive, { path: posix.dirname(path) })
}

/**
 * An archive of the first file in an archive, with other contents; its name, owner and mode stay as they are. `undefined`
 * where there is no file in it.
 */
export async function withContents(tar: Buffer, edit: (contents: string) => string): Promise<Buffer | undefined> {
  const file = (await unpackTar(tar)).find(({ header }) => header.type === 'file')
  if (!file) return undefined
  const body = Buffer.from(edit(Buffer.from(file.data ?? []).toString()))
  // What the extended header says is in the others by now.
  const { pax: _, ...header } = file.header
  return Buffer.from(await packTar([{ header: { ...header, size: body.length }, body }]))
}
