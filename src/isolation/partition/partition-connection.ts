import type { driver as gremlinDriver, process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { retryConflicts } from '../../clients/gremlin/retry-conflicts.ts'
import { instructionsOf } from '../traversal/bytecode.ts'
import { hideKey, hideKeyInError, idsIn } from './hide-key-in-results.ts'
import { inspectSource, sideEffectsOf } from './inspect-source.ts'
import { inspectTraversal } from './inspect-traversal.ts'
import type { Partition } from './partition.ts'
import { PartitionRewrite } from './partition-rewrite.ts'

type Bytecode = gremlinProcess.Bytecode
type Remote = gremlinDriver.DriverRemoteConnection

/** The state that all sources and transactions of one test share. */
export interface PartitionRecord {
  /** Ids of elements the test is known to have made. */
  readonly ids: Set<string>
  /** Whether a request that can change something has been sent. */
  changed: boolean
}

export interface PartitionConnectionOptions {
  readonly driver: GremlinDriver
  readonly remote: Remote
  readonly partition: Partition
  readonly record: PartitionRecord
}

/**
 * A connection over another one, through which a traversal passes only after it was read: what might change what is not
 * the test's own fails with a NamespaceError, and all else is kept to the partition.
 */
export class PartitionConnection {
  readonly #options: PartitionConnectionOptions
  readonly #rewrite: PartitionRewrite

  constructor(options: PartitionConnectionOptions) {
    this.#options = options
    this.#rewrite = new PartitionRewrite(options.driver, options.partition)
  }

  get isOpen(): boolean {
    return this.#options.remote.isOpen
  }

  get isSessionBound(): boolean {
    return this.#options.remote.isSessionBound
  }

  open(): Promise<void> {
    return this.#options.remote.open()
  }

  async submit(bytecode: Bytecode): Promise<unknown> {
    const { remote, partition, record } = this.#options
    const { sourceInstructions, stepInstructions } = instructionsOf(bytecode)
    const inspect = {
      seesDataset: partition.dataset !== undefined,
      isOwn: (id: string) => record.ids.has(id),
      sideEffects: sideEffectsOf(sourceInstructions),
    }
    const { changes: stepsChange, origin } = inspectTraversal(stepInstructions, inspect)
    const changes = inspectSource(sourceInstructions, stepInstructions, inspect) || stepsChange
    if (changes) record.changed = true
    const rewritten = this.#rewrite.ofTraversal(bytecode)
    const send = async () => {
      try {
        return await remote.submit(rewritten)
      } catch (error) {
        throw hideKeyInError(error)
      }
    }
    // A transaction that met another one has to be begun again, by those who know what belongs to it.
    const isRepeated = changes && !this.isSessionBound
    const answer = (await (isRepeated ? retryConflicts(send) : send())) as Answer
    for (const { object } of answer.traversers) {
      hideKey(object)
      if (origin === 'own' || origin === 'described') for (const id of idsIn(object)) record.ids.add(id)
    }
    return answer
  }

  createSession(): PartitionConnection {
    return new PartitionConnection({ ...this.#options, remote: this.#options.remote.createSession() })
  }

  commit(): Promise<unknown> {
    return this.#options.remote.commit()
  }

  rollback(): Promise<unknown> {
    return this.#options.remote.rollback()
  }

  close(): Promise<void> {
    return this.#options.remote.close()
  }
}

/** An answer as the driver returns it. */
interface Answer {
  readonly traversers: readonly { readonly object: unknown }[]
}
