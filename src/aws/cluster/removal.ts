import { instanceIdOf } from './calls.ts'

/** The commands by which a person removes a cluster, in their order. */
export function clusterRemoval(id: string, region: string): string[] {
  const instance = `--db-instance-identifier ${instanceIdOf(id)}`
  const cluster = `--db-cluster-identifier ${id}`
  return [
    `modify-db-cluster ${cluster} --no-deletion-protection --apply-immediately`,
    `delete-db-instance ${instance} --skip-final-snapshot`,
    `wait db-instance-deleted ${instance}`,
    `delete-db-cluster ${cluster} --skip-final-snapshot`,
  ].map((command) => `aws neptune ${command} --region ${region}`)
}
