import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-neptune'
import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { isNamed } from '../sdk/is-named.ts'
import { neptuneArn } from './arn.ts'
import type { NeptuneControl, Sender } from './calls.ts'

/** Each run has a tag of its own on the cluster, so that no two runs write the same tag. A cluster has room for 50 tags. */
const PREFIX = `${OWNERSHIP_TAG}:`

/** The marks on a cluster by their run; none where the cluster is gone. */
export async function listMarks(
  control: NeptuneControl,
  id: string,
  send: Sender,
): Promise<ReadonlyMap<string, string>> {
  const command = new ListTagsForResourceCommand({ ResourceName: neptuneArn(control.account, 'cluster', id) })
  const { TagList = [] } = await send('ListTagsForResource', (options) => control.client.send(command, options)).catch(
    (error: unknown) => {
      if (isNamed(error, 'DBClusterNotFoundFault')) return { TagList: [] }
      throw error
    },
  )
  const ours = TagList.filter(({ Key = '' }) => Key.startsWith(PREFIX))
  return new Map(ours.map(({ Key = '', Value = '' }) => [Key.slice(PREFIX.length), Value]))
}

/** Writes a run's mark. Fails where the cluster is gone, or has no room for another tag. */
export async function putMark(
  control: NeptuneControl,
  id: string,
  run: string,
  mark: string,
  send: Sender,
): Promise<void> {
  const Tags = [{ Key: `${PREFIX}${run}`, Value: mark }]
  const command = new AddTagsToResourceCommand({ ResourceName: neptuneArn(control.account, 'cluster', id), Tags })
  await send('AddTagsToResource', (options) => control.client.send(command, options))
}

/** Removes a run's mark. Succeeds where the mark or the cluster is gone. */
export async function removeMark(control: NeptuneControl, id: string, run: string, send: Sender): Promise<void> {
  const TagKeys = [`${PREFIX}${run}`]
  const command = new RemoveTagsFromResourceCommand({
    ResourceName: neptuneArn(control.account, 'cluster', id),
    TagKeys,
  })
  await send('RemoveTagsFromResource', (options) => control.client.send(command, options)).catch((error: unknown) => {
    if (!isNamed(error, 'DBClusterNotFoundFault')) throw error
  })
}
