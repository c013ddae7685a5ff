import { actionsOf } from '../actions/actions.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

/** What a run looks at to know, before it creates a cluster on the internet, whether it will reach it. */
export function reachGrants({ neptune }: RunNeeds, place: PolicyPlace): readonly Grant[] {
  if (!neptune?.overInternet || !('spec' in neptune.wanted)) return []
  const group = neptune.wanted.spec.subnetGroup ?? 'default'
  return [
    {
      name: 'NeptuneSubnets',
      actions: actionsOf('NeptuneSubnets'),
      resources: [`arn:${place.partition}:rds:${place.region}:${place.account}:subgrp:${group}`],
    },
    {
      name: 'NeptuneNetwork',
      // IAM knows no resources of these.
      actions: actionsOf('NeptuneNetwork'),
      resources: ['*'],
    },
  ]
}
